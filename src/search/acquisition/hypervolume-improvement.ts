/**
 * Expected hypervolume improvement of one point with independent outcomes, exact, in logarithms [Yang2019; Ament2023]:
 *   EHVI = sum over the boxes of the region that can be improved of prod_k (psi_k(upper_k) - psi_k(lower_k))
 * A log-sum-exp over the boxes; the edges that boxes share are evaluated once.
 */
import { logDifference } from '../normal-distribution.js';
import { type BoundGain, gainBelow, type OutcomeDistribution } from './improvement.js';
import type { BoxSet } from './improvement-boxes.js';

/** Boxes with their edges numbered, objective by objective. */
export interface PreparedBoxes {
  readonly objectives: number;
  readonly count: number;
  readonly edges: readonly Float64Array[];
  /** Number of a box's edge among the objective's, at box * objectives + objective. */
  readonly lower: Int32Array;
  readonly upper: Int32Array;
  /** One for each edge of each objective. */
  readonly gains: readonly (readonly BoundGain[])[];
  readonly logVolumes: Float64Array;
}

export function prepareBoxes({ objectives, count, lower, upper }: BoxSet): PreparedBoxes {
  const edges: Float64Array[] = [];
  const lowerEdges = new Int32Array(count * objectives);
  const upperEdges = new Int32Array(count * objectives);
  for (let k = 0; k < objectives; k++) {
    const numbers = new Map<number, number>();
    const numberOf = (edge: number) => {
      const known = numbers.get(edge);
      if (known !== undefined) return known;
      numbers.set(edge, numbers.size);
      return numbers.size - 1;
    };
    for (let at = k; at < count * objectives; at += objectives) {
      lowerEdges[at] = numberOf(lower[at]);
      upperEdges[at] = numberOf(upper[at]);
    }
    edges.push(Float64Array.from(numbers.keys()));
  }
  const gains = edges.map((list) =>
    Array.from(list, () => ({ logGain: 0, logByMean: 0, logWidening: 0, logRaising: 0 })),
  );
  const logVolumes = new Float64Array(count);
  return { objectives, count, edges, lower: lowerEdges, upper: upperEdges, gains, logVolumes };
}

/**
 * ln EHVI for outcomes of the given distributions; -Infinity where nothing can be gained.
 * @param gradient where given, receives d ln EHVI by (mean, deviation) of each objective, 2 numbers each
 */
export function logHypervolumeImprovement(
  boxes: PreparedBoxes,
  outcomes: readonly OutcomeDistribution[],
  gradient?: Float64Array,
): number {
  const { objectives, count, edges, lower, upper, gains, logVolumes } = boxes;
  for (let k = 0; k < objectives; k++) {
    for (let e = 0; e < edges[k].length; e++) gainBelow(edges[k][e], outcomes[k], gains[k][e]);
  }
  let most = Number.NEGATIVE_INFINITY;
  for (let b = 0, at = 0; b < count; b++) {
    let sum = 0;
    for (let k = 0; k < objectives; k++, at++) {
      const list = gains[k];
      sum += logDifference(list[upper[at]].logGain, list[lower[at]].logGain);
    }
    logVolumes[b] = sum;
    if (sum > most) most = sum;
  }
  if (most === Number.NEGATIVE_INFINITY) {
    gradient?.fill(0);
    return most;
  }
  let total = 0;
  for (let b = 0; b < count; b++) total += Math.exp(logVolumes[b] - most);
  const value = most + Math.log(total);
  if (gradient) fillGradient(boxes, outcomes, value, gradient);
  return value;
}

function fillGradient(
  { objectives, count, lower, upper, gains, logVolumes }: PreparedBoxes,
  outcomes: readonly OutcomeDistribution[],
  value: number,
  gradient: Float64Array,
): void {
  gradient.fill(0);
  for (let b = 0; b < count; b++) {
    const share = Math.exp(logVolumes[b] - value);
    if (!(share > 0)) continue;
    for (let k = 0; k < objectives; k++) {
      if (outcomes[k].kind === 'known') continue;
      const above = gains[k][upper[b * objectives + k]];
      const below = gains[k][lower[b * objectives + k]];
      const length = logDifference(above.logGain, below.logGain);
      const byMean = Math.exp(above.logByMean - length) - Math.exp(below.logByMean - length);
      const byDeviation = byDeviationOf(above, length) - byDeviationOf(below, length);
      gradient[2 * k] -= share * byMean;
      gradient[2 * k + 1] += share * byDeviation;
    }
  }
}

/** dpsi/ds over the length of a box's edge. */
function byDeviationOf({ logWidening, logRaising }: BoundGain, logLength: number): number {
  return Math.exp(logWidening - logLength) - Math.exp(logRaising - logLength);
}
