/** Figures of a benchmark: each run's, and one row a method out of them as the protocol averages. */
import type { WhitePoint } from '../color/index.js';
import {
  type ErrorSummary,
  evaluateEstimates,
  type MethodEvaluation,
  mean,
} from '../metrics/index.js';
import type { BenchmarkAnswers } from './ask-methods.js';
import type { BenchmarkEntry, BenchmarkRun } from './benchmark-runs.js';
import type { Averaging } from './protocols/index.js';

/** Statistics of both angular errors in degrees. */
export interface BothErrors {
  readonly recovery: ErrorSummary;
  readonly reproduction: ErrorSummary;
}

export interface BenchmarkMethod extends BothErrors {
  readonly name: string;
  readonly kind: BenchmarkAnswers['kind'];
  readonly parameters: number;
  /** Pictures that were judged. */
  readonly images: number;
  /** Over all pictures, with intervals. */
  readonly pooled: MethodEvaluation;
  /** By what was judged. */
  readonly runs: readonly ({ readonly run: string; readonly images: number } & BothErrors)[];
}

const STATISTICS = ['mean', 'median', 'trimean', 'best25', 'worst25', 'p95', 'max'] as const;

/** One method's row. Throws RangeError as evaluateEstimates does. */
export function summariseMethod(
  { name, kind, parameters, estimates }: BenchmarkAnswers,
  entries: readonly BenchmarkEntry[],
  runs: readonly BenchmarkRun[],
  { averaging, seed }: { readonly averaging: Averaging; readonly seed: number },
): BenchmarkMethod {
  const judge = (indices: readonly number[]) =>
    evaluateEstimates(
      { name, parameters },
      indices.map((i) => estimates[i] as WhitePoint),
      indices.map((i) => entries[i]!),
      { seed },
    );
  const byRun = runs.map((run) => ({ run: run.name, ...judge(heldBack([run])) }));
  const pooled = judge(heldBack(runs));
  return {
    name,
    kind,
    parameters,
    images: pooled.images,
    recovery: averaged('recovery', averaging, pooled, byRun),
    reproduction: averaged('reproduction', averaging, pooled, byRun),
    pooled,
    runs: byRun.map(({ run, images, recovery, reproduction }) => {
      return { run, images, recovery: plain(recovery), reproduction: plain(reproduction) };
    }),
  };
}

/** Indices that some fold judges, in the order of runs and folds. */
export function heldBack(runs: readonly BenchmarkRun[]): number[] {
  return runs.flatMap(({ folds }) => folds.flatMap(({ validation }) => Array.from(validation)));
}

function averaged(
  error: keyof BothErrors,
  averaging: Averaging,
  pooled: MethodEvaluation,
  runs: readonly MethodEvaluation[],
): ErrorSummary {
  if (averaging === 'pictures') return plain(pooled[error]);
  const over = averaging === 'mean of runs' ? mean : geometricMean;
  return statistics((name) => over(runs.map((run) => run[error][name])));
}

const plain = (summary: ErrorSummary) => statistics((name) => summary[name]);

function statistics(of: (name: (typeof STATISTICS)[number]) => number): ErrorSummary {
  return Object.fromEntries(STATISTICS.map((name) => [name, of(name)])) as unknown as ErrorSummary;
}

/** exp of the mean logarithm; 0 where a value is. */
function geometricMean(values: readonly number[]): number {
  return Math.exp(mean(values.map(Math.log)));
}
