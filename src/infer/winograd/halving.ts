/**
 * Whether Winograd's filtering gives the digits of a plain product. Sums of 32 bits may overflow and come back, but not where
 * they are halved: there the true value must fit. How large it can become is known from the weights, whatever the frame:
 * pixels are whole numbers of 0 (behind a ReLU; else -PEAK) to PEAK.
 */
import { INT16_ACTIVATION_PEAK } from '../int16-weights.js';
import type { AxisNumber, WinogradAxis } from './axis.js';

const MOST_SUM = 2 ** 31 - 1;

type Pixels = Pick<AxisNumber, 'added' | 'subtracted'>;

interface Range {
  readonly low: number;
  readonly high: number;
}

/** One output channel's weights, summed for the numbers of a tile. */
export interface SummedWeights {
  /** Along rows only: [number of the row][kernel row x channel]. */
  readonly along: readonly Float64Array[];
  /** Along both: [number of the row][number of the column][channel]. */
  readonly both: readonly (readonly Float64Array[])[];
}

/**
 * What the sum of the number (1, 1) begins with, so that nothing that is halved leaves 32 bits: this number adds up pixels
 * and takes none off, so that behind a ReLU its range has its middle far from 0 where weights are of one sign. A quarter of it is in all
 * four outputs. Null where nothing helps.
 */
export function startOfSums(
  { along, both }: SummedWeights,
  { numbers, pieces }: WinogradAxis,
  nonNegative: boolean,
): number | null {
  const range = (i: number, j: number) =>
    rangeOf(both[j]![i]!, combined(numbers[i]!, numbers[j]!), nonNegative);
  const start = pieces[0]?.taps === 3 ? -4 * Math.round(middleOf(range(1, 1)) / 4) : 0;
  const fit = numbers.every((row, j) => {
    if (!row.halved || fits(rangeOf(along[j]!, row, nonNegative), j === 1 ? start / 2 : 0)) {
      return numbers.every(
        ({ halved }, i) => !halved || fits(range(i, j), i === 1 && j === 1 ? start : 0),
      );
    }
    return false;
  });
  return fit && Math.abs(start) <= MOST_SUM ? start : null;
}

function middleOf({ low, high }: Range): number {
  return (low + high) / 2;
}

function fits({ low, high }: Range, start: number): boolean {
  return low + start >= -MOST_SUM && high + start <= MOST_SUM;
}

function combined(a: Pixels, b: Pixels): Pixels {
  return {
    added: a.added * b.added + a.subtracted * b.subtracted,
    subtracted: a.added * b.subtracted + a.subtracted * b.added,
  };
}

/** Ends of the sums of products with numbers that add and take off so many pixels. */
function rangeOf(
  weights: Float64Array,
  { added, subtracted }: Pixels,
  nonNegative: boolean,
): Range {
  let positive = 0;
  let negative = 0;
  for (const weight of weights) {
    if (weight > 0) positive += weight;
    else negative -= weight;
  }
  const peak = INT16_ACTIVATION_PEAK;
  if (!nonNegative) {
    const most = (positive + negative) * (added + subtracted) * peak;
    return { low: -most, high: most };
  }
  return {
    low: -peak * (positive * subtracted + negative * added),
    high: peak * (positive * added + negative * subtracted),
  };
}
