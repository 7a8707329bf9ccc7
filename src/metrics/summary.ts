/**
 * The statistics by which colour constancy is compared, of a list of angular errors [Hordley2004, Gijsenij2011].
 *   trimean       (Q1 + 2 Q2 + Q3) / 4, Tukey's
 *   best25        mean of the lowest quarter: floor(n / 4) values, at least one
 *   worst25       mean of the highest quarter, likewise
 * Quantiles interpolate linearly between order statistics at position q (n - 1): numpy's default, type 7 of
 * [Hyndman1996].
 * [Hordley2004] Re-evaluating colour constancy algorithms. [Gijsenij2011] Computational color constancy: survey
 * and experiments. [Hyndman1996] Sample quantiles in statistical packages.
 */

/** Statistics of angular errors, all in the unit of the errors (degrees). */
export interface ErrorSummary {
  readonly mean: number;
  readonly median: number;
  readonly trimean: number;
  /** Mean of the lowest quarter. */
  readonly best25: number;
  /** Mean of the highest quarter. */
  readonly worst25: number;
  /** 95th percentile. */
  readonly p95: number;
  readonly max: number;
}

/** The mean, summed first to last. NaN without a value. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** The middle of values in any order; of an even number the mean of the two in the middle. NaN without a value. */
export function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** How far values spread around their mean, as a sample of more (n - 1). NaN for fewer than two. */
export function standardDeviation(values: ArrayLike<number>): number {
  const centre = mean(values);
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i] - centre) ** 2;
  return values.length < 2 ? Number.NaN : Math.sqrt(squares / (values.length - 1));
}

/**
 * Quantile of values in ascending order, q in 0..1, linear between neighbours. Throws RangeError when there are
 * no values or q lies outside 0..1.
 */
export function quantileSorted(ascending: ArrayLike<number>, q: number): number {
  const n = ascending.length;
  if (n === 0) throw new RangeError('quantileSorted: expected at least one value, got none');
  if (!(q >= 0 && q <= 1)) throw new RangeError(`quantileSorted: expected q in 0..1, got ${q}`);
  const position = q * (n - 1);
  const below = Math.floor(position);
  const share = position - below;
  const low = ascending[below];
  return share === 0 ? low : low + share * (ascending[below + 1] - low);
}

/** Statistics of angular errors, in any order. Throws RangeError when there are none or one is not finite. */
export function summariseErrors(errors: ArrayLike<number>): ErrorSummary {
  const n = errors.length;
  if (n === 0) throw new RangeError('summariseErrors: expected at least one error, got none');
  const sorted = Float64Array.from(errors).sort();
  // Typed arrays sort NaN and infinity last, -infinity first.
  if (!Number.isFinite(sorted[n - 1]) || !Number.isFinite(sorted[0])) {
    throw new RangeError('summariseErrors: expected finite errors, got one that is not');
  }
  const quarter = Math.max(1, Math.floor(n / 4));
  const middle = quantileSorted(sorted, 0.5);
  const outerQuartiles = quantileSorted(sorted, 0.25) + quantileSorted(sorted, 0.75);
  return {
    mean: mean(sorted),
    median: middle,
    trimean: (outerQuartiles + 2 * middle) / 4,
    best25: mean(sorted.subarray(0, quarter)),
    worst25: mean(sorted.subarray(n - quarter)),
    p95: quantileSorted(sorted, 0.95),
    max: sorted[n - 1],
  };
}
