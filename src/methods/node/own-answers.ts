/** The cameras' own answers that raw files hold, for pictures of a data set whose properties state none. */
import { readFileSync } from 'node:fs';
import { readDatasetIndex, type ThumbnailSet } from '../../dataset/index.js';
import { openOwnBytes } from '../../raw/node/index.js';
import { AS_SHOT_COLUMNS } from '../as-shot.js';
import type { DatasetJob } from './estimate-dataset.js';

/** The set with the columns of `as-shot` filled in from its DNGs where they are missing. Throws DatasetError, RawFormatError. */
export function withOwnAnswers(
  set: ThumbnailSet,
  { dir, part, layout }: Pick<DatasetJob, 'dir' | 'part' | 'layout'>,
): ThumbnailSet {
  const [red, blue] = AS_SHOT_COLUMNS;
  if (set.entries.every(({ properties }) => Object.hasOwn(properties, red))) return set;
  const { pictures } = readDatasetIndex(dir, { part, ...(layout ? { layout } : {}) });
  const files = new Map(pictures.map(({ id, file }) => [id, file]));
  const entries = set.entries.map((entry) => {
    const file = files.get(entry.id) ?? '';
    if (Object.hasOwn(entry.properties, red) || !/\.dng$/i.test(file)) return entry;
    const neutral = openOwnBytes(readFileSync(file)).header.camera.asShotNeutral;
    if (neutral === undefined) return entry;
    const [r, g, b] = neutral;
    const answer = { [red]: String(r / g), [blue]: String(b / g) };
    return { ...entry, properties: { ...entry.properties, ...answer } };
  });
  return { ...set, entries };
}
