/** The pictures of a folder as the page lists them: those of a data set with their labels, of any other folder the raw files in it. */
import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Camera } from '../camera/index.js';
import type { WhitePoint } from '../color/index.js';
import {
  DATASET_PARTS,
  datasetCamera,
  datasetLevels,
  imageId,
  readDatasetIndex,
  readLabelFile,
} from '../dataset/index.js';
import { InputError } from '../errors/index.js';
import { rawFilesAt } from '../raw/node/index.js';
import { broughtFiles } from './brought-files.js';

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
  /** Of the data set; null where files must say theirs. */
  readonly camera: Camera | null;
  /** A picture's place here is its number for the server. */
  readonly pictures: readonly FolderPicture[];
  /** Names of models and tuning files in the folder; a file's place here is its number. */
  readonly brought: readonly string[];
  /** Methods that the server can teach by the folder's train part. */
  readonly learning: readonly string[];
}

/** The list and the files behind it, in its order. */
export interface FolderPictures {
  readonly listed: Omit<ListedFolder, 'learning'>;
  readonly files: readonly string[];
  readonly broughtFiles: readonly string[];
  /** The data set whose train part teaches; null where there is none. */
  readonly teaches: string | null;
}

interface Found {
  readonly file: string;
  readonly name: string;
  readonly label: WhitePoint | null;
}

/** Throws InputError where there is no such folder, or no raw picture in it, DatasetError for a data set that cannot be read. */
export function folderPictures(dir: string): FolderPictures {
  if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory()) {
    throw new InputError(`${dir}: expected a folder of raw pictures, found none`);
  }
  const set = datasetAt(dir);
  const found = set ? set.parts.flatMap((part) => partPictures(set.dir, part)) : plainPictures(dir);
  const own = broughtFiles(dir);
  return {
    listed: {
      folder: basename(resolve(dir)),
      levels: set && statedLevels(set.dir),
      camera: set && datasetCamera(set.dir),
      pictures: found.map(({ file, name, label }) => ({ name, bytes: statSync(file).size, label })),
      brought: own.map((file) => basename(file)),
    },
    files: found.map(({ file }) => file),
    broughtFiles: own,
    teaches: set && hasLabels(set.dir, 'train') ? set.dir : null,
  };
}

type Part = (typeof DATASET_PARTS)[number];

function hasLabels(dir: string, part: Part): boolean {
  return existsSync(join(dir, part, 'gt.csv'));
}

/** The data set that a folder is, or of which it is a part; null for any other. */
function datasetAt(dir: string): { readonly dir: string; readonly parts: readonly Part[] } | null {
  const parts = DATASET_PARTS.filter((part) => hasLabels(dir, part));
  if (parts.length > 0) return { dir, parts };
  const whole = resolve(dir);
  const own = DATASET_PARTS.filter((part) => part === basename(whole));
  const isPart = existsSync(join(whole, 'gt.csv')) && existsSync(join(whole, 'PNG'));
  return own.length > 0 && isPart ? { dir: dirname(whole), parts: own } : null;
}

function partPictures(dir: string, part: Part): Found[] {
  const { pictures } = readDatasetIndex(dir, { part, skipBad: true });
  return pictures.map(({ file, whitePoint }) => ({
    file,
    name: `${part}/${basename(file)}`,
    label: whitePoint,
  }));
}

/** Raw files of any folder, with the labels of a gt.csv beside them. */
function plainPictures(dir: string): Found[] {
  const table = join(dir, 'gt.csv');
  const labels = existsSync(table) ? readLabelFile(table).labels : null;
  return rawFilesAt(dir).map((file) => {
    const name = basename(file);
    return { file, name, label: labels?.get(imageId(name))?.whitePoint ?? null };
  });
}

/** One black and one white level; null where they differ by picture or channel. */
function statedLevels(dir: string): ListedFolder['levels'] {
  const { blackLevel, whiteLevel } = datasetLevels(dir) as unknown as Record<string, unknown>;
  return typeof blackLevel === 'number' && typeof whiteLevel === 'number'
    ? { blackLevel, whiteLevel }
    : null;
}
