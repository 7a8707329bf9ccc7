/** A 3 x 3 matrix applied to pixels and to white points: linear RGB of one camera as that of another. */
import type { ColourMatrix } from './ccm.js';
import type { WhitePoint } from './white-point.js';

/**
 * Applies the matrix to interleaved pixels in place.
 *
 * @param channels values a pixel: R, G, B, and what is left alone (coverage)
 */
export function mapPixels(m: ColourMatrix, pixels: Float32Array, channels: number): void {
  for (let at = 0; at + 2 < pixels.length; at += channels) {
    const r = pixels[at]!;
    const g = pixels[at + 1]!;
    const b = pixels[at + 2]!;
    pixels[at] = m[0] * r + m[1] * g + m[2] * b;
    pixels[at + 1] = m[3] * r + m[4] * g + m[5] * b;
    pixels[at + 2] = m[6] * r + m[7] * g + m[8] * b;
  }
}

/**
 * A white point in the other RGB; null where that holds no such colour: a channel of zero or less, which a light of an
 * extreme colour may have through a matrix, or one beyond the range of numbers.
 */
export function findMappedWhitePoint(m: ColourMatrix, { r, b }: WhitePoint): WhitePoint | null {
  const red = m[0] * r + m[1] + m[2] * b;
  const green = m[3] * r + m[4] + m[5] * b;
  const blue = m[6] * r + m[7] + m[8] * b;
  if (!(red > 0 && green > 0 && blue > 0)) return null;
  const mapped = { r: red / green, b: blue / green };
  const values = [mapped.r, mapped.b, 1 / mapped.r, 1 / mapped.b];
  return values.every(Number.isFinite) ? mapped : null;
}
