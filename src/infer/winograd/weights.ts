/** Weights of a convolution in 16-bit integers as src/engine/assembly/winograd-int16.ts reads them. */
import type { WinogradAxis } from './axis.js';
import { type SummedWeights, startOfSums } from './halving.js';

const PANEL = 8;
const PAIR = 2;
const MOST_WEIGHT = 32_767;

export interface WinogradSize {
  readonly kernel: number;
  readonly channels: number;
  /** Numbers of a pixel as it lies in memory, even and at least `channels`. */
  readonly paddedChannels: number;
  readonly outChannels: number;
  /** Whether no value of the map is below 0, as behind a ReLU. */
  readonly nonNegative: boolean;
  /** Of a panel, above which a plain product is faster. */
  readonly mostBlocks: number;
}

export interface WinogradWeights {
  /** Pieces, F, pixels of a tile, blocks a panel; taps and offset of each piece; parts of each of the F x F numbers. */
  readonly table: Int16Array;
  /** [outChannels / 8][block][pairs of channels][8][2]: a number has as many blocks as it has parts. */
  readonly packed: Int16Array;
  /** [outChannels / 8][8]: what the sum of the number (1, 1) begins with. */
  readonly starts: Int32Array;
}

/**
 * Of whole-numbered weights [kernel][kernel][channels][outChannels]; null where digits would not be those of a plain
 * product, or blocks too many. Numbers whose weights leave 16 bits have them in parts, which are added up.
 */
export function packWinogradWeights(
  codes: ArrayLike<number>,
  axis: WinogradAxis,
  size: WinogradSize,
): WinogradWeights | null {
  const { outChannels, paddedChannels } = size;
  const { numbers, pieces, pixels } = axis;
  const starts = new Int32Array(Math.ceil(outChannels / PANEL) * PANEL);
  const outputs: SummedWeights[] = [];
  for (let o = 0; o < outChannels; o++) {
    const sums = summedWeights(codes, axis, size, o);
    const start = startOfSums(sums, axis, size.nonNegative);
    if (start === null) return null;
    starts[o] = start;
    outputs.push(sums);
  }
  const parts = numbers.flatMap((_, i) => numbers.map((_, j) => partsOf(outputs, i, j)));
  const blocks = parts.reduce((sum, count) => sum + count, 0);
  if (blocks > size.mostBlocks) return null;
  const packed = new Int16Array((starts.length / PANEL) * blocks * paddedChannels * PANEL);
  outputs.forEach(({ both }, o) => {
    let block = Math.floor(o / PANEL) * blocks;
    parts.forEach((count, number) => {
      const weights = both[number % numbers.length]![Math.floor(number / numbers.length)]!;
      for (let part = 0; part < count; part++, block++) {
        const at = block * paddedChannels * PANEL + (o % PANEL) * PAIR;
        weights.forEach((weight, channel) => {
          packed[at + Math.floor(channel / PAIR) * PANEL * PAIR + (channel % PAIR)] = partOf(
            weight,
            part,
          );
        });
      }
    });
  });
  const places = pieces.flatMap(({ taps, offset }) => [taps, offset]);
  const table = Int16Array.from([
    pieces.length,
    numbers.length,
    pixels,
    blocks,
    ...places,
    ...parts,
  ]);
  return { table, packed, starts };
}

/** Parts that the largest weight of a number takes. */
function partsOf(outputs: readonly SummedWeights[], i: number, j: number): number {
  let most = 1;
  for (const { both } of outputs) {
    for (const weight of both[j]![i]!) most = Math.max(most, Math.abs(weight));
  }
  return Math.ceil(most / MOST_WEIGHT);
}

/** What is left of a weight for one part, behind those before it, each as large as it can be. */
function partOf(weight: number, part: number): number {
  const left = Math.min(Math.max(Math.abs(weight) - part * MOST_WEIGHT, 0), MOST_WEIGHT);
  return Math.sign(weight) * left;
}

function summedWeights(
  codes: ArrayLike<number>,
  { numbers }: WinogradAxis,
  { kernel, channels, outChannels }: WinogradSize,
  output: number,
): SummedWeights {
  const along = numbers.map(({ weights }) => {
    const sums = new Float64Array(kernel * channels);
    weights.forEach((weight, tap) => {
      if (weight === 0) return;
      for (let i = 0; i < sums.length; i++) {
        const row = Math.floor(i / channels);
        const at = ((row * kernel + tap) * channels + (i % channels)) * outChannels + output;
        sums[i]! += weight * codes[at]!;
      }
    });
    return sums;
  });
  const both = along.map((rows) =>
    numbers.map(({ weights }) => {
      const sums = new Float64Array(channels);
      weights.forEach((weight, tap) => {
        if (weight === 0) return;
        for (let c = 0; c < channels; c++) sums[c]! += weight * rows[tap * channels + c]!;
      });
      return sums;
    }),
  );
  return { along, both };
}
