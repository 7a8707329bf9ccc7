/** What must hold of a problem and its history before anything is computed from them. */
import type { Configuration, Observation, SearchHistory, SearchProblem } from './problem.js';

/** Throws RangeError where a problem has no objective, names twice, or several objectives and no threshold for one. */
export function checkProblem({ objectives, outcomeConstraints = [] }: SearchProblem): void {
  if (objectives.length === 0) throw new RangeError('search: expected an objective, got none');
  const names = [...objectives, ...outcomeConstraints].map(({ name }) => name);
  if (new Set(names).size !== names.length) {
    throw new RangeError(`search: expected outcomes with different names, got ${names.join(', ')}`);
  }
  for (const { name, threshold } of objectives) {
    if (threshold === undefined ? objectives.length > 1 : !Number.isFinite(threshold)) {
      throw new RangeError(
        `search: objective '${name}': expected a finite threshold, as there are several objectives, got ${threshold}`,
      );
    }
  }
}

/** Throws RangeError for an observation without a finite number for each outcome. */
export function checkHistory(
  { objectives, outcomeConstraints = [] }: SearchProblem,
  { observations }: SearchHistory,
): void {
  for (const observation of observations) {
    if (observation.kind !== 'completed') continue;
    for (const { name } of [...objectives, ...outcomeConstraints]) {
      const value = observation.outcomes[name];
      if (value === undefined || !Number.isFinite(value)) {
        throw new RangeError(
          `search: observation of ${describe(observation)}: expected a finite '${name}', got ${value}; tell it as failed`,
        );
      }
    }
  }
}

function describe({ configuration }: Observation | { configuration: Configuration }): string {
  return JSON.stringify(configuration);
}
