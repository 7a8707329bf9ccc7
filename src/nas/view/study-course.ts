/** How a study went: the hypervolume after each trial, the learning curves, and what its parameters matter. */
import type { Configuration } from '../../search/index.js';
import { chooseTrial, studyFront, studyHypervolume } from '../study/study-front.js';
import { meanError, type StudyState, type TrialState } from '../study/study-state.js';

/** Errors of one trial by epoch; NaN where one was not finite. */
export interface StudyCurve {
  readonly id: number;
  readonly errors: readonly number[];
  readonly onFront: boolean;
  readonly chosen: boolean;
}

export interface ParameterImportance {
  readonly name: string;
  /** Of the variance of log errors among trained trials, 0 to 1. */
  readonly share: number;
}

export interface StudyCourse {
  /** Below the thresholds, as a share of their product, of the trials up to each; by the trial's number. */
  readonly hypervolume: readonly { readonly trial: number; readonly value: number }[];
  readonly curves: readonly StudyCurve[];
  /** The largest first; empty for fewer than `FEWEST_TRIALS` trained trials. */
  readonly importance: readonly ParameterImportance[];
}

/** Trained trials below which shares of variance say nothing. */
const FEWEST_TRIALS = 12;

export function studyCourse(state: StudyState): StudyCourse {
  const front = new Set(studyFront(state));
  const chosen = chooseTrial(state)?.trial;
  const ended = state.trials.filter(({ status }) => status !== 'running' && status !== 'suggested');
  return {
    hypervolume: ended.map((trial) => ({
      trial: trial.id,
      value: studyHypervolume({ ...state, trials: ended.filter(({ id }) => id <= trial.id) }),
    })),
    curves: ended.flatMap((trial) =>
      trial.curve.length < 2
        ? []
        : [
            {
              id: trial.id,
              errors: trial.curve,
              onFront: front.has(trial),
              chosen: trial === chosen,
            },
          ],
    ),
    importance: importanceOf(ended.filter(({ status }) => status === 'completed')),
  };
}

/**
 * How much of the variance of log errors each parameter explains by itself: omega squared of a one-way analysis of variance
 * [Hays1963], over the values of a choice, over quarters of a number with many values. What a search tries is no random
 * sample, so this tells which parameters its trials differ by, not what would hold elsewhere.
 */
function importanceOf(trials: readonly TrialState[]): ParameterImportance[] {
  const usable = trials.filter((trial) => meanError(trial) > 0);
  if (usable.length < FEWEST_TRIALS) return [];
  const errors = usable.map((trial) => Math.log(meanError(trial)));
  const names = new Set(usable.flatMap(({ configuration }) => Object.keys(configuration)));
  return [...names]
    .map((name) => {
      const groups = groupsOf(usable.map(({ configuration }) => configuration[name]));
      return { name, share: omegaSquared(errors, groups) };
    })
    .sort((a, b) => b.share - a.share);
}

const MOST_VALUES = 6;
const QUARTERS = 4;

/** The group of each value: itself, or its quarter where there are many. */
function groupsOf(values: readonly (Configuration[string] | undefined)[]): string[] {
  const distinct = new Set(values);
  const numbers = values.filter((value) => typeof value === 'number').sort((a, b) => a - b);
  if (distinct.size <= MOST_VALUES || numbers.length < values.length) return values.map(String);
  const bounds = Array.from(
    { length: QUARTERS - 1 },
    (_, i) => numbers[Math.floor(((i + 1) * numbers.length) / QUARTERS)]!,
  );
  return values.map((value) => String(bounds.filter((bound) => Number(value) >= bound).length));
}

/** 0 where groups explain no more than chance would. */
function omegaSquared(values: readonly number[], groups: readonly string[]): number {
  const mean = (some: readonly number[]) => some.reduce((a, b) => a + b, 0) / some.length;
  const squares = (some: readonly number[], around: number) =>
    some.reduce((sum, value) => sum + (value - around) ** 2, 0);
  const whole = mean(values);
  const total = squares(values, whole);
  const members = new Map<string, number[]>();
  for (const [i, group] of groups.entries()) {
    members.set(group, [...(members.get(group) ?? []), values[i]!]);
  }
  const free = values.length - members.size;
  if (members.size < 2 || free < 1 || total === 0) return 0;
  const within = [...members.values()].reduce((sum, some) => sum + squares(some, mean(some)), 0);
  const noise = within / free;
  return Math.max(0, (total - within - (members.size - 1) * noise) / (total + noise));
}
