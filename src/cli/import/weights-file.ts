/** Files of weights, networks and preprocessing that the user names. */
import { readInputBytes } from '../../files/index.js';
import { InputError } from '../exit-code.js';

/** Networks of cameras have a thousandth of it. */
const MOST_BYTES = 1e9;

/** What `read` makes of a file. Throws InputError that names the file, where it cannot be read or `read` refuses it. */
export function readFrom<T>(
  file: string,
  read: (bytes: Uint8Array) => T,
  what = 'a file of weights',
): T {
  const bytes = readInputBytes(file, { what }, MOST_BYTES);
  try {
    return read(bytes);
  } catch (error) {
    const { name, message } = error as Error;
    if (!['WeightsError', 'ArchitectureError', 'ModelFileError'].includes(name)) throw error;
    throw new InputError(`${file}: ${message}`);
  }
}
