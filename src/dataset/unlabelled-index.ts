/**
 * Pictures without labels: those of a data set's training part, or of any folder. Neither gt.csv nor properties are looked at, so
 * that nothing of them can come through.
 */
import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type BayerDump, isDump, rawExtensions } from '../raw/index.js';
import { DatasetError, type DatasetProblem } from './dataset-error.js';
import type { DatasetIndex, DatasetIndexOptions, DatasetPicture } from './dataset-index.js';
import { listPictures } from './pictures/picture-list.js';
import { stampPicture } from './pictures/stamp-picture.js';

/** Stands where labels stand elsewhere. */
const NO_LIGHT = { r: 1, b: 1 } as const;

/** Where the pictures of a folder are that is named for them, and the folder whose dataset.json holds for them. */
export interface UnlabelledPlace {
  readonly dir: string;
  readonly pictureDir: string;
}

/** A data set's training part; the pictures of a part that is named itself; else the folder's own. */
export function unlabelledPlace(dir: string): UnlabelledPlace {
  const training = join(dir, 'train', 'PNG');
  if (existsSync(training)) return { dir, pictureDir: training };
  const own = join(dir, 'PNG');
  if (existsSync(own)) return { dir: ownerOf(dir), pictureDir: own };
  const isOwn = basename(resolve(dir)) === 'PNG';
  return { dir: isOwn ? ownerOf(dirname(resolve(dir))) : dir, pictureDir: dir };
}

/** The data set of a folder that is a part of one. */
function ownerOf(dir: string): string {
  const isPart = ['train', 'test'].includes(basename(resolve(dir)));
  return isPart ? dirname(resolve(dir)) : dir;
}

/** Throws DatasetError with all that is wrong with the pictures (unless `skipBad`), and for what is no folder, or has none. */
export function readUnlabelledIndex(
  dir: string,
  pictureDir: string,
  { part, skipBad = false, isChecked = () => false }: DatasetIndexOptions,
  dump: BayerDump | undefined,
): DatasetIndex {
  const what = `pictures without labels ${pictureDir}`;
  if (!existsSync(pictureDir)) {
    const message = 'the directory does not exist';
    throw new DatasetError(what, [{ file: pictureDir, message, cure: 'Check the path.' }]);
  }
  const folder = `a folder of raw pictures (${rawExtensions().join(', ')}), or a data set with train/PNG.`;
  if (!statSync(pictureDir).isDirectory()) {
    const message = 'it is no directory';
    throw new DatasetError(what, [{ file: pictureDir, message, cure: `Name ${folder}` }]);
  }
  const { files, ambiguous } = listPictures(pictureDir, dump);
  const problems: DatasetProblem[] = [...ambiguous.values()];
  const pictures: DatasetPicture[] = [];
  for (const [id, file] of files) {
    if (ambiguous.has(id)) continue;
    const own = isDump(file, dump) ? dump : undefined;
    const found = stampPicture(file, isChecked, own);
    if ('cure' in found) problems.push(found);
    else {
      const picture = { ...found, id, part, whitePoint: NO_LIGHT, properties: {} };
      pictures.push(own ? { ...picture, dump: own } : picture);
    }
  }
  if (problems.length > 0 && !skipBad) throw new DatasetError(what, problems);
  if (pictures.length === 0) {
    throw new DatasetError(what, [
      ...problems,
      { file: pictureDir, message: 'no usable picture', cure: `Name ${folder}` },
    ]);
  }
  return { dir, part, pictures, skipped: problems, notes: [] };
}
