/** What a study found: the front of its completed trials, its hypervolume, and the network to take. */
import { hypervolume, paretoFront } from '../../search/index.js';
import { costsOf } from '../cost/costs.js';
import { brokenBudget, rankedCosts } from './ranked-costs.js';
import { errorVariance, meanError, type StudyState, type TrialState } from './study-state.js';

/** Trials that count: completed, with known costs, within all thresholds. */
export function usableTrials({ trials, created }: StudyState): TrialState[] {
  const { description } = created;
  return trials.filter(
    (trial) =>
      trial.status === 'completed' &&
      trial.costs !== null &&
      meanError(trial) <= description.objectives.error.threshold &&
      brokenBudget(trial.costs, description) === null,
  );
}

function objectivesOf({ created }: StudyState): (trial: TrialState) => number[] {
  return (trial) => [
    meanError(trial),
    ...Object.values(rankedCosts(created.description, trial.costs!)),
  ];
}

const byError = (a: TrialState, b: TrialState) => meanError(a) - meanError(b);

/** Trials that no other one beats in the study's objectives, by rising error. */
export function studyFront(state: StudyState): TrialState[] {
  const usable = usableTrials(state);
  return paretoFront(usable.map(objectivesOf(state)))
    .map((i) => usable[i]!)
    .sort(byError);
}

/** The trials that deserve further seeds: the front, then what comes next in error; `count` of them. */
export function studyFinalists(state: StudyState, count: number): TrialState[] {
  const front = studyFront(state);
  const others = usableTrials(state)
    .filter((trial) => !front.includes(trial))
    .sort(byError);
  return [...front, ...others].slice(0, count);
}

/** Hypervolume below the thresholds, as a share of their product. */
export function studyHypervolume(state: StudyState): number {
  const { description } = state.created;
  const costs = costsOf(description).map(({ threshold }) => threshold);
  const reference = [description.objectives.error.threshold, ...costs];
  const whole = reference.reduce((a, b) => a * b, 1);
  return hypervolume(usableTrials(state).map(objectivesOf(state)), reference) / whole;
}

export interface StudyChoice {
  readonly trial: TrialState;
  readonly why: string;
}

/** Chosen by hand, not measured. */
export const CHOICE_SETTINGS = {
  /** A network is clearly cheaper below this share of another's cost: what differs by less is the machine's moment. */
  clearlyCheaper: 0.95,
} as const;

/**
 * The network to take: the cheapest in CPU time whose error is within one standard error of the lowest, or the one of the
 * lowest error where none of them is clearly cheaper, or CPU time is a limit only. Where trials were repeated, one of them:
 * a single error that is the lowest of many is low by luck as well. Null where no trial is within the thresholds.
 */
export function chooseTrial(state: StudyState): StudyChoice | null {
  const repeated = usableTrials(state).filter(({ repeats }) => repeats.length > 0);
  const contenders = repeated.length > 0 ? repeated.sort(byError) : studyFront(state);
  const [best] = contenders;
  if (!best) return null;
  const spread = standardError(contenders);
  const limit = meanError(best) + spread;
  const alike = contenders.filter((trial) => meanError(trial) <= limit);
  const { description } = state.created;
  const cpuMs = (trial: TrialState) => rankedCosts(description, trial.costs!).cpuMs!;
  const cheapest = alike.reduce((a, b) => (cpuMs(b) < cpuMs(a) ? b : a));
  const trial = cpuMs(cheapest) < CHOICE_SETTINGS.clearlyCheaper * cpuMs(best) ? cheapest : best;
  const isLimit = description.objectives.cpuMs.role === 'limit';
  return { trial, why: reason({ trial, best, alike: alike.length, spread, isLimit }) };
}

/** Pooled over the trials with several seeds; 0 where none has. */
function standardError(trials: readonly TrialState[]): number {
  const variances = trials.map(errorVariance).filter((variance) => variance !== null);
  if (variances.length === 0) return 0;
  return Math.sqrt(variances.reduce((a, b) => a + b, 0) / variances.length);
}

interface Grounds {
  readonly trial: TrialState;
  readonly best: TrialState;
  /** Contenders within one standard error of the best. */
  readonly alike: number;
  readonly spread: number;
  readonly isLimit: boolean;
}

function reason({ trial, best, alike, spread, isLimit }: Grounds): string {
  // Others may have a lower one by the luck of their single seed.
  const among =
    best.repeats.length > 0 ? 'of those trained with several seeds' : 'within the thresholds';
  const lowest = `the lowest error ${among}, ${meanError(best).toPrecision(3)}`;
  const within = `within one standard error (${spread.toPrecision(2)})`;
  if (trial !== best) {
    const saved = 1 - trial.costs!.cpuMs / best.costs!.cpuMs;
    return (
      `its error ${meanError(trial).toPrecision(3)} is ${within} of the lowest, ${meanError(best).toPrecision(3)} of trial ` +
      `${best.id}, and it takes ${(100 * saved).toFixed(0)} % less CPU time`
    );
  }
  if (spread === 0)
    return `it has ${lowest}; no trial was repeated, so nothing is known of the noise`;
  if (isLimit)
    return `it has ${lowest}; CPU time counts as a limit only, and ${alike} are ${within}`;
  return alike === 1
    ? `it has ${lowest}, and no cheaper one of them comes ${within} of it`
    : `it has ${lowest}, and none of the ${alike} ${within} is clearly cheaper`;
}
