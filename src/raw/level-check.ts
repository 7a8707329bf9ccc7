/**
 * Whether a picture's values and its levels can belong together. In the dark half of all noise lies below a correct black
 * level, so that values below it prove nothing by their number. But light is never negative: with a correct black level the
 * mean of a channel is not below it, and values reach no deeper below it than the noise that neighbouring pixels differ by.
 */
import { ABOVE_WHITE_LIMIT, BELOW_BLACK_LIMIT } from '../constants/index.js';
import { type PictureExtent, pictureExtent } from './image/extent.js';
import type { RawImage, RawLevels } from './image/raw-image.js';

/** Standard errors that a channel's mean may lie below black. */
const MEAN_ERRORS = 4;
/** Levels that it may lie below black besides: black levels are whole numbers and drift with temperature. */
const MEAN_SLACK = 1;
/**
 * How much deeper below black values may reach than neighbours there differ (both root mean square). Noise alone has
 * 1 / sqrt(1 - 2 / pi) = 1.66, noise that demosaicing has smoothed more.
 */
const DEPTH_LIMIT = 4;

export type LevelFault =
  /** All pixels are masked. */
  | { readonly kind: 'masked' }
  /** `belowBlack` or values far above white; values of unmasked pixels, and the share of those below black, 0..1. */
  | {
      readonly kind: 'belowBlack' | 'aboveWhite';
      readonly share: number;
      readonly smallestValue: number;
      readonly largestValue: number;
    };

/** Why the levels cannot be those of the picture, or null. `extent` where it is known. */
export function levelFault(
  image: RawImage,
  extent: PictureExtent = pictureExtent(image),
): LevelFault | null {
  const { blackLevel, whiteLevel } = image;
  const { counted, belowBlack, smallestValue, largestValue } = extent;
  if (counted === 0) return { kind: 'masked' };
  const share = belowBlack / counted;
  const values = { share, smallestValue, largestValue };
  if (share > BELOW_BLACK_LIMIT && !isNoise(image)) return { kind: 'belowBlack', ...values };
  if (largestValue > whiteLevel + ABOVE_WHITE_LIMIT * (whiteLevel - blackLevel))
    return { kind: 'aboveWhite', ...values };
  return null;
}

/** What was expected of the values and what they are, in the words of an error. */
export function describeLevelFault(
  { kind, share, smallestValue, largestValue }: Exclude<LevelFault, { kind: 'masked' }>,
  { blackLevel, whiteLevel }: RawLevels,
): string {
  const values = `values ${smallestValue} to ${largestValue}`;
  return kind === 'belowBlack'
    ? `expected values above the black level ${blackLevel}, got ${Math.round(100 * share)} % of the pixels below it (${values})`
    : `expected values up to the white level ${whiteLevel}, got ${smallestValue} to ${largestValue}`;
}

/** Whether what lies below black can be the noise of a dark picture, in every channel. */
function isNoise(image: RawImage): boolean {
  return [0, 1, 2].every((channel) => {
    const { count, mean, deviation } = moments(image, channel);
    const error = deviation / Math.sqrt(count);
    if (mean < -MEAN_SLACK - MEAN_ERRORS * error) return false;
    const { depth, difference } = depthBelowBlack(image, channel);
    return depth <= DEPTH_LIMIT * difference + MEAN_SLACK;
  });
}

/** Mean above black and standard deviation of a channel over unmasked pixels, in levels. */
function moments(
  { rgb, blackLevel }: RawImage,
  channel: number,
): { count: number; mean: number; deviation: number } {
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < rgb.length; i += 3) {
    if ((rgb[i] | rgb[i + 1] | rgb[i + 2]) === 0) continue;
    const value = rgb[i + channel] - blackLevel;
    count++;
    sum += value;
    squares += value * value;
  }
  const mean = sum / count;
  return { count, mean, deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)) };
}

/**
 * Root mean squares, in levels, of how deep values lie below black and of what such values differ by from their neighbour
 * on the right or below, where that lies there too (the larger, so that the noise of columns or rows counts), over sqrt 2:
 * a difference has two noises.
 */
function depthBelowBlack(
  { rgb, widthPx, heightPx, blackLevel }: RawImage,
  channel: number,
): { depth: number; difference: number } {
  let below = 0;
  let depths = 0;
  const pairs = [0, 0];
  const differences = [0, 0];
  const steps = [3, 3 * widthPx];
  for (let y = 0, i = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++, i += 3) {
      if ((rgb[i] | rgb[i + 1] | rgb[i + 2]) === 0) continue;
      const value = rgb[i + channel] - blackLevel;
      if (value >= 0) continue;
      below++;
      depths += value * value;
      for (let way = 0; way < 2; way++) {
        const next = i + steps[way];
        if (way === 0 ? x + 1 === widthPx : y + 1 === heightPx) continue;
        if ((rgb[next] | rgb[next + 1] | rgb[next + 2]) === 0) continue;
        const other = rgb[next + channel] - blackLevel;
        if (other >= 0) continue;
        pairs[way]++;
        differences[way] += (other - value) ** 2;
      }
    }
  }
  const rms = (sum: number, count: number) => (count === 0 ? 0 : Math.sqrt(sum / count));
  const difference = Math.max(...pairs.map((count, way) => rms(differences[way], 2 * count)));
  return { depth: rms(depths, below), difference };
}
