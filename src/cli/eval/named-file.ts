/** Text files that an option names. */
import { readFileSync } from 'node:fs';
import { InputError } from '../exit-code.js';

/** Throws InputError that names the file, what was expected and the cure. */
export function readNamedFile(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const fault = code === 'ENOENT' ? 'no such file' : message;
    throw new InputError(`${file}: expected ${what}, ${fault}. Check the path.`);
  }
}
