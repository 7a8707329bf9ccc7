/** A study as a search problem, and what its trials taught as observations. */
import type { Configuration, Observation, SearchProblem } from '../../search/index.js';
import {
  buildFault,
  type ComputedCost,
  computedCost,
  standInArchitecture,
} from '../cost/computed-cost.js';
import { fitCostModel } from '../cost/cost-model.js';
import { type CostName, costFacts, costsOf } from '../cost/costs.js';
import { type StudyDescription, spaceOf } from '../description/study-description.js';
import { networkOf } from '../space/network-of.js';
import { finalErrorOf } from './final-error.js';
import { rankedCost, rankedCosts } from './ranked-costs.js';
import { errorVariance, meanError, type StudyState, type TrialState } from './study-state.js';

/** The seed of stand-ins, whose weights are drawn: cost depends on shapes alone. */
const SEED = 0;

/** What a network costs; of one that cannot be built, why, and stand-in figures. */
export type KnownCost = ComputedCost & { readonly fault?: string };

/** Ordinary figures, so that the surrogate sees nothing odd in what is never trained. */
const UNBUILT: ComputedCost = {
  parameters: 1e5,
  flops: 1e8,
  activationBytes: 1e7,
  operations: 20,
};
/** Above any threshold, so that samplers pass over networks that cannot be built. */
const UNBUILT_COST = 1e12;

/** Costs that can be computed, by configuration; computed once each. */
export function createCostComputer(
  description: StudyDescription,
): (configuration: Configuration) => KnownCost {
  const space = spaceOf(description);
  const known = new Map<string, KnownCost>();
  return (configuration) => {
    const { network } = networkOf(space, configuration, { epochs: description.epochs, seed: SEED });
    const key = JSON.stringify(network);
    const found = known.get(key);
    if (found) return found;
    const fault = buildFault(network)?.message;
    const cost =
      fault === undefined
        ? computedCost(standInArchitecture(network, SEED))
        : { ...UNBUILT, fault };
    known.set(key, cost);
    return cost;
  };
}

/** The problem as far as the study has learnt what networks cost on its device. */
export function problemOf(
  state: StudyState,
  compute: (configuration: Configuration) => KnownCost,
): SearchProblem {
  const { description } = state.created;
  const measured = [
    ...state.calibration,
    ...state.trials.filter((trial) => trial.costs !== null),
  ].map(({ configuration, costs }) => ({ computed: compute(configuration), costs: costs! }));
  const costModel = (name: CostName) => {
    const exactly = costFacts(name).compute;
    if (exactly) return (configuration: Configuration) => exactly(compute(configuration));
    const model = fitCostModel(
      measured.map(({ computed, costs }) => ({ computed, measured: costs[name] })),
    );
    return (configuration: Configuration) => {
      const cost = compute(configuration);
      return cost.fault === undefined ? model.predict(cost) : UNBUILT_COST;
    };
  };
  return {
    space: spaceOf(description),
    objectives: [
      { name: 'error', threshold: description.objectives.error.threshold, log: true },
      ...costsOf(description).map(({ name, threshold }) => {
        const cost = costModel(name);
        return {
          name,
          threshold,
          cost: (c: Configuration) => rankedCost(description, name, cost(c)),
        };
      }),
    ],
    features: (configuration) => {
      const { flops, activationBytes, parameters } = compute(configuration);
      return {
        logFlops: Math.log(flops),
        logMemory: Math.log(activationBytes),
        logParameters: Math.log(parameters),
      };
    },
  };
}

/** What a trial taught, among all of its study; null while it runs. */
export function observationOf(
  trial: TrialState,
  description: StudyDescription,
  trials: readonly TrialState[],
): Observation | null {
  const { configuration, costs } = trial;
  switch (trial.status) {
    case 'completed': {
      const variance = errorVariance(trial);
      return {
        kind: 'completed',
        configuration,
        outcomes: { error: meanError(trial), ...rankedCosts(description, costs!) },
        ...(variance === null ? {} : { noiseVariance: { error: variance } }),
      };
    }
    case 'pruned':
      return { kind: 'pruned', configuration, ...prunedOutcome(trial, trials) };
    case 'failed':
      return { kind: 'failed', configuration };
    case 'infeasible':
      return { kind: 'infeasible', configuration };
    case 'suggested':
    case 'running':
      return null;
    default:
      trial.status satisfies never;
      return null;
  }
}

function prunedOutcome(
  trial: TrialState,
  trials: readonly TrialState[],
): Pick<Extract<Observation, { kind: 'pruned' }>, 'outcomes' | 'noiseVariance'> {
  const final = finalErrorOf(trial, trials);
  if (!final) return { outcomes: { error: trial.error } };
  return { outcomes: { error: final.error }, noiseVariance: { error: final.variance } };
}
