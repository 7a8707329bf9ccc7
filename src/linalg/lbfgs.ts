/**
 * Minimisation of smooth functions by limited-memory BFGS with a line search for the strong Wolfe conditions.
 * [Nocedal2006] Numerical Optimization, 2nd edition, algorithms 7.4 and 7.5 (L-BFGS), 3.5 and 3.6 (line search).
 *   x  point      f  value     g  gradient    d  direction     s = x' - x    y = g' - g
 */
import { SUFFICIENT_DECREASE } from './line-search.js';
import { dot } from './vector.js';

/** Value at x; writes the gradient (as long as x). May answer NaN or Infinity where the function has no value. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

export interface LbfgsOptions {
  readonly maxIterations?: number;
  /** Stop where no component of the gradient is larger. */
  readonly gradientTolerance?: number;
  /** Stop where a step lowers f by less than this share of max(|f|, 1). */
  readonly valueTolerance?: number;
  /** Pairs (s, y) remembered. */
  readonly memory?: number;
}

export interface LbfgsResult {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  readonly iterations: number;
  readonly evaluations: number;
  /** Why it stopped: a tolerance was met, the iterations ran out, or no lower point was found along d. */
  readonly stopped: 'gradient' | 'value' | 'iterations' | 'line-search';
}

/** Curvature of the Wolfe conditions, as usual for quasi-Newton methods. */
const CURVATURE = 0.9;
const MAX_LINE_STEPS = 40;

interface Point {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
}

interface Pair {
  readonly s: Float64Array;
  readonly y: Float64Array;
  /** 1 / (s . y) */
  readonly rho: number;
}

/** Minimises from `start`, which is left as it is. Throws RangeError where f has no finite value there. */
export function minimiseLbfgs(
  objective: Objective,
  start: ArrayLike<number>,
  {
    maxIterations = 200,
    gradientTolerance = 1e-8,
    valueTolerance = 1e-14,
    memory = 10,
  }: LbfgsOptions = {},
): LbfgsResult {
  let evaluations = 0;
  const evaluate = (x: Float64Array): Point => {
    evaluations++;
    const gradient = new Float64Array(x.length);
    return { x, value: objective(x, gradient), gradient };
  };
  let at = evaluate(Float64Array.from(start));
  if (!Number.isFinite(at.value)) {
    throw new RangeError(`minimiseLbfgs: expected a finite value at the start, got ${at.value}`);
  }
  const pairs: Pair[] = [];
  const finish = (iterations: number, stopped: LbfgsResult['stopped']): LbfgsResult => ({
    ...at,
    iterations,
    evaluations,
    stopped,
  });
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    if (largest(at.gradient) <= gradientTolerance) return finish(iteration, 'gradient');
    const next = stepDown(evaluate, at, pairs);
    if (next === null) return finish(iteration, 'line-search');
    remember(pairs, at, next, memory);
    const gain = at.value - next.value;
    at = next;
    if (gain <= valueTolerance * Math.max(1, Math.abs(at.value))) {
      return finish(iteration + 1, 'value');
    }
  }
  return finish(maxIterations, 'iterations');
}

/** One line search along the quasi-Newton direction; along the gradient where that finds nothing lower. */
function stepDown(evaluate: (x: Float64Array) => Point, at: Point, pairs: Pair[]): Point | null {
  const first = pairs.length === 0 ? Math.min(1, 1 / largest(at.gradient)) : 1;
  const next = lineSearch(evaluate, at, direction(at.gradient, pairs), first);
  if (next !== null || pairs.length === 0) return next;
  pairs.length = 0;
  return lineSearch(evaluate, at, negated(at.gradient), Math.min(1, 1 / largest(at.gradient)));
}

/** -H g by the two-loop recursion (algorithm 7.4). */
function direction(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const d = negated(gradient);
  const alphas = new Float64Array(pairs.length);
  for (let i = pairs.length - 1; i >= 0; i--) {
    const { s, y, rho } = pairs[i];
    alphas[i] = rho * dot(s, d);
    addScaled(d, -alphas[i], y);
  }
  if (pairs.length > 0) {
    const { s, y } = pairs[pairs.length - 1];
    const scale = dot(s, y) / dot(y, y);
    for (let i = 0; i < d.length; i++) d[i] *= scale;
  }
  for (const [i, { s, y, rho }] of pairs.entries()) addScaled(d, alphas[i] - rho * dot(y, d), s);
  return d;
}

function remember(pairs: Pair[], from: Point, to: Point, memory: number): void {
  const s = difference(to.x, from.x);
  const y = difference(to.gradient, from.gradient);
  const curvature = dot(s, y);
  // Without positive curvature the approximation would lose its definiteness.
  if (!(curvature > 1e-16 * dot(y, y))) return;
  pairs.push({ s, y, rho: 1 / curvature });
  if (pairs.length > memory) pairs.shift();
}

/** A point along d that meets the strong Wolfe conditions, or at least lies lower; null where none does. */
function lineSearch(
  evaluate: (x: Float64Array) => Point,
  from: Point,
  d: Float64Array,
  firstStep: number,
): Point | null {
  const slope0 = dot(from.gradient, d);
  if (!(slope0 < 0)) return null;
  let low = 0;
  let high = Infinity;
  let step = firstStep;
  let best: Point | null = null;
  for (let i = 0; i < MAX_LINE_STEPS; i++) {
    const x = Float64Array.from(from.x);
    addScaled(x, step, d);
    const point = evaluate(x);
    const slope = dot(point.gradient, d);
    // NaN fails every comparison and so counts as too far.
    if (!(point.value <= from.value + SUFFICIENT_DECREASE * step * slope0)) {
      high = step;
    } else {
      if (best === null || point.value < best.value) best = point;
      if (Math.abs(slope) <= -CURVATURE * slope0) return point;
      if (slope > 0) high = step;
      else low = step;
    }
    // Bracketed: bisect, which needs no value at the ends to be finite. Else go on twice as far.
    step = high === Infinity ? 2 * step : (low + high) / 2;
    if (high - low <= 1e-16 * high) break;
  }
  return best !== null && best.value < from.value ? best : null;
}

function largest(a: Float64Array): number {
  let max = 0;
  for (let i = 0; i < a.length; i++) max = Math.max(max, Math.abs(a[i]));
  return max;
}

function addScaled(a: Float64Array, factor: number, b: Float64Array): void {
  for (let i = 0; i < a.length; i++) a[i] += factor * b[i];
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value - b[i]);
}

function negated(a: Float64Array): Float64Array {
  return a.map((value) => -value);
}
