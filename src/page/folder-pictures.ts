/** The pictures of a folder as the page lists them: those of a data set with their labels, of any other folder the raw files in it. */
import { existsSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { WhitePoint } from '../color/index.js';
import { DATASET_PARTS, datasetLevels, readDatasetIndex } from '../dataset/index.js';
import { InputError } from '../errors/index.js';
import { rawFilesAt } from '../raw/node/index.js';

/** A picture of the list. */
export interface FolderPicture {
  /** `test/0401.png`, or the file's name. */
  readonly name: string;
  readonly bytes: number;
  /** The light on a grey surface, where it is known. */
  readonly label: WhitePoint | null;
}

/** What the page is told of a folder. */
export interface ListedFolder {
  readonly folder: string;
  /** Of the data set; null where files must say theirs. */
  readonly levels: { readonly blackLevel: number; readonly whiteLevel: number } | null;
  /** A picture's place here is its number for the server. */
  readonly pictures: readonly FolderPicture[];
}

/** The list and the files behind it, in its order. */
export interface FolderPictures {
  readonly listed: ListedFolder;
  readonly files: readonly string[];
}

/** Throws InputError where there is no such folder, or no raw picture in it, DatasetError for a data set that cannot be read. */
export function folderPictures(dir: string): FolderPictures {
  if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory()) {
    throw new InputError(`${dir}: expected a folder of raw pictures, found none`);
  }
  const folder = basename(resolve(dir));
  const parts = DATASET_PARTS.filter((part) => existsSync(join(dir, part, 'gt.csv')));
  if (parts.length === 0) {
    const files = rawFilesAt(dir);
    const pictures = files.map((file) => ({
      name: basename(file),
      bytes: statSync(file).size,
      label: null,
    }));
    return { listed: { folder, levels: null, pictures }, files };
  }
  const found = parts.flatMap((part) => readDatasetIndex(dir, { part, skipBad: true }).pictures);
  const pictures = found.map(({ part, file, sizeBytes, whitePoint }) => ({
    name: `${part}/${basename(file)}`,
    bytes: sizeBytes,
    label: whitePoint,
  }));
  return {
    listed: { folder, levels: statedLevels(dir), pictures },
    files: found.map(({ file }) => file),
  };
}

/** One black and one white level; null where they differ by picture or channel. */
function statedLevels(dir: string): ListedFolder['levels'] {
  const { blackLevel, whiteLevel } = datasetLevels(dir) as unknown as Record<string, unknown>;
  return typeof blackLevel === 'number' && typeof whiteLevel === 'number'
    ? { blackLevel, whiteLevel }
    : null;
}
