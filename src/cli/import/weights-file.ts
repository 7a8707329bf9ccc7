/** Files of weights, networks and preprocessing that the user names. */
import { readFileSync, statSync } from 'node:fs';
import { InputError } from '../exit-code.js';

/** Networks of cameras have a thousandth of it. */
const MOST_BYTES = 1e9;

/** What `read` makes of a file. Throws InputError that names the file, where it cannot be read or `read` refuses it. */
export function readFrom<T>(file: string, read: (bytes: Uint8Array) => T): T {
  try {
    const { size } = statSync(file);
    if (size > MOST_BYTES) {
      throw new InputError(`${file}: expected at most ${MOST_BYTES} bytes, got ${size}`);
    }
    return read(readFileSync(file));
  } catch (error) {
    const { name, message, code } = error as NodeJS.ErrnoException;
    if (code !== undefined) {
      const what = code === 'ENOENT' ? 'no such file' : message;
      throw new InputError(`${file}: ${what}; check the path`);
    }
    if (!['WeightsError', 'ArchitectureError', 'ModelFileError'].includes(name)) throw error;
    throw new InputError(`${file}: ${message}`);
  }
}
