/** Files that a command will write, tried before the work that fills them. */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { InputError } from '../exit-code.js';

/** Whether a file can be written, as far as rights tell. Throws InputError that names the file and the cure. */
export function checkOutput(file: string): void {
  const there = statSync(file, { throwIfNoEntry: false });
  if (there?.isDirectory()) throw new InputError(`${file}: expected a file, got a folder`);
  try {
    accessSync(there ? file : nearestFolder(file), constants.W_OK);
  } catch (error) {
    throw unwritable(file, error);
  }
}

/** The folder that is there on the way to a file. */
function nearestFolder(file: string): string {
  let folder = dirname(resolve(file));
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

/** The error of an output that cannot be written, with its name. */
export function unwritable(file: string, error: unknown): InputError {
  if (error instanceof InputError) return error;
  return new InputError(
    `${file}: cannot be written: ${(error as Error).message}. Name a place that can, with room on it.`,
  );
}
