/**
 * Asynchronous successive halving over epochs [Li2020, A system for massively parallel hyperparameter tuning]: at each
 * rung, epochs / eta^k, a trial goes on if its error is among the best 1/eta of those that reached the rung, or if it
 * could still be non-dominated: a trial that costs less than others is never compared with them, and none is stopped whose
 * last error, as learning curves foretell it, may be below all of theirs. A search that has found good networks tries
 * their like: most of these are not among the best third of each other, and yet worth their training.
 */
import { costFacts, costsOf } from '../cost/costs.js';
import type { StudyDescription } from '../description/study-description.js';
import type { StopRule } from '../trial/trial-spec.js';
import type { TrialCosts } from './events.js';
import { hopelessFrom } from './final-error.js';
import { rankedCosts } from './ranked-costs.js';
import { meanError, type TrialState } from './study-state.js';

export interface HalvingSettings {
  readonly eta: number;
  readonly rungs: number;
}

/** Rungs are of no use before there is something to compare with. */
const LEAST_REACHED = 3;

/** Epochs of the rungs in the first fold, first to last; its end is one where further folds follow. */
export function rungEpochs(
  epochs: number,
  { eta, rungs }: HalvingSettings,
  hasMoreFolds = false,
): number[] {
  const all = Array.from({ length: rungs }, (_, i) => Math.floor(epochs / eta ** (rungs - i)));
  const early = [...new Set(all)].filter((epoch) => epoch >= 1 && epoch < epochs);
  return hasMoreFolds && rungs > 0 ? [...early, epochs] : early;
}

/** The rules for a trial of known costs, from the curves of the trials so far. */
export function stopRules(
  costs: TrialCosts,
  trials: readonly TrialState[],
  description: Pick<StudyDescription, 'epochs' | 'halving' | 'objectives' | 'validation'>,
): StopRule[] {
  const own = rankedCosts(description, costs);
  const names = costsOf(description).map(({ name }) => name);
  const rivals = trials.filter((trial) => {
    if (!trial.costs) return false;
    const theirs = rankedCosts(description, trial.costs);
    return names.every((name) => theirs[name]! <= own[name]! * costFacts(name).sameWithin);
  });
  const ends = rivals.filter(({ status }) => status === 'completed').map(meanError);
  if (ends.length === 0) return [];
  const best = Math.min(...ends);
  const { epochs, halving, validation } = description;
  return rungEpochs(epochs, halving, validation.use > 1).flatMap((epoch) => {
    const reached = rivals.flatMap(({ curve }) => {
      const error = curve[epoch - 1];
      return error === undefined ? [] : [error];
    });
    if (reached.length < LEAST_REACHED) return [];
    const sorted = reached.toSorted((a, b) => a - b);
    const kept = Math.max(1, Math.floor(sorted.length / halving.eta));
    const error = Math.max(sorted[kept - 1]!, hopelessFrom(epoch, best, trials));
    // A limit that nothing exceeds is no rule; as JSON it would become null, which everything exceeds.
    return Number.isFinite(error) ? [{ epoch, error }] : [];
  });
}
