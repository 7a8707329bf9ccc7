/** Costs as a study compares them. */
import { type CostName, costsOf } from '../cost/costs.js';
import type { StudyDescription } from '../description/study-description.js';

/** Of the costs that the study weighs. */
export type RankedCosts = Partial<Record<CostName, number>>;

/** A limit that is kept costs nothing; an objective counts as it is. */
export function rankedCost(
  { objectives }: Pick<StudyDescription, 'objectives'>,
  name: CostName,
  cost: number,
): number {
  const weighed = objectives[name];
  return weighed?.role === 'limit' && cost <= weighed.threshold ? 0 : cost;
}

/** Every cost of the study so. */
export function rankedCosts(
  description: Pick<StudyDescription, 'objectives'>,
  costs: Readonly<Record<CostName, number>>,
): RankedCosts {
  const ranked: RankedCosts = {};
  for (const { name } of costsOf(description)) {
    ranked[name] = rankedCost(description, name, costs[name]);
  }
  return ranked;
}

/** What exceeds its threshold, in words; null where all is kept. */
export function brokenBudget(
  costs: Readonly<Record<CostName, number>>,
  description: Pick<StudyDescription, 'objectives'>,
): string | null {
  for (const { name, threshold } of costsOf(description)) {
    if (costs[name] > threshold)
      return `${name} ${costs[name].toPrecision(3)} is above ${threshold}`;
  }
  return null;
}
