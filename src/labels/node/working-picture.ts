/** The linear picture of working size, the card still in it. */
import type { RawImage } from '../../raw/index.js';
import { readRawFile } from '../../raw/node/index.js';
import { WORKING_LEVELS, workingFile } from './folder.js';

/** Throws RawFormatError, the file system's error. */
export function workingPicture(dir: string, image: string): RawImage {
  return readRawFile(workingFile(dir, image), { options: WORKING_LEVELS });
}
