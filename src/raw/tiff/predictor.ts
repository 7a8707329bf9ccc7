/**
 * Undoes what deflate and LZW were helped with: differences between neighbours (TIFF's predictor 2) and floats taken apart into
 * bytes by weight (3) [Adobe Photoshop TIFF Technical Note 3]; DNG has both over two and four pixels too [DNG 1.7.1, chapter 2].
 */
import type { Storage } from './storage.js';
import { unread } from './tiff-fault.js';
import type { Values } from './unpack.js';

interface Predictor {
  readonly kind: 'none' | 'difference' | 'float';
  /** Pixels between a value and what it is predicted from. */
  readonly step: number;
}

const PREDICTORS: Readonly<Record<number, Predictor>> = {
  1: { kind: 'none', step: 0 },
  2: { kind: 'difference', step: 1 },
  3: { kind: 'float', step: 1 },
  34892: { kind: 'difference', step: 2 },
  34893: { kind: 'difference', step: 4 },
  34894: { kind: 'float', step: 2 },
  34895: { kind: 'float', step: 4 },
};

/** Throws RawFormatError for a predictor that is not read, or not with such samples. */
export function predictorOf({ predictor, bits, isFloat }: Storage): Predictor {
  const found = PREDICTORS[predictor];
  const fits =
    found?.kind === 'none' ||
    (found?.kind === 'float' && isFloat) ||
    (found?.kind === 'difference' && !isFloat && (bits === 8 || bits === 16));
  if (found !== undefined && fits) return found;
  const what = `${bits}-bit ${isFloat ? 'floats' : 'whole numbers'}`;
  throw unread('a predictor that is read', `predictor ${predictor} of ${what}`);
}

/** Adds up differences over a row in place, modulo the samples' range. `distance` is in values. */
export function addDifferences(
  row: Values,
  from: number,
  count: number,
  distance: number,
  bits: number,
): void {
  const mask = (1 << bits) - 1;
  for (let i = from + distance; i < from + count; i++) row[i] = (row[i] + row[i - distance]) & mask;
}

/**
 * A row of `count` floats of `size` bytes from `at` on, in place: differences between bytes are added up, then the bytes of each
 * float put side by side, the highest first. `scratch` holds as many bytes.
 */
export function joinFloatBytes(
  bytes: Uint8Array,
  at: number,
  count: number,
  size: number,
  distance: number,
  scratch: Uint8Array,
): void {
  const total = count * size;
  for (let i = distance; i < total; i++) bytes[at + i] += bytes[at + i - distance];
  for (let i = 0, o = 0; i < count; i++) {
    for (let b = 0; b < size; b++) scratch[o++] = bytes[at + b * count + i];
  }
  bytes.set(scratch.subarray(0, total), at);
}
