/** One raw picture from a file that the user named, for `predict` and for the pictures of a report. */
import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { inflatePng16, levelDoubt, type RawImage, type RawLevels } from '../../raw/decode/index.js';
import { InputError } from '../exit-code.js';

/** Reads and decodes a 16-bit PNG. Throws InputError that names the file and the cure. */
export function readPicture(file: string, levels: RawLevels): RawImage {
  const bytes = readBytes(file);
  try {
    return inflatePng16(bytes, {
      ...levels,
      inflate: inflateAtOnce,
      isOurs: true,
    });
  } catch (error) {
    const { name, message, cure } = error as Error & { readonly cure?: string };
    if (name !== 'RawFormatError') throw error;
    throw new InputError(`${file}: ${message}. ${cure}`);
  }
}

/** Into one buffer: zlib gathers pieces of 16 KiB otherwise, and joining them takes the picture's memory twice. */
function inflateAtOnce(data: Uint8Array, length: number): Uint8Array {
  // A full piece makes zlib begin another; one byte more keeps this one from being full.
  return inflateSync(data, { maxOutputLength: length, chunkSize: Math.max(64, length + 1) });
}

function readBytes(file: string): Uint8Array {
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
  const doubt = levelDoubt(image);
  if (doubt === null) return;
  const cure =
    doubt.fault === 'masked'
      ? 'Export it again.'
      : "Give the camera's own levels with --black-level and --white-level.";
  throw new InputError(`${file}: ${doubt.message}. ${cure}`);
}
