/** One raw picture from a file that the user named, for `predict`, `chart` and `balance`. */
import { readFileSync } from 'node:fs';
import {
  describeLevelFault,
  type LevelSources,
  levelFault,
  pngColourDoubt,
  type RawImage,
} from '../../raw/decode/index.js';
import { decodeOwnBytesLazily } from '../../raw/node/decode/index.js';
import { InputError } from '../exit-code.js';

/**
 * Reads and decodes a raw picture; `warn` is told where the file says of itself that it is not linear. Rejects with an
 * InputError that names the file and the cure.
 */
export async function readPicture(
  file: string,
  levels: LevelSources,
  warn?: (sentence: string) => void,
): Promise<RawImage> {
  const bytes = readBytes(file);
  const doubt = pngColourDoubt(bytes);
  if (doubt !== null) {
    warn?.(
      `${file} ${doubt}: its values are probably not linear, and the estimate is then wrong. Export linear values, without gamma ` +
        'or profile',
    );
  }
  try {
    return await decodeOwnBytesLazily(bytes, levels);
  } catch (error) {
    throw namedFault(file, error);
  }
}

/** A picture's fault with the file's name and the cure; any other error as it is. */
export function namedFault(file: string, error: unknown): unknown {
  const { name, message, cure } = error as Error & { readonly cure?: string };
  if (name === 'RawLevelsError') {
    return new InputError(
      `${file}: ${message}. Give levels that go with the file's own, or both: --black-level and --white-level.`,
    );
  }
  return name === 'RawFormatError' ? new InputError(`${file}: ${message}. ${cure}`) : error;
}

/** A file's bytes. Throws InputError where it cannot be read. */
export function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new InputError(`${file}: no such file. Check the path.`);
    if (code === 'EISDIR') {
      throw new InputError(
        `${file}: expected a picture, got a folder. Name its files: ${file}/*.png`,
      );
    }
    throw new InputError(`${file}: cannot be read: ${message}`);
  }
}

/** Throws InputError where the picture's values and its levels cannot belong together, or nothing is unmasked. */
export function checkLevels(file: string, image: RawImage): void {
  const fault = levelFault(image);
  if (!fault) return;
  if (fault.kind === 'masked') {
    throw new InputError(
      `${file}: expected pixels to look at, got a picture that is masked all over (0,0,0). Export it again.`,
    );
  }
  const cure = "Give the camera's own levels with --black-level and --white-level.";
  throw new InputError(`${file}: ${describeLevelFault(fault, image)}. ${cure}`);
}
