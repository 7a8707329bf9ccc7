/** Which pictures of a data set say of themselves that they are not linear; read off the files' beginnings. */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { holdsColourChunks, pngColourCure, pngColourDoubt } from '../../raw/index.js';
import { inflateAtOnce } from '../../raw/node/index.js';
import { DESCRIPTION_FILE } from '../dataset-description.js';
import type { DatasetProblem } from '../dataset-error.js';

/** Chunks before the pixels fit in here, unless a colour profile is unusually large. */
const HEAD_BYTES = 1 << 16;
const PNG = /\.png$/i;

export interface ColourDoubts {
  /** One for all of them. */
  readonly problem: DatasetProblem;
  readonly files: ReadonlySet<string>;
}

/** What PNG files among `files` say against linear values up to the white level; null where none does. */
export function doubtColours(files: readonly string[], whiteLevel: number): ColourDoubts | null {
  const head = new Uint8Array(HEAD_BYTES);
  const found = new Map<string, string>();
  for (const file of files) {
    const doubt = PNG.test(file) ? fileDoubt(file, head, whiteLevel) : null;
    if (doubt !== null) found.set(file, doubt);
  }
  const [first] = found;
  if (first === undefined) return null;
  const [file, doubt] = first;
  const others = found.size > 1 ? `, and ${found.size} of ${files.length} pictures do so` : '';
  const flag = `--assume-linear, or "assumeLinear": true in ${DESCRIPTION_FILE}`;
  const problem = {
    file,
    message: `probably not linear: it ${doubt}${others}`,
    cure: `${pngColourCure(flag)}.`,
  };
  return { problem, files: new Set(found.keys()) };
}

function fileDoubt(file: string, head: Uint8Array, whiteLevel: number): string | null {
  const options = { whiteLevel, inflate: inflateAtOnce };
  try {
    const handle = openSync(file, 'r');
    try {
      const bytes = head.subarray(0, readSync(handle, head));
      const isEnough = bytes.length < HEAD_BYTES || holdsColourChunks(bytes);
      return pngColourDoubt(isEnough ? bytes : readFileSync(file), options);
    } finally {
      closeSync(handle);
    }
  } catch {
    // What cannot be read is reported where it is decoded.
    return null;
  }
}
