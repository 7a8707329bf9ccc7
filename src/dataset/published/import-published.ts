/** Published data sets to averaged-down ones in the layout of SimpleCube++, a folder a camera, one after the other. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '../../files/index.js';
import { DESCRIPTION_FILE } from '../dataset-description.js';
import { DatasetError, type DatasetProblem } from '../dataset-error.js';
import { thumbnailSets } from '../reduce/make-thumbnails.js';
import {
  type ReducedSet,
  type ReduceOptions,
  type ReducibleSet,
  writeReduced,
} from '../reduce/write-reduced.js';
import { CUBE_PLUS_FORMAT, CUBE_PLUS_PLUS_FORMAT } from './cube.js';
import { GEHLER_SHI_FORMAT } from './gehler-shi.js';
import { INTEL_TAU_FORMAT } from './intel-tau.js';
import { NUS_FORMAT } from './nus.js';
import { filesBelow, type PublishedSet } from './published-set.js';

const FORMATS = [
  NUS_FORMAT,
  GEHLER_SHI_FORMAT,
  CUBE_PLUS_FORMAT,
  CUBE_PLUS_PLUS_FORMAT,
  INTEL_TAU_FORMAT,
];

/**
 * The published data set in a folder; null where none is known. Throws DatasetError and MatFileError for one whose labels are broken.
 */
export function findPublished(root: string): PublishedSet | null {
  if (isOwnLayout(root)) return null;
  const files = filesBelow(root);
  return FORMATS.find((format) => format.recognises(files))?.read(files) ?? null;
}

const isOwnLayout = (root: string) =>
  ['train', 'test'].some((part) => existsSync(join(root, part, 'gt.csv')));

/** Whether a folder holds one of them, by the names of its files alone; its labels may still be broken. */
export function isPublished(root: string): boolean {
  if (isOwnLayout(root)) return false;
  const files = filesBelow(root);
  return FORMATS.some((format) => format.recognises(files));
}

export interface ReduceDataOptions extends ReduceOptions {
  readonly from: string;
  readonly to: string;
  /** Go on without what is broken. */
  readonly skipBad?: boolean;
}

export interface ReducedData {
  /** As published; null for one in the layout of SimpleCube++. */
  readonly name: string | null;
  readonly sets: readonly ReducedSet[];
  readonly problems: readonly DatasetProblem[];
}

/**
 * Averages a data set down, published or in the layout of SimpleCube++. Throws DatasetError where nothing can be taken, MatFileError,
 * OutputError, and the signal's reason; a later run goes on where this one ended.
 */
export async function reduceData({
  from,
  to,
  skipBad = false,
  onProgress,
  ...options
}: ReduceDataOptions): Promise<ReducedData> {
  const published = findPublished(from);
  const sets = published ? publishedSets(published, to) : thumbnailSets(from, to, { skipBad });
  const problems = [...(published?.problems ?? [])];
  const total = sets.reduce((sum, { pictures }) => sum + pictures.length, 0);
  if (total === 0) throw new DatasetError(`data set ${from}`, problems);
  const written: ReducedSet[] = [];
  let before = 0;
  for (const set of sets) {
    const { length } = set.pictures;
    if (length === 0) continue;
    const done = await writeReduced(set, {
      ...options,
      onProgress: (count) => onProgress?.(before + count, total),
    });
    written.push(done);
    problems.push(...done.problems);
    before += length;
  }
  // A folder of cameras says what they are together.
  if (published && sets.length > 1) {
    const { name, licence } = published;
    const text = `${JSON.stringify({ name, licence }, null, 2)}\n`;
    writeFileAtomically(join(to, DESCRIPTION_FILE), text);
  }
  return { name: published?.name ?? null, sets: written, problems };
}

function publishedSets({ name, licence, cameras }: PublishedSet, to: string): ReducibleSet[] {
  return cameras.map(({ folder, camera, colourMatrix, pictures }) => ({
    dir: join(to, folder),
    description: {
      name: folder === '' ? name : `${name} ${folder}`,
      camera,
      ...(colourMatrix ? { colourMatrix } : {}),
      licence,
    },
    pictures,
  }));
}
