/**
 * Numbers of `rendered` planes as every execution reads them, in double precision:
 *
 *   0   9   matrix with the gains taken in, row by row
 *   9   3   means
 *   12  3   1 / standard deviation
 *   15  1   exponent
 *   16  1   levels, 0 for none
 *   17  ..  where there are levels: the least value of each step above 0
 *
 * With levels a value v becomes the number of thresholds at or below it over their number. That is
 * floor(levels v^exponent) / levels, and unlike a power it comes out the same to the last bit everywhere: a value
 * beside a step must not fall to either side of it.
 */
import type { NodeOf } from './architecture.js';

export type RenderedPlanes = Extract<NodeOf<'features'>, { planes: 'rendered' }>;

/** Numbers in front of the thresholds. */
export const RENDERING_NUMBERS = 17;

export function renderingNumbers(node: RenderedPlanes): Float64Array {
  const { gains, matrix, exponent, levels, mean, deviation } = node;
  const numbers = new Float64Array(RENDERING_NUMBERS + levels);
  matrix.forEach((value, i) => {
    numbers[i] = value * gains[i % 3]!;
  });
  numbers.set(mean, 9);
  numbers.set(
    deviation.map((value) => 1 / value),
    12,
  );
  numbers[15] = exponent;
  numbers[16] = levels;
  for (let step = 1; step <= levels; step++) {
    numbers[RENDERING_NUMBERS + step - 1] = (step / levels) ** (1 / exponent);
  }
  return numbers;
}

/** A linear picture, [R, G, B] per pixel in 0..1, as bytes of what its planes show; without levels in 255 steps. */
export function renderedBytes(
  planes: Omit<RenderedPlanes, 'id'>,
  rgb: ArrayLike<number>,
): Uint8Array {
  const numbers = renderingNumbers({ ...planes, id: 'planes' });
  const steps = planes.levels || 255;
  const bytes = new Uint8Array(rgb.length);
  for (let i = 0; i < rgb.length; i += 3) {
    for (let c = 0; c < 3; c++) {
      const row = 3 * c;
      const sum =
        numbers[row]! * rgb[i]! + numbers[row + 1]! * rgb[i + 1]! + numbers[row + 2]! * rgb[i + 2]!;
      const value = Math.min(Math.max(sum, 0), 1) ** planes.exponent;
      bytes[i + c] = Math.floor((Math.floor(value * steps) * 255) / steps);
    }
  }
  return bytes;
}
