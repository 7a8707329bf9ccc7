/**
 * What a trial ends with, foretold from where it is: from the learning curves of those that were trained to their ends. At
 * an early epoch errors are higher than at the end, by a factor that networks have more or less in common. A line in the
 * logarithms,
 *
 *   ln final = mean of ln final + slope (ln error at the epoch - mean of those)
 *
 * by least squares with a prior of slope 1/2: of two networks that differ at an early epoch, half of the difference is
 * usually gone at the end. A search that took the error at which a trial was stopped for its last one would keep away from
 * networks that are better than that.
 */
import type { TrialState } from './study-state.js';

/** The prior counts as so many trials, whose errors at the epoch vary by so much, in logarithms. */
const PRIOR_TRIALS = 4;
const PRIOR_DEVIATION = 0.1;
const PRIOR_SLOPE = 0.5;

export interface FinalError {
  readonly error: number;
  /** Variance of what is wrong about it, in the error's units squared. */
  readonly variance: number;
}

/**
 * For a pruned trial; `trials` are all of the study. Null where none was trained to its end: then the error that it was
 * stopped at is all that is known.
 */
export function finalErrorOf(
  { curve }: Pick<TrialState, 'curve'>,
  trials: readonly TrialState[],
): FinalError | null {
  const stopped = curve.at(-1);
  const line = lineAt(curve.length, trials);
  if (stopped === undefined || !Number.isFinite(stopped) || !line) return null;
  const error = Math.exp(line.meanFinal + line.slope * (logarithm(stopped) - line.meanEarly));
  return { error, variance: line.variance * error * error };
}

/**
 * The error at an epoch from which on a trial will end above `final`, even if it does better than foretold by one standard
 * deviation. Infinite where nothing can be foretold.
 */
export function hopelessFrom(epoch: number, final: number, trials: readonly TrialState[]): number {
  const line = lineAt(epoch, trials);
  if (!line || line.slope === 0) return Number.POSITIVE_INFINITY;
  const { meanEarly, meanFinal, slope, variance } = line;
  return Math.exp(meanEarly + (Math.log(final) + Math.sqrt(variance) - meanFinal) / slope);
}

interface Line {
  readonly meanEarly: number;
  readonly meanFinal: number;
  readonly slope: number;
  /** Of the logarithms about the line. */
  readonly variance: number;
}

function lineAt(epoch: number, trials: readonly TrialState[]): Line | null {
  const ended = trials.filter(
    ({ status, curve }) => status === 'completed' && Number.isFinite(curve[epoch - 1]),
  );
  if (epoch === 0 || ended.length === 0) return null;
  const early = ended.map(({ curve }) => logarithm(curve[epoch - 1]!));
  const final = ended.map(({ error }) => logarithm(error));
  const meanEarly = mean(early);
  const meanFinal = mean(final);
  const prior = PRIOR_TRIALS * PRIOR_DEVIATION ** 2;
  let xx = prior;
  let xy = prior * PRIOR_SLOPE;
  early.forEach((x, i) => {
    xx += (x - meanEarly) ** 2;
    xy += (x - meanEarly) * (final[i]! - meanFinal);
  });
  const slope = Math.min(1, Math.max(0, xy / xx));
  const residuals = early.reduce(
    (sum, x, i) => sum + (final[i]! - meanFinal - slope * (x - meanEarly)) ** 2,
    prior,
  );
  return { meanEarly, meanFinal, slope, variance: residuals / (PRIOR_TRIALS + ended.length) };
}

/** An error of 0 has none. */
function logarithm(error: number): number {
  return Math.log(Math.max(error, Number.MIN_VALUE));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
