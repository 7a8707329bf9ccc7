/**
 * Extremum of the parabola through three points, as libcamera refines a search: a clamped vertex, or, where the
 * points lie on a line, the end that is lower by more than EPSILON (else the middle). It finds an extremum,
 * which is not always a minimum.
 */
const EPSILON = 1e-3;

/** x of the extremum through (ax, ay), (bx, by), (cx, cy), ax < bx < cx; within [ax, cx]. */
export function quadraticExtremum(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  cx: number,
  cy: number,
): number {
  const spanC = cx - ax;
  const riseC = cy - ay;
  const spanB = bx - ax;
  const riseB = by - ay;
  const denominator = 2 * (riseB * spanC - riseC * spanB);
  if (Math.abs(denominator) > EPSILON) {
    const numerator = riseB * spanC * spanC - riseC * spanB * spanB;
    return Math.max(ax, Math.min(cx, numerator / denominator + ax));
  }
  if (ay < cy - EPSILON) return ax;
  return cy < ay - EPSILON ? cx : bx;
}

/** The extremum around the lowest of n samples; `best` is moved inside so that it has two neighbours. */
export function refineBest(x: Float64Array, y: Float64Array, n: number, best: number): number {
  const i = Math.max(1, Math.min(best, n - 2));
  return quadraticExtremum(x[i - 1], y[i - 1], x[i], y[i], x[i + 1], y[i + 1]);
}
