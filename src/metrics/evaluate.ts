/**
 * From estimates and true white points to the figures that `eval` prints: statistics of both angular errors,
 * squared error in the (r, b) plane, confidence intervals, and the same broken down by what the data says about
 * each image. The result is plain data in the shape of the command's JSON.
 */
import { recoveryErrorDegrees, reproductionErrorDegrees, type WhitePoint } from '../color/index.js';
import { createRng } from '../random/index.js';
import { bootstrapIntervals, type Interval } from './bootstrap.js';
import { type ErrorSummary, summariseErrors } from './summary.js';

/** An image with known light; a dataset's ThumbnailEntry is one. */
export interface EvaluationEntry {
  readonly id: string;
  readonly whitePoint: WhitePoint;
  /** What is known about the image, e.g. { place: 'outdoor' }. */
  readonly properties?: Readonly<Record<string, string>>;
}

/** What is evaluated: a name for tables and the number of trained parameters. */
export interface EvaluatedMethod {
  readonly name: string;
  readonly parameters: number;
}

/** Statistics of one error with 95 % bootstrap intervals of its mean and median. */
export interface ErrorSummaryWithIntervals extends ErrorSummary {
  readonly meanCi95: Interval;
  readonly medianCi95: Interval;
}

/** Errors of the images that share one property value. */
export interface GroupEvaluation {
  readonly images: number;
  readonly recovery: ErrorSummary;
  readonly reproduction: ErrorSummary;
}

/** Groups by property, then by value: groups.place.outdoor. */
export type GroupEvaluations = Readonly<Record<string, Readonly<Record<string, GroupEvaluation>>>>;

/** One method's results; errors in degrees. */
export interface MethodEvaluation {
  readonly name: string;
  readonly images: number;
  readonly parameters: number;
  readonly recovery: ErrorSummaryWithIntervals;
  readonly reproduction: ErrorSummaryWithIntervals;
  /** Squared error of (r, b), averaged over images: over both components, and their sum (twice that). */
  readonly mse: { readonly mean: number; readonly sum: number };
  readonly groups: GroupEvaluations;
}

export interface EvaluateOptions {
  /** Properties to break down by; those that no image has are left out. */
  readonly groupBy?: readonly string[];
  /** Seed of the bootstrap: the same for all methods, so that their intervals see the same resamples. */
  readonly seed?: number | string;
  readonly resamples?: number;
}

/** Columns of SimpleCube++'s properties files, in the order in which they are shown. */
export const DEFAULT_GROUP_PROPERTIES: readonly string[] = [
  'place',
  'daytime',
  'illumination',
  'shadows',
  'single_illuminant',
];

function checkEstimates(
  name: string,
  estimates: readonly WhitePoint[],
  entries: readonly EvaluationEntry[],
): void {
  if (estimates.length !== entries.length || entries.length === 0) {
    throw new RangeError(
      `${name}: expected one estimate for each of ${entries.length} images and at least one, got ${estimates.length}`,
    );
  }
  for (const [i, { r, b }] of estimates.entries()) {
    if (!(r > 0 && b > 0 && Number.isFinite(r) && Number.isFinite(b))) {
      throw new RangeError(
        `${name}: expected a white point with positive, finite r and b for image ${entries[i].id}, got r = ${r}, b = ${b}`,
      );
    }
  }
}

/** Both angular errors of every image in degrees, in the order of the entries. */
export interface AngularErrors {
  readonly recovery: Float64Array;
  readonly reproduction: Float64Array;
}

/**
 * Angular errors of one estimate per entry. Throws RangeError when the counts differ, and, naming the image, for an
 * estimate that is not positive and finite.
 */
export function angularErrors(
  estimates: readonly WhitePoint[],
  entries: readonly EvaluationEntry[],
  name = 'angularErrors',
): AngularErrors {
  checkEstimates(name, estimates, entries);
  const recovery = new Float64Array(entries.length);
  const reproduction = new Float64Array(entries.length);
  for (const [i, { whitePoint }] of entries.entries()) {
    recovery[i] = recoveryErrorDegrees(estimates[i], whitePoint);
    reproduction[i] = reproductionErrorDegrees(estimates[i], whitePoint);
  }
  return { recovery, reproduction };
}

/** Mean squared error in the (r, b) plane. */
function squaredError(
  estimates: readonly WhitePoint[],
  entries: readonly EvaluationEntry[],
): { mean: number; sum: number } {
  let total = 0;
  for (const [i, { whitePoint }] of entries.entries()) {
    const dr = estimates[i].r - whitePoint.r;
    const db = estimates[i].b - whitePoint.b;
    total += dr * dr + db * db;
  }
  const sum = total / entries.length;
  return { mean: sum / 2, sum };
}

function select(values: Float64Array, indices: readonly number[]): Float64Array {
  return Float64Array.from(indices, (i) => values[i]);
}

/** Errors by the values of one property, the most frequent value first; null where no image has it. */
function evaluateProperty(
  property: string,
  entries: readonly EvaluationEntry[],
  errors: AngularErrors,
): Record<string, GroupEvaluation> | null {
  const members = new Map<string, number[]>();
  for (const [i, { properties }] of entries.entries()) {
    const value =
      properties !== undefined && Object.hasOwn(properties, property) ? properties[property] : '';
    if (value === '') continue;
    const list = members.get(value);
    if (list === undefined) members.set(value, [i]);
    else list.push(i);
  }
  if (members.size === 0) return null;
  const byFrequency = [...members].sort(
    ([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1),
  );
  return Object.fromEntries(
    byFrequency.map(([value, indices]) => [
      value,
      {
        images: indices.length,
        recovery: summariseErrors(select(errors.recovery, indices)),
        reproduction: summariseErrors(select(errors.reproduction, indices)),
      },
    ]),
  );
}

function withIntervals(
  errors: Float64Array,
  seed: number | string,
  resamples: number | undefined,
): ErrorSummaryWithIntervals {
  const { mean, median } = bootstrapIntervals(errors, {
    rng: createRng(seed).fork('bootstrap'),
    ...(resamples === undefined ? {} : { resamples }),
  });
  return { ...summariseErrors(errors), meanCi95: mean, medianCi95: median };
}

/**
 * Judges one method. `estimates[i]` is what it says about `entries[i]`. Throws RangeError when the counts differ, and,
 * naming the image, for an estimate that is not positive and finite.
 */
export function evaluateEstimates(
  { name, parameters }: EvaluatedMethod,
  estimates: readonly WhitePoint[],
  entries: readonly EvaluationEntry[],
  { groupBy = DEFAULT_GROUP_PROPERTIES, seed = 0, resamples }: EvaluateOptions = {},
): MethodEvaluation {
  const errors = angularErrors(estimates, entries, name);
  const groups: [string, Record<string, GroupEvaluation>][] = [];
  for (const property of groupBy) {
    const byValue = evaluateProperty(property, entries, errors);
    if (byValue !== null) groups.push([property, byValue]);
  }
  return {
    name,
    images: entries.length,
    parameters,
    recovery: withIntervals(errors.recovery, seed, resamples),
    reproduction: withIntervals(errors.reproduction, seed, resamples),
    mse: squaredError(estimates, entries),
    groups: Object.fromEntries(groups),
  };
}
