/** Statistics that a camera would have counted for a picture in its canonical space. */
import type { AwbZones } from '../classical/index.js';
import { type CanonicalSpace, fromCanonical } from './canonical-space.js';

const WHITE_16_BIT = 65_535;
/** libcamera divides sums by counts in whole numbers: a thousand pixels a zone keep the mean's sixteen bits. */
const PIXELS_PER_ZONE = 1000;
const CHANNELS = 4;

/**
 * Sums of raw R, G and B over 1000 counted pixels a zone, one zone a pixel, in 16-bit units: back through CCM and white point
 * of the space, clipped to 0..1. `pixels`: height x width x [R, G, B, coverage]. Throws RangeError where they do not fit.
 */
export function canonicalStatistics(
  {
    heightPx,
    widthPx,
    pixels,
  }: { readonly heightPx: number; readonly widthPx: number; readonly pixels: Float32Array },
  space: CanonicalSpace,
): AwbZones {
  if (pixels.length !== heightPx * widthPx * CHANNELS) {
    throw new RangeError(
      `picture: expected ${heightPx * widthPx * CHANNELS} numbers, got ${pixels.length}`,
    );
  }
  const m = fromCanonical(space);
  const sums = new Float64Array(pixels.length);
  for (let o = 0; o < pixels.length; o += CHANNELS) {
    const [x, y, z] = [exact(pixels[o]), exact(pixels[o + 1]), exact(pixels[o + 2])];
    for (let c = 0; c < 3; c++) {
      const raw = m[3 * c] * x + m[3 * c + 1] * y + m[3 * c + 2] * z;
      sums[o + c] = Math.round(Math.max(0, Math.min(1, raw)) * WHITE_16_BIT * PIXELS_PER_ZONE);
    }
    sums[o + 3] = PIXELS_PER_ZONE;
  }
  return { width: widthPx, height: heightPx, sums };
}

/** How near a value lies to a whole number of 65535ths where it was one before it became a float. */
const FLOAT_ERROR = 1 / 128;

/** Pictures are files of 16 bits; a float of 24 is not their value to the last digit. */
function exact(value: number): number {
  const code = Math.round(value * WHITE_16_BIT);
  return Math.abs(value * WHITE_16_BIT - code) < FLOAT_ERROR ? code / WHITE_16_BIT : value;
}
