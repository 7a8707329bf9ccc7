/** What computing a network in integers costs on a data set: both on the same pictures. */
import { recoveryErrorDegrees, type WhitePoint } from '../../color/index.js';
import type { DatasetPart } from '../../dataset/index.js';
import {
  type ErrorSummary,
  mean,
  type PairedDifference,
  pairedBootstrap,
  summariseErrors,
} from '../../metrics/index.js';
import { createRng } from '../../random/index.js';
import { formatCount } from '../../text/index.js';

export interface ArithmeticReport {
  readonly data: string;
  readonly part: DatasetPart;
  readonly arithmetic: 'int16' | 'int8';
  readonly pictures: number;
  /** Recovery errors, degrees. */
  readonly float32: ErrorSummary;
  readonly integers: ErrorSummary;
  /** Integers minus float32, paired over the pictures. */
  readonly difference: PairedDifference;
  /** Degrees between the answers of both. */
  readonly moved: { readonly meanDegrees: number; readonly maxDegrees: number };
}

export interface ComparedAnswers {
  readonly labels: readonly WhitePoint[];
  readonly float32: readonly WhitePoint[];
  readonly integers: readonly WhitePoint[];
}

/** Throws RangeError where there are no pictures. */
export function arithmeticReport(
  { labels, float32, integers }: ComparedAnswers,
  about: Pick<ArithmeticReport, 'data' | 'part' | 'arithmetic'> & { readonly seed: number },
): ArithmeticReport {
  const { seed, ...named } = about;
  const errors = (answers: readonly WhitePoint[]) =>
    Float64Array.from(answers, (answer, i) => recoveryErrorDegrees(answer, labels[i]!));
  const moved = integers.map((answer, i) => recoveryErrorDegrees(answer, float32[i]!));
  const before = errors(float32);
  const after = errors(integers);
  return {
    ...named,
    pictures: labels.length,
    float32: summariseErrors(before),
    integers: summariseErrors(after),
    difference: pairedBootstrap(after, before, { rng: createRng(seed).fork('paired bootstrap') }),
    moved: { meanDegrees: mean(moved), maxDegrees: Math.max(...moved) },
  };
}

/** For a terminal. */
export function describeArithmeticReport(report: ArithmeticReport): string {
  const { data, part, arithmetic, pictures, float32, integers, difference, moved } = report;
  const line = (name: string, { mean: average, median, worst25 }: ErrorSummary) =>
    `  ${name.padEnd(8)} mean ${average.toFixed(3)}  median ${median.toFixed(3)}  worst25 ${worst25.toFixed(3)}`;
  const signed = (value: number) => `${value < 0 ? '' : '+'}${value.toFixed(4)}`;
  const [low, high] = difference.interval;
  return [
    `Recovery error in degrees on ${formatCount(pictures, 'picture')} of ${data}, ${part}:`,
    line('float32', float32),
    line(arithmetic, integers),
    `  ${arithmetic} minus float32: ${signed(difference.meanDifference)} (95 % interval ${signed(low)} to ${signed(high)}); answers move by ${moved.meanDegrees.toFixed(4)} degrees in the mean, ${moved.maxDegrees.toFixed(4)} at most`,
  ].join('\n');
}
