/** Costs as a study compares them. */
import type { StudyDescription } from '../description/study-description.js';

export interface RankedCosts {
  readonly cpuMs: number;
  readonly memoryMb: number;
}

/** A limit that is kept costs nothing; an objective counts as it is. */
export function rankedCosts(
  { objectives }: Pick<StudyDescription, 'objectives'>,
  costs: RankedCosts,
): RankedCosts {
  const ranked = (name: keyof RankedCosts) => {
    const { role, threshold } = objectives[name];
    return role === 'limit' && costs[name] <= threshold ? 0 : costs[name];
  };
  return { cpuMs: ranked('cpuMs'), memoryMb: ranked('memoryMb') };
}
