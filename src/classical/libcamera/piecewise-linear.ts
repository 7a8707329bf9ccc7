/**
 * Piecewise-linear functions y(x) through knots of strictly increasing x, extended linearly beyond their ends,
 * as libcamera's ipa::Pwl evaluates them (same order of operations, so that results agree to the last bit).
 */
export interface PiecewiseLinear {
  /** Knots, strictly increasing, at least one. */
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Knots closer than this in x are one knot. */
export const KNOT_SEPARATION = 1e-6;

/** A function through parallel lists of knots; throws RangeError unless x is strictly increasing. */
export function piecewiseLinear(x: ArrayLike<number>, y: ArrayLike<number>): PiecewiseLinear {
  if (x.length === 0 || x.length !== y.length) {
    throw new RangeError(
      `piecewiseLinear: expected as many x as y, at least one, got ${x.length} and ${y.length}`,
    );
  }
  for (let i = 1; i < x.length; i++) {
    if (!(x[i] > x[i - 1])) {
      throw new RangeError(
        `piecewiseLinear: expected strictly increasing x, got ${x[i]} after ${x[i - 1]}`,
      );
    }
  }
  return { x: Float64Array.from(x), y: Float64Array.from(y) };
}

/** y at `at`; beyond the ends the outermost segment goes on. */
export function evaluatePiecewise({ x, y }: PiecewiseLinear, at: number): number {
  const last = x.length - 2;
  if (last < 0) return y[0];
  let i = 0;
  while (i < last && at >= x[i + 1]) i++;
  return y[i] + ((at - x[i]) * (y[i + 1] - y[i])) / (x[i + 1] - x[i]);
}

/** `at` limited to the knots' range. */
export function clampToDomain({ x }: PiecewiseLinear, at: number): number {
  return Math.max(x[0], Math.min(x[x.length - 1], at));
}

/**
 * The inverse function x(y). Where y is not monotone, the best that can be had: a knot that extends neither end
 * of the inverse built so far is left out, as libcamera does.
 */
export function invertPiecewise({ x, y }: PiecewiseLinear): PiecewiseLinear {
  const knots: [number, number][] = [[y[0], x[0]]];
  for (let i = 1; i < x.length; i++) {
    if (y[i] > knots[knots.length - 1][0] + KNOT_SEPARATION) knots.push([y[i], x[i]]);
    else if (y[i] < knots[0][0] - KNOT_SEPARATION) knots.unshift([y[i], x[i]]);
  }
  return piecewiseLinear(
    knots.map((knot) => knot[0]),
    knots.map((knot) => knot[1]),
  );
}

/** (1 - weight) a + weight b at the union of their knots; weight is numerator / denominator. */
export function blendPiecewise(
  a: PiecewiseLinear,
  b: PiecewiseLinear,
  numerator: number,
  denominator: number,
): PiecewiseLinear {
  const union = [...a.x, ...b.x].sort((p, q) => p - q);
  const x = union.filter((at, i) => i === 0 || at > union[i - 1] + KNOT_SEPARATION);
  const y = x.map((at) => {
    const ya = evaluatePiecewise(a, at);
    return ya + ((evaluatePiecewise(b, at) - ya) * numerator) / denominator;
  });
  return piecewiseLinear(x, y);
}
