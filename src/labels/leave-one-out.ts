/**
 * How far each label lies from what all others make of a network's answer: the network's bias for a camera is the median of how its
 * answers differ from the other labels, and its usual error what remains of those. The label itself has no part in either.
 */
import { recoveryErrorDegrees, type WhitePoint } from '../color/index.js';

export interface AnsweredLabel {
  readonly label: WhitePoint;
  /** The network's answer for that picture. */
  readonly answer: WhitePoint;
}

export interface LeftOut {
  /** From the answer, its bias taken off, to the label. */
  readonly degrees: number;
  /** Median of that over the others. */
  readonly usualDegrees: number;
}

/** Fewer labels say nothing of the network. */
export const FEWEST_ANSWERED = 6;

/** In the order of `pairs`; null for fewer than FEWEST_ANSWERED. */
export function leaveOneOut(pairs: readonly AnsweredLabel[]): readonly LeftOut[] | null {
  if (pairs.length < FEWEST_ANSWERED) return null;
  const red = pairs.map(({ label, answer }) => Math.log(label.r / answer.r));
  const blue = pairs.map(({ label, answer }) => Math.log(label.b / answer.b));
  const degrees = pairs.map(({ label, answer }, i) => {
    const own = {
      r: answer.r * Math.exp(medianWithout(red, i)),
      b: answer.b * Math.exp(medianWithout(blue, i)),
    };
    return recoveryErrorDegrees(own, label);
  });
  return degrees.map((own, i) => ({ degrees: own, usualDegrees: medianWithout(degrees, i) }));
}

function medianWithout(values: readonly number[], left: number): number {
  const sorted = values.filter((_, i) => i !== left).sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
