/** Files that the user names, read whole, with one sentence for whatever keeps them from being read. */
import { InputError } from '../../errors/index.js';
import { isSystemError } from '../output-error.js';
import { readWhole } from './read-whole.js';

export interface InputWords {
  /** What the file should be: 'a tuning file'. */
  readonly what: string;
  /** What to do where it cannot be read (default: to check the path). */
  readonly cure?: string;
  /** What to do where there is a folder of that name (default: to name a file in it). */
  readonly folderCure?: string;
}

/** The bytes of a file. Throws InputError that names file and cure where it cannot be read, or has more than `mostBytes`. */
export function readInputBytes(
  file: string,
  words: InputWords,
  mostBytes = Number.POSITIVE_INFINITY,
): Uint8Array {
  return asInput(file, words, () => readWhole(file, mostBytes));
}

/** The text of a file in UTF-8. Throws InputError as readInputBytes does. */
export function readInputText(file: string, words: InputWords): string {
  return asInput(file, words, () => readWhole(file).toString('utf8'));
}

/** Runs what reads a file. Throws InputError for what the system says. */
function asInput<T>(file: string, words: InputWords, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw unreadable(file, error, words);
  }
}

/** The error for a file that the system does not let be read; `error` is the system's. */
export function unreadable(
  file: string,
  { code, message }: NodeJS.ErrnoException,
  { what, cure = 'Check the path.', folderCure = 'Name a file in it.' }: InputWords,
): InputError {
  if (code === 'ENOENT') return new InputError(`${file}: expected ${what}, no such file. ${cure}`);
  if (code === 'EISDIR') {
    return new InputError(`${file}: expected ${what}, got a folder. ${folderCure}`);
  }
  return new InputError(`${file}: expected ${what}, it cannot be read: ${message}. ${cure}`);
}
