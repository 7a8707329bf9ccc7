/**
 * A smooth curve through scattered points that may hold gross errors: at each place a straight line, fitted to the
 * points within reach by least squares with tricube weights (1 - d^3)^3 of their distance d in reaches
 * [Cleveland1979], reweighted with Huber's min(1, c / |e|) of their residuals e [Holland1977]. Huber's weights have one
 * solution only, so that the curve cannot jump from one crowd of points to another, as it does with weights that
 * leave points out.
 * [Cleveland1979] Robust locally weighted regression and smoothing scatterplots, JASA 74.
 * [Holland1977] Robust regression using iteratively reweighted least-squares, Comm. Statistics A 6.
 */

const STEPS = 20;
/** Of the residuals' standard deviation: Huber's constant for 95 % efficiency on normal errors. */
const HUBER_LIMIT = 1.345;
/** Median absolute deviation to standard deviation of a normal distribution. */
export const MEDIAN_TO_DEVIATION = 1.4826;

export interface LocalLineOptions {
  /** In units of x. */
  readonly reach: number;
  /** Positive, in units of y: a crowd of points in one line must not make gross errors of all others. */
  readonly smallestDeviation: number;
}

/**
 * The curve's value at `at`. There must be a point within reach; a point beyond it does not count.
 * @param weights positive, one a point
 */
export function robustLocalValue(
  x: Float64Array,
  y: Float64Array,
  weights: Float64Array,
  at: number,
  { reach, smallestDeviation }: LocalLineOptions,
): number {
  const near = [...x.keys()].filter((i) => Math.abs(x[i] - at) < reach);
  const dx = Float64Array.from(near, (i) => x[i] - at);
  const dy = Float64Array.from(near, (i) => y[i]);
  const closeness = Float64Array.from(
    near,
    (i, k) => weights[i] * (1 - (Math.abs(dx[k]) / reach) ** 3) ** 3,
  );
  let line = fitLine(dx, dy, closeness);
  for (let step = 0; step < STEPS; step++) {
    const { value, slope } = line;
    const residuals = dy.map((v, i) => Math.abs(v - value - slope * dx[i]));
    const deviation = MEDIAN_TO_DEVIATION * weightedMedian(residuals, closeness);
    const limit = HUBER_LIMIT * Math.max(smallestDeviation, deviation);
    const trusted = closeness.map((w, i) => w * Math.min(1, limit / residuals[i]));
    line = fitLine(dx, dy, trusted);
  }
  return line.value;
}

/** Least squares line y = value + slope x; level where all x are one. */
function fitLine(x: Float64Array, y: Float64Array, weights: Float64Array) {
  let s = 0;
  let sx = 0;
  let sy = 0;
  for (let i = 0; i < x.length; i++) {
    s += weights[i];
    sx += weights[i] * x[i];
    sy += weights[i] * y[i];
  }
  const meanX = sx / s;
  const meanY = sy / s;
  let sxx = 0;
  let sxy = 0;
  for (let i = 0; i < x.length; i++) {
    sxx += weights[i] * (x[i] - meanX) ** 2;
    sxy += weights[i] * (x[i] - meanX) * (y[i] - meanY);
  }
  const slope = sxx > 1e-12 * s ? sxy / sxx : 0;
  return { value: meanY - slope * meanX, slope };
}

/** The smallest value that half of the weight lies at or below. */
function weightedMedian(values: Float64Array, weights: Float64Array): number {
  const order = [...values.keys()].sort((a, b) => values[a] - values[b]);
  let left = weights.reduce((sum, w) => sum + w, 0) / 2;
  for (const i of order) {
    left -= weights[i];
    if (left <= 0) return values[i];
  }
  return values[order[order.length - 1]];
}

/** Of at least one value. */
export function median(values: Float64Array): number {
  const sorted = values.slice().sort();
  const n = sorted.length;
  return (sorted[(n - 1) >> 1] + sorted[n >> 1]) / 2;
}
