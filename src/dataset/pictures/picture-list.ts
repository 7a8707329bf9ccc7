/** The raw pictures of a folder by their ids, those that two files claim, and files that are something else. */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type BayerDump, DUMP_EXTENSIONS, rawExtensions } from '../../raw/index.js';
import { imageId } from '../csv-table.js';
import type { DatasetProblem } from '../dataset-error.js';

export interface PictureList {
  /** By id, sorted. */
  readonly files: ReadonlyMap<string, string>;
  /** Ids with two files (a.png and a.PNG): which is meant? */
  readonly ambiguous: ReadonlyMap<string, DatasetProblem>;
  /** Files of other endings, by what they would be the picture of. */
  readonly others: ReadonlyMap<string, string>;
}

/** `dump`: what files without a header are, where the data set says so. */
export function listPictures(pictureDir: string, dump: BayerDump | undefined): PictureList {
  const files = new Map<string, string>();
  const ambiguous = new Map<string, DatasetProblem>();
  const others = new Map<string, string>();
  const named = new Map<string, string>();
  const endings = [...rawExtensions(), ...(dump === undefined ? [] : DUMP_EXTENSIONS)];
  for (const name of readdirSync(pictureDir).sort()) {
    if (name.startsWith('.')) continue;
    const file = join(pictureDir, name);
    const ending = endings.find((one) => name.toLowerCase().endsWith(one));
    if (ending === undefined) {
      others.set(name.replace(/\.[^.]*$/, ''), file);
      continue;
    }
    const id = name.slice(0, -ending.length);
    const first = files.get(id);
    if (first !== undefined) {
      const isCase = first.toLowerCase() === file.toLowerCase();
      const how = isCase
        ? 'with its ending in upper and lower case'
        : `as ${basename(first)} and ${name}`;
      const message = `picture ${id} is there twice, ${how}`;
      ambiguous.set(id, { file, message, cure: 'Remove one of them.' });
    }
    const other = named.get(imageId(id));
    if (other !== undefined && other !== id) {
      const message = `picture ${id} is named by the same rows as ${other}`;
      ambiguous.set(id, { file, message, cure: 'Rename or remove one of them.' });
    }
    named.set(imageId(id), id);
    files.set(id, file);
  }
  return { files, ambiguous, others };
}
