/**
 * The two searches of libcamera's Bayesian AWB over a CT curve: along it in coarse steps, then in fine steps
 * with offsets across it. F = greyCosts - prior is minimised; every step is one function.
 *   t        colour temperature, K          (r, b)   white point
 *   v        unit vector across the curve, towards larger r and b
 */
import { type BayesianAwbParameters, coarseSteps } from './awb-parameters.js';
import { greyCosts } from './grey-cost.js';
import { clampToDomain, evaluatePiecewise, type PiecewiseLinear } from './piecewise-linear.js';
import { refineBest } from './quadratic.js';
import { SplitZones } from './split-zones.js';
import type { KeptZones } from './zone-statistics.js';

const MAX_OFFSETS = 12;
const FINE_STEPS = 5;

/** What the search minimises: zones (green divided out), the curve, the prior of this frame and its weight. */
export interface SearchProblem {
  readonly zones: KeptZones;
  readonly curveR: PiecewiseLinear;
  readonly curveB: PiecewiseLinear;
  readonly prior: PiecewiseLinear;
  readonly parameters: BayesianAwbParameters;
}

/** A light found: CT in K and white point, as the canonical sensor sees it. */
export interface FoundLight {
  readonly cctKelvin: number;
  readonly r: number;
  readonly b: number;
}

/** Called for every point at which the cost is known, in the order of the search. */
export type SearchObserver = (
  stage: 'coarse' | 'fine' | 'refined',
  cctKelvin: number,
  r: number,
  b: number,
  cost: number,
) => void;

/** Candidates of one search and their costs; grows to the largest search and is then reused. */
export class SearchScratch {
  readonly split = new SplitZones();
  /** Costs of one row of the fine search. */
  readonly row = new Float64Array(MAX_OFFSETS);
  refinedR = new Float64Array(0);
  refinedB = new Float64Array(0);
  x = new Float64Array(0);
  r = new Float64Array(0);
  b = new Float64Array(0);
  cost = new Float64Array(0);

  /** Room for n candidates and the padding that greyCosts asks for. */
  reserve(n: number): void {
    if (this.x.length >= n + 3) return;
    const size = 2 * (n + 3);
    this.x = new Float64Array(size);
    this.refinedR = new Float64Array(size);
    this.refinedB = new Float64Array(size);
    this.r = new Float64Array(size);
    this.b = new Float64Array(size);
    this.cost = new Float64Array(size);
  }
}

function priorAt({ prior }: SearchProblem, t: number): number {
  return evaluatePiecewise(prior, clampToDomain(prior, t));
}

function indexOfLeast(values: Float64Array, n: number): number {
  let best = 0;
  for (let i = 1; i < n; i++) if (values[i] < values[best]) best = i;
  return best;
}

/** CTs from lo to hi, each a coarse step above the last, hi itself included; returns how many. */
function layCoarseSteps(
  scratch: SearchScratch,
  lo: number,
  hi: number,
  coarseStep: number,
): number {
  scratch.reserve(coarseSteps(lo, hi, coarseStep));
  let n = 0;
  let t = lo;
  for (;;) {
    scratch.x[n++] = t;
    if (t === hi) return n;
    t = Math.min(t + (t / 10) * coarseStep, hi);
  }
}

/** The likeliest CT on the curve within lo..hi. */
export function coarseSearch(
  problem: SearchProblem,
  lo: number,
  hi: number,
  scratch: SearchScratch,
  observe?: SearchObserver,
): number {
  const { curveR, curveB, parameters, zones } = problem;
  const n = layCoarseSteps(scratch, lo, hi, parameters.coarseStep);
  const { x, r, b, cost } = scratch;
  for (let i = 0; i < n; i++) {
    r[i] = evaluatePiecewise(curveR, x[i]);
    b[i] = evaluatePiecewise(curveB, x[i]);
  }
  greyCosts(zones.red, zones.blue, zones.count, parameters, r, b, n, cost);
  for (let i = 0; i < n; i++) {
    cost[i] -= priorAt(problem, x[i]);
    observe?.('coarse', x[i], r[i], b[i], cost[i]);
  }
  const best = indexOfLeast(cost, n);
  return n > 2 ? refineBest(x, cost, n, best) : x[best];
}

/** How many offsets across the curve: one per 0.01, between 3 and 12. */
function offsetCount(range: number): number {
  return Math.max(3, Math.min(MAX_OFFSETS, Math.floor(range * 100 + 0.5) + 1));
}

