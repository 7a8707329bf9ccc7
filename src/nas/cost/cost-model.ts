/**
 * What a network will cost on a device, foretold from what can be computed:
 *   cost = sum of w_k x_k, w_k >= 0       x: 1, floating-point operations, bytes of maps, bytes of parameters, operations
 * The weights are fitted to networks that were measured there, by relative errors, with coordinate descent on the
 * non-negative least squares [Franc2005, Sequential coordinate-wise algorithm for non-negative least squares]. What they
 * leave unexplained near a measured network is taken from there: the prediction is multiplied by the mean ratio of
 * measured to fitted cost of like networks, weighted by a Gaussian in the logarithms of the regressors [Nadaraya1964, On
 * estimating regression], with a ratio of one as a further neighbour.
 */
import type { ComputedCost } from './computed-cost.js';

export interface CostModel {
  predict(cost: ComputedCost): number;
}

export interface MeasuredCost {
  readonly computed: ComputedCost;
  readonly measured: number;
}

const SWEEPS = 2000;
const TOLERANCE = 1e-12;

/** A model through measurements of positive cost. Throws RangeError for none. */
export function fitCostModel(measurements: readonly MeasuredCost[]): CostModel {
  if (measurements.length === 0)
    throw new RangeError('fitCostModel: expected a measurement, got none');
  const rows = measurements.map(({ computed }) => regressors(computed));
  const scales = rows[0]!.map((_, k) => Math.max(...rows.map((row) => row[k]!)) || 1);
  // Each row is divided by its cost: errors of a tenth count alike for small and large networks.
  const a = rows.map((row, i) => row.map((x, k) => x / scales[k]! / measurements[i]!.measured));
  const weights = nonNegativeLeastSquares(a);
  const fitted = (row: readonly number[]) =>
    row.reduce((sum, x, k) => sum + (weights[k]! * x) / scales[k]!, 0);
  const known = rows.map((row, i) => ({
    place: row.map(Math.log),
    logRatio: Math.log(measurements[i]!.measured / fitted(row)),
  }));
  return {
    predict(cost) {
      const row = regressors(cost);
      return fitted(row) * Math.exp(meanNear(row.map(Math.log), known));
    },
  };
}

/** Chosen by hand, not measured. */
export const COST_MODEL_SETTINGS = {
  /** Standard deviation of the Gaussian that weighs neighbours, in the logarithm of each regressor. */
  nearness: 0.15,
  /** Weight of a ratio of one beside the neighbours'. */
  priorWeight: 0.25,
} as const;

function meanNear(
  place: readonly number[],
  known: readonly { readonly place: readonly number[]; readonly logRatio: number }[],
): number {
  const { nearness, priorWeight } = COST_MODEL_SETTINGS;
  let sum = 0;
  let total = priorWeight;
  for (const { place: other, logRatio } of known) {
    const square = place.reduce((d, x, k) => d + (x - other[k]!) ** 2, 0);
    const weight = Math.exp(-square / (2 * nearness * nearness));
    sum += weight * logRatio;
    total += weight;
  }
  return sum / total;
}

function regressors({ flops, activationBytes, parameters, operations }: ComputedCost): number[] {
  return [1, flops, activationBytes, parameters * 4, operations];
}

/** Weights >= 0 that bring a w nearest to a vector of ones. */
function nonNegativeLeastSquares(a: readonly (readonly number[])[]): number[] {
  const m = a[0]!.length;
  const gram = Array.from({ length: m }, (_, j) =>
    Array.from({ length: m }, (_k, k) => a.reduce((sum, row) => sum + row[j]! * row[k]!, 0)),
  );
  const gradient = Array.from({ length: m }, (_, j) => -a.reduce((sum, row) => sum + row[j]!, 0));
  const weights = new Array<number>(m).fill(0);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let moved = 0;
    for (let j = 0; j < m; j++) {
      const curvature = gram[j]![j]!;
      if (!(curvature > 0)) continue;
      const next = Math.max(0, weights[j]! - gradient[j]! / curvature);
      const change = next - weights[j]!;
      if (change === 0) continue;
      weights[j] = next;
      for (let k = 0; k < m; k++) gradient[k]! += change * gram[k]![j]!;
      moved = Math.max(moved, Math.abs(change));
    }
    if (moved < TOLERANCE) break;
  }
  return weights;
}
