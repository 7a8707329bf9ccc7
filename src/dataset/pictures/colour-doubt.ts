/** Whether pictures of a data set say of themselves that they are not linear; read off the files' beginnings. */
import { closeSync, openSync, readSync } from 'node:fs';
import { pngColourDoubt } from '../../raw/index.js';

/** Chunks before the pixels fit in here, unless a colour profile is unusually large. */
const HEAD_BYTES = 1 << 16;
const PNG = /\.png$/i;

/** One sentence over all PNG files that do; null where none does. */
export function doubtColours(files: readonly string[]): string | null {
  const head = new Uint8Array(HEAD_BYTES);
  const doubts = files
    .filter((file) => PNG.test(file))
    .map((file) => [file, headDoubt(file, head)]);
  const found = doubts.filter(([, doubt]) => doubt !== null);
  if (found.length === 0) return null;
  const [[file, doubt]] = found;
  return (
    `${found.length} of ${files.length} pictures are probably not linear: ${file} ${doubt}. ` +
    'Export them again as linear values, without gamma or profile'
  );
}

function headDoubt(file: string, head: Uint8Array): string | null {
  try {
    const handle = openSync(file, 'r');
    try {
      return pngColourDoubt(head.subarray(0, readSync(handle, head)));
    } finally {
      closeSync(handle);
    }
  } catch {
    // What cannot be read is reported where it is decoded.
    return null;
  }
}
