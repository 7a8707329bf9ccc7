/**
 * What a raw picture's histogram says before any colour: masked and clipped shares, darkness, and whether the
 * black level can be right. Gathered in one pass; `data inspect` adds them up over a data set.
 */
import { CLIPPED_VALUE } from '../constants/index.js';
import type { RawImage } from './image/raw-image.js';

export interface ExposureStatistics {
  readonly pixels: number;
  /** Pixels of 0,0,0. */
  readonly masked: number;
  /** Unmasked pixels with a channel at or above the clipping threshold. */
  readonly clipped: number;
  /** Unmasked pixels with a channel below the black level. */
  readonly belowBlack: number;
  /** Smallest and largest raw value of an unmasked pixel; null where all are masked. */
  readonly smallestValue: number | null;
  readonly largestValue: number | null;
  /** Mean linear green over unmasked pixels, 0..1 (the mean, not each value, clipped at 0); null where all are masked. */
  readonly meanGreen: number | null;
  /** Grey world over unmasked pixels that are not clipped; null where they leave no light in a channel. */
  readonly greyWorld: { readonly r: number; readonly b: number } | null;
  /** Of R, G, B: linear values over unmasked pixels, black 0, white 1, with their sign; null where all are masked. */
  readonly channels: readonly ChannelStatistics[] | null;
}

export interface ChannelStatistics {
  readonly mean: number;
  /** Standard deviation over the pixels. */
  readonly deviation: number;
}

/**
 * @param clipThreshold linear value from which on a channel counts as clipped; real sensors saturate a little
 *   below the nominal white level, hence the default
 */
export function exposureStatistics(
  image: RawImage,
  { clipThreshold = CLIPPED_VALUE }: { readonly clipThreshold?: number } = {},
): ExposureStatistics {
  const { rgb, blackLevel, whiteLevel } = image;
  const limit = blackLevel + clipThreshold * (whiteLevel - blackLevel);
  let masked = 0;
  let clipped = 0;
  let belowBlack = 0;
  let smallest = 65536;
  let largest = -1;
  let greenSum = 0;
  let whole = 0;
  const sums = [0, 0, 0];
  const values = [0, 0, 0];
  const squares = [0, 0, 0];
  for (let i = 0; i < rgb.length; i += 3) {
    const r = rgb[i];
    const g = rgb[i + 1];
    const b = rgb[i + 2];
    if ((r | g | b) === 0) {
      masked++;
      continue;
    }
    const high = Math.max(r, g, b);
    const low = Math.min(r, g, b);
    if (high >= limit) clipped++;
    if (low < blackLevel) belowBlack++;
    if (low < smallest) smallest = low;
    if (high > largest) largest = high;
    greenSum += g - blackLevel;
    for (let c = 0; c < 3; c++) {
      const value = rgb[i + c] - blackLevel;
      values[c] += value;
      squares[c] += value * value;
    }
    if (high < limit) {
      whole++;
      sums[0] += r;
      sums[1] += g;
      sums[2] += b;
    }
  }
  const [red, green, blue] = sums.map((sum) => sum - whole * blackLevel);
  const pixels = rgb.length / 3;
  const counted = pixels - masked;
  return {
    pixels,
    masked,
    clipped,
    belowBlack,
    smallestValue: counted > 0 ? smallest : null,
    largestValue: counted > 0 ? largest : null,
    greyWorld: red > 0 && green > 0 && blue > 0 ? { r: red / green, b: blue / green } : null,
    channels: counted > 0 ? channelsOf(values, squares, counted, whiteLevel - blackLevel) : null,
    meanGreen: counted > 0 ? Math.max(0, greenSum / counted / (whiteLevel - blackLevel)) : null,
  };
}

function channelsOf(
  sums: readonly number[],
  squares: readonly number[],
  count: number,
  range: number,
): ChannelStatistics[] {
  return sums.map((sum, c) => {
    const mean = sum / count;
    // Whole numbers, exact below 2^53, so that nothing is lost in the difference.
    const variance = Math.max(0, squares[c] / count - mean * mean);
    return { mean: mean / range, deviation: Math.sqrt(variance) / range };
  });
}
