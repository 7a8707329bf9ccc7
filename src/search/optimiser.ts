/** Ask and tell: a problem, a sampler, and all that is known so far. Any number of trials may be out at once. */
import { checkHistory, checkProblem, requireRecords } from './check-problem.js';
import { hypervolume } from './hypervolume.js';
import { paretoFront } from './pareto.js';
import type {
  Configuration,
  Observation,
  Sampler,
  SearchHistory,
  SearchProblem,
} from './problem.js';
import { createSpaceCodec } from './space/space-codec.js';

export interface Trial {
  /** Counts from 0. */
  readonly id: number;
  readonly configuration: Configuration;
}

/** What became of a trial, without its configuration. */
export type TrialResult = Observation extends infer Kind
  ? Kind extends Observation
    ? Omit<Kind, 'configuration'>
    : never
  : never;

export interface Optimiser {
  ask(): Trial;
  /** Throws RangeError for a trial that is not out, and for outcomes that are not finite. */
  tell(id: number, result: TrialResult): void;
  /** A configuration that was tried elsewhere, or that shall be tried: told at once, or out as the trial returned. */
  enqueue(configuration: Configuration): Trial;
  readonly history: SearchHistory;
  /** Completed observations that keep all constraints and that no other one dominates. */
  front(): Observation[];
  /** Volume that the front dominates below the thresholds. Throws RangeError where an objective has none. */
  hypervolume(): number;
}

export interface OptimiserOptions {
  readonly problem: SearchProblem;
  readonly sampler: Sampler;
  readonly seed: number;
}

/** Throws RangeError for a problem that is none. */
export function createOptimiser(options: OptimiserOptions): Optimiser {
  requireRecords('options', [options]);
  const { problem, sampler, seed } = options;
  checkProblem(problem);
  const codec = createSpaceCodec(problem.space);
  const observations: Observation[] = [];
  const out = new Map<number, Configuration>();
  let next = 0;
  const history = {
    observations,
    get pending() {
      return [...out.values()];
    },
  };
  const issue = (configuration: Configuration): Trial => {
    const id = next++;
    out.set(id, configuration);
    return { id, configuration };
  };
  return {
    history,
    ask: () => issue(sampler.suggest(problem, history, seed)),
    enqueue(configuration) {
      codec.encode(configuration);
      return issue({ ...configuration });
    },
    tell(id, result) {
      const configuration = out.get(id);
      if (!configuration) throw new RangeError(`tell: expected a trial that is out, got ${id}`);
      const observation = { ...result, configuration } as Observation;
      checkHistory(problem, { observations: [observation], pending: [] });
      out.delete(id);
      observations.push(observation);
    },
    front: () => observedFront(problem, observations),
    hypervolume: () => observedHypervolume(problem, observations),
  };
}

/** The observations that are on the front: completed, within all outcome constraints, not dominated. */
export function observedFront(
  problem: SearchProblem,
  observations: readonly Observation[],
): Extract<Observation, { kind: 'completed' }>[] {
  const { outcomeConstraints = [] } = problem;
  const feasible = observations
    .filter((observation) => observation.kind === 'completed')
    .filter(({ outcomes }) =>
      outcomeConstraints.every(({ name, bound }) => outcomes[name] <= bound),
    );
  const values = feasible.map((observation) => objectiveValues(problem, observation));
  return paretoFront(values).map((i) => feasible[i]);
}

/** By objective; a cheap one that was not told is computed. */
function objectiveValues(
  { objectives }: SearchProblem,
  { configuration, outcomes }: Extract<Observation, { kind: 'completed' }>,
): number[] {
  return objectives.map(({ name, cost }) => outcomes[name] ?? cost?.(configuration) ?? Number.NaN);
}

/** Volume that completed, feasible observations dominate below the thresholds. */
export function observedHypervolume(
  problem: SearchProblem,
  observations: readonly Observation[],
): number {
  const reference = problem.objectives.map(({ name, threshold }) => {
    if (threshold === undefined) {
      throw new RangeError(`hypervolume: expected a threshold for '${name}', got none`);
    }
    return threshold;
  });
  const front = observedFront(problem, observations);
  return hypervolume(
    front.map((observation) => objectiveValues(problem, observation)),
    reference,
  );
}
