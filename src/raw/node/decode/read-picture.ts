/** One raw picture from a file that the user named: faults name the file and the cure. */
import { InputError } from '../../../errors/index.js';
import { readInputBytes } from '../../../files/input/index.js';
import {
  describeLevelFault,
  type LevelSources,
  levelFault,
  pngColourDoubt,
  type RawImage,
} from '../../decode/index.js';
import { decodeOwnBytesLazily } from './decode-lazily.js';

/**
 * Reads and decodes a raw picture; `warn` is told where the file says of itself that it is not linear. Rejects with an
 * InputError that names the file and the cure, also where values and levels cannot belong together or nothing is unmasked.
 */
export async function readPicture(
  file: string,
  levels: LevelSources,
  warn?: (sentence: string) => void,
): Promise<RawImage> {
  const bytes = readPictureBytes(file);
  const doubt = pngColourDoubt(bytes);
  if (doubt !== null) {
    warn?.(
      `${file} ${doubt}: its values are probably not linear, and the estimate is then wrong. Export linear values, without gamma ` +
        'or profile',
    );
  }
  const image = await decoded(file, bytes, levels);
  checkLevels(file, image);
  return image;
}

/** A picture's bytes. Throws InputError where it cannot be read. */
export function readPictureBytes(file: string): Uint8Array {
  return readInputBytes(file, {
    what: 'a picture',
    folderCure: `Name its files: ${file}/*.png`,
  });
}

async function decoded(file: string, bytes: Uint8Array, levels: LevelSources): Promise<RawImage> {
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

/** Throws InputError where the picture's values and its levels cannot belong together, or nothing is unmasked. */
function checkLevels(file: string, image: RawImage): void {
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
