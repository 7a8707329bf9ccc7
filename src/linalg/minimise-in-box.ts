/**
 * Minimisation of smooth functions between bounds by projected L-BFGS: variables at a bound whose gradient points outwards
 * are held, the others take a quasi-Newton step [Nocedal2006, algorithm 7.4], and the path is bent along the bounds; the
 * step is halved until the value falls enough (Armijo along the projection, [Bertsekas1982]).
 * [Bertsekas1982] Projected Newton methods for optimization problems with simple constraints, SIAM J. Control 20.
 */
import type { Objective } from './lbfgs.js';
import { SUFFICIENT_DECREASE } from './line-search.js';
import { dot } from './vector.js';

export interface BoxOptions {
  readonly maxIterations?: number;
  /** Stop where no component of the projected gradient is larger. */
  readonly gradientTolerance?: number;
  /** Stop where a step lowers f by less than this share of max(|f|, 1). */
  readonly valueTolerance?: number;
  /** Pairs of steps and gradient changes remembered. */
  readonly memory?: number;
}

export interface BoxResult {
  readonly x: Float64Array;
  readonly value: number;
  readonly iterations: number;
}

const MAX_HALVINGS = 25;

interface Point {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
}

/**
 * Minimises from `start`, which is brought between the bounds first. Throws RangeError for bounds of another length or in
 * the wrong order, or where f has no finite value at the start.
 */
export function minimiseInBox(
  objective: Objective,
  start: ArrayLike<number>,
  lower: ArrayLike<number>,
  upper: ArrayLike<number>,
  {
    maxIterations = 60,
    gradientTolerance = 1e-6,
    valueTolerance = 1e-9,
    memory = 8,
  }: BoxOptions = {},
): BoxResult {
  checkBounds(start, lower, upper);
  const evaluate = (x: Float64Array): Point => {
    const gradient = new Float64Array(x.length);
    return { x, value: objective(x, gradient), gradient };
  };
  let at = evaluate(Float64Array.from(start, (v, i) => clamp(v, lower[i], upper[i])));
  if (!Number.isFinite(at.value)) {
    throw new RangeError(`minimiseInBox: expected a finite value at the start, got ${at.value}`);
  }
  const steps: Float64Array[] = [];
  const changes: Float64Array[] = [];
  let iterations = 0;
  for (; iterations < maxIterations; iterations++) {
    const held = heldAt(at, lower, upper);
    if (largestFree(at.gradient, held) <= gradientTolerance) break;
    const next =
      stepAlong(evaluate, at, quasiNewton(at.gradient, held, steps, changes), lower, upper) ??
      stepAlong(evaluate, at, steepest(at.gradient, held), lower, upper);
    if (next === null) break;
    remember(steps, changes, at, next, memory);
    const gain = at.value - next.value;
    at = next;
    if (gain <= valueTolerance * Math.max(1, Math.abs(at.value))) break;
  }
  return { x: at.x, value: at.value, iterations };
}

function checkBounds(
  start: ArrayLike<number>,
  lower: ArrayLike<number>,
  upper: ArrayLike<number>,
): void {
  const n = start.length;
  if (lower.length !== n || upper.length !== n) {
    throw new RangeError(
      `minimiseInBox: expected ${n} bounds on either side, got ${lower.length} and ${upper.length}`,
    );
  }
  for (let i = 0; i < n; i++) {
    if (!(lower[i] <= upper[i])) {
      throw new RangeError(
        `minimiseInBox: expected lower <= upper, got ${lower[i]} and ${upper[i]} for variable ${i}`,
      );
    }
  }
}

/** 1 for variables at a bound that the gradient pushes them against. */
function heldAt(
  { x, gradient }: Point,
  lower: ArrayLike<number>,
  upper: ArrayLike<number>,
): Uint8Array {
  return Uint8Array.from(x, (v, i) =>
    (v <= lower[i] && gradient[i] > 0) || (v >= upper[i] && gradient[i] < 0) ? 1 : 0,
  );
}

function largestFree(gradient: Float64Array, held: Uint8Array): number {
  let most = 0;
  for (let i = 0; i < held.length; i++) {
    if (!held[i]) most = Math.max(most, Math.abs(gradient[i]));
  }
  return most;
}

function steepest(gradient: Float64Array, held: Uint8Array): Float64Array {
  const d = gradient.map((g, i) => (held[i] ? 0 : -g));
  const most = largestFree(gradient, held);
  return most > 1 ? d.map((v) => v / most) : d;
}

/** The two-loop recursion among the free variables. */
function quasiNewton(
  gradient: Float64Array,
  held: Uint8Array,
  steps: readonly Float64Array[],
  changes: readonly Float64Array[],
): Float64Array {
  if (steps.length === 0) return steepest(gradient, held);
  const d = gradient.map((g, i) => (held[i] ? 0 : -g));
  const alphas: number[] = [];
  const curvatures = steps.map((s, k) => dotFree(s, changes[k], held));
  for (let k = steps.length - 1; k >= 0; k--) {
    alphas[k] = curvatures[k] > 0 ? dotFree(steps[k], d, held) / curvatures[k] : 0;
    for (let i = 0; i < d.length; i++) if (!held[i]) d[i] -= alphas[k] * changes[k][i];
  }
  const last = steps.length - 1;
  const scale = curvatures[last] / dotFree(changes[last], changes[last], held);
  if (scale > 0) for (let i = 0; i < d.length; i++) d[i] *= scale;
  for (let k = 0; k < steps.length; k++) {
    if (!(curvatures[k] > 0)) continue;
    const beta = dotFree(changes[k], d, held) / curvatures[k];
    for (let i = 0; i < d.length; i++) if (!held[i]) d[i] += (alphas[k] - beta) * steps[k][i];
  }
  return d;
}

function stepAlong(
  evaluate: (x: Float64Array) => Point,
  at: Point,
  d: Float64Array,
  lower: ArrayLike<number>,
  upper: ArrayLike<number>,
): Point | null {
  let step = 1;
  for (let halving = 0; halving < MAX_HALVINGS; halving++, step /= 2) {
    const x = at.x.map((v, i) => clamp(v + step * d[i], lower[i], upper[i]));
    let slope = 0;
    for (let i = 0; i < x.length; i++) slope += at.gradient[i] * (x[i] - at.x[i]);
    if (!(slope < 0)) return null;
    const point = evaluate(x);
    // NaN fails the comparison and so counts as too far.
    if (point.value <= at.value + SUFFICIENT_DECREASE * slope) return point;
  }
  return null;
}

function remember(
  steps: Float64Array[],
  changes: Float64Array[],
  from: Point,
  to: Point,
  memory: number,
): void {
  const s = to.x.map((v, i) => v - from.x[i]);
  const y = to.gradient.map((v, i) => v - from.gradient[i]);
  const curvature = dot(s, y);
  if (!(curvature > 1e-14 * dot(y, y))) return;
  steps.push(s);
  changes.push(y);
  if (steps.length > memory) {
    steps.shift();
    changes.shift();
  }
}

function dotFree(a: Float64Array, b: Float64Array, held: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) if (!held[i]) sum += a[i] * b[i];
  return sum;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