/** Across the curve at t over +-reach: unit (v_r, v_b), or null where the curve stands still. */
function transverse(
  { curveR, curveB }: SearchProblem,
  t: number,
  reach: number,
): readonly [number, number] | null {
  const dr = evaluatePiecewise(curveR, t + reach) - evaluatePiecewise(curveR, t - reach);
  const db = evaluatePiecewise(curveB, t + reach) - evaluatePiecewise(curveB, t - reach);
  const squared = db * db + dr * dr;
  if (squared < 1e-6) return null;
  const length = Math.sqrt(squared);
  return [db / length, -dr / length];
}

/** The likeliest light around t, on the curve and across it. */
export function fineSearch(
  problem: SearchProblem,
  t: number,
  scratch: SearchScratch,
  observe?: SearchObserver,
): FoundLight {
  const { curveR, curveB, parameters } = problem;
  const step = (t / 10) * parameters.coarseStep * 0.1;
  const v = transverse(problem, t, FINE_STEPS * step);
  if (v === null) {
    return { cctKelvin: t, r: evaluatePiecewise(curveR, t), b: evaluatePiecewise(curveB, t) };
  }
  const offsets = offsetCount(parameters.transverseNeg + parameters.transversePos);
  const half = FINE_STEPS + offsets;
  const rows = 2 * half + 1;
  scratch.reserve(rows * offsets);
  const { x, r, b, cost, refinedR, refinedB, split } = scratch;
  layOffsets(problem, x, offsets);
  splitForFineSearch(problem, t, step, half, v, split);
  for (let row = 0, n = 0; row < rows; row++) {
    const rowT = t + (row - half) * step;
    refinedR[row] = evaluatePiecewise(curveR, rowT);
    refinedB[row] = evaluatePiecewise(curveB, rowT);
    for (let j = 0; j < offsets; j++, n++) {
      r[n] = refinedR[row] + v[0] * x[j];
      b[n] = refinedB[row] + v[1] * x[j];
    }
  }
  split.costs(r, b, rows * offsets, cost);
  for (let row = 0; row < rows; row++) {
    const rowT = t + (row - half) * step;
    const offset = bestOffset(problem, rowT, row * offsets, offsets, scratch, observe);
    refinedR[row] += v[0] * offset;
    refinedB[row] += v[1] * offset;
  }
  for (let row = 0; row < rows; row++) {
    r[row] = refinedR[row];
    b[row] = refinedB[row];
  }
  split.costs(r, b, rows, cost);
  for (let row = 0; row < rows; row++) {
    const rowT = t + (row - half) * step;
    cost[row] -= priorAt(problem, rowT);
    observe?.('refined', rowT, r[row], b[row], cost[row]);
  }
  const best = indexOfLeast(cost, rows);
  return { cctKelvin: t + (best - half) * step, r: r[best], b: b[best] };
}

/** Splits the zones for the box of white points that the fine search can reach. */
function splitForFineSearch(
  { curveR, curveB, parameters, zones }: SearchProblem,
  t: number,
  step: number,
  half: number,
  v: readonly [number, number],
  split: SplitZones,
): void {
  const { transverseNeg, transversePos } = parameters;
  const box = { rLow: Infinity, rHigh: -Infinity, bLow: Infinity, bHigh: -Infinity };
  for (let i = -half; i <= half; i++) {
    const r = evaluatePiecewise(curveR, t + i * step);
    const b = evaluatePiecewise(curveB, t + i * step);
    for (const offset of [-transverseNeg, transversePos]) {
      box.rLow = Math.min(box.rLow, r + v[0] * offset);
      box.rHigh = Math.max(box.rHigh, r + v[0] * offset);
      box.bLow = Math.min(box.bLow, b + v[1] * offset);
      box.bHigh = Math.max(box.bHigh, b + v[1] * offset);
    }
  }
  split.split(zones, parameters, box);
}

/** Offsets along v, equally spaced from -transverseNeg to +transversePos. */
function layOffsets(
  { parameters: { transverseNeg, transversePos } }: SearchProblem,
  x: Float64Array,
  offsets: number,
): void {
  for (let j = 0; j < offsets; j++) {
    x[j] = -transverseNeg + ((transverseNeg + transversePos) * j) / (offsets - 1);
  }
}

/** The likeliest offset in one row, whose costs (still without prior) begin at `first`. */
function bestOffset(
  problem: SearchProblem,
  t: number,
  first: number,
  offsets: number,
  { x, r, b, cost, row }: SearchScratch,
  observe: SearchObserver | undefined,
): number {
  const prior = priorAt(problem, t);
  for (let j = 0; j < offsets; j++) {
    row[j] = cost[first + j] - prior;
    observe?.('fine', t, r[first + j], b[first + j], row[j]);
  }
  return refineBest(x, row, offsets, indexOfLeast(row, offsets));
}
