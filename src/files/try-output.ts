/** Whether a file can be written, asked before hours of work and not after them. */
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { asOutput, OutputError } from './output-error.js';
import { temporaryName } from './write-atomically.js';

/** A block of a disk: a full one takes an empty file. */
const TRIED_BYTES = 4096;

/**
 * Tries whether a file could be written now, its folders made; leaves everything as it is. `onThere` is told where one is there
 * that will be written over. Throws OutputError.
 */
export function tryOutputFile(file: string, onThere?: (sentence: string) => void): void {
  asOutput(file, () => {
    const there = statSync(file, { throwIfNoEntry: false });
    if (there?.isDirectory()) throw new OutputError(file, { code: 'EISDIR' });
    if (there) accessSync(file, constants.W_OK);
    if (!there || there.isFile()) tryIn(dirname(resolve(file)), file);
    if (there?.isFile()) onThere?.(`${file} is there already, and will be written over.`);
  });
}

/** Tries whether files could be written into a folder, which need not be there; `onThere` is told where it holds some. Throws OutputError. */
export function tryOutputFolder(folder: string, onThere?: (sentence: string) => void): void {
  asOutput(folder, () => {
    tryIn(resolve(folder), join(folder, 'file'));
    if (!onThere || !existsSync(folder) || readdirSync(folder).length === 0) return;
    onThere(`${folder} is not empty: files of the same names will be written over.`);
  });
}

/** In the folder, or in the nearest one above it that is there. */
function tryIn(folder: string, file: string): void {
  let nearest = folder;
  let there = statSync(nearest, { throwIfNoEntry: false });
  while (!there && dirname(nearest) !== nearest) {
    nearest = dirname(nearest);
    there = statSync(nearest, { throwIfNoEntry: false });
  }
  if (there && !there.isDirectory()) throw new OutputError(file, { code: 'ENOTDIR' });
  const tried = temporaryName(join(nearest, 'try'));
  const descriptor = openSync(tried, 'wx');
  try {
    writeSync(descriptor, new Uint8Array(TRIED_BYTES));
  } finally {
    closeSync(descriptor);
    rmSync(tried, { force: true });
  }
}
