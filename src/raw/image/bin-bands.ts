/**
 * A picture too large to lie in memory, averaged down by a whole factor as its rows come: each value the mean of the unmasked
 * pixels of a square, each clipped at white first (a full sensor says no more), rounded. What is left of a square at the right and lower
 * border is a square of its own. A square without an unmasked pixel is masked.
 */
import type { RawImage, RawLevels } from './raw-image.js';

const CHANNELS = 3;

export interface BandBinner {
  /** Rows of the picture, from the top down, side by side: 3 values a pixel. */
  take(values: Uint16Array): void;
  /** The picture, once all rows were taken. */
  finish(): RawImage;
}

/** @param factor side of the squares, at least 1 */
export function createBandBinner(
  { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number },
  { blackLevel, whiteLevel }: RawLevels,
  factor: number,
): BandBinner {
  const width = Math.ceil(widthPx / factor);
  const height = Math.ceil(heightPx / factor);
  const rgb = new Uint16Array(width * height * CHANNELS);
  const sums = new Float64Array(width * CHANNELS);
  const counts = new Uint32Array(width);
  let row = 0;
  const close = (y: number) => {
    writeMeans(sums, counts, rgb.subarray(y * width * CHANNELS, (y + 1) * width * CHANNELS));
    sums.fill(0);
    counts.fill(0);
  };
  return {
    take(values) {
      const stride = widthPx * CHANNELS;
      for (let at = 0; at < values.length; at += stride) {
        addRow(values.subarray(at, at + stride), whiteLevel, factor, sums, counts);
        row++;
        if (row % factor === 0 || row === heightPx) close(Math.ceil(row / factor) - 1);
      }
    },
    finish: () => ({ widthPx: width, heightPx: height, rgb, blackLevel, whiteLevel }),
  };
}

function addRow(
  values: Uint16Array,
  white: number,
  factor: number,
  sums: Float64Array,
  counts: Uint32Array,
): void {
  for (let i = 0, x = 0, cell = 0; i < values.length; i += CHANNELS) {
    const r = values[i];
    const g = values[i + 1];
    const b = values[i + 2];
    if ((r | g | b) !== 0) {
      const o = cell * CHANNELS;
      sums[o] += Math.min(r, white);
      sums[o + 1] += Math.min(g, white);
      sums[o + 2] += Math.min(b, white);
      counts[cell]++;
    }
    if (++x === factor) {
      x = 0;
      cell++;
    }
  }
}

function writeMeans(sums: Float64Array, counts: Uint32Array, out: Uint16Array): void {
  for (let cell = 0, o = 0; cell < counts.length; cell++) {
    for (let c = 0; c < CHANNELS; c++, o++) {
      const mean = counts[cell] === 0 ? 0 : Math.round(sums[o] / counts[cell]);
      // A pixel that is not masked stays so.
      out[o] = counts[cell] > 0 && c === 1 ? Math.max(1, mean) : mean;
    }
  }
}
