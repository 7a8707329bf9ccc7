/** Where a study stands: its events, added up. */
import type { Configuration } from '../../search/index.js';
import { checkStudy, type StudyDescription, StudyError } from '../description/study-description.js';
import type { LearningCurve } from '../trial/trial-spec.js';
import { createEventCheck } from './check-event.js';
import type { StudyEvent, TrialCosts } from './events.js';

export type TrialStatus =
  | 'suggested'
  | 'running'
  | 'completed'
  | 'pruned'
  | 'failed'
  | 'infeasible';

export interface TrialState {
  readonly id: number;
  readonly configuration: Configuration;
  status: TrialStatus;
  costs: TrialCosts | null;
  /** Attempts that were started. */
  attempts: number;
  /** Of the first seed; NaN until there is one. */
  error: number;
  curve: LearningCurve;
  /** Errors by further seeds. */
  repeats: { seed: number; error: number }[];
  reason: string | null;
  /** The last attempt ended because no machine could run it, e.g. for want of the study's data set. */
  refused: boolean;
  cpuSeconds: number;
}

export interface StudyState {
  created: Extract<StudyEvent, { event: 'created' }>;
  readonly calibration: { readonly configuration: Configuration; readonly costs: TrialCosts }[];
  readonly trials: TrialState[];
  /** Trials of each round of finalists that was begun, by its number. */
  readonly finalists: Map<number, readonly number[]>;
  finished: boolean;
  /** Why it ended with fewer trials than it was to have. */
  usedUp: string | null;
}

/** Throws StudyError for events that do not fit together. */
export function stateOf(events: readonly StudyEvent[], where: string): StudyState {
  const [created, ...rest] = events;
  if (created?.event !== 'created') {
    throw new StudyError(`${where}: the study never started; 'deepawb search run' starts it`);
  }
  const description = checkStudy(withRounds(created.description), `${where}:2`);
  const state: StudyState = {
    created: { ...created, description },
    calibration: [],
    trials: [],
    finalists: new Map(),
    finished: false,
    usedUp: null,
  };
  const check = createEventCheck(description);
  rest.forEach((event, i) => {
    check(state, event, `${where}:${i + 3}`);
    applyEvent(state, event, `${where}:${i + 3}`);
  });
  return state;
}

/** Journals from before there were rounds repeated finalists at the end only. */
function withRounds(description: StudyDescription): StudyDescription {
  const finalists = { ...description.finalists };
  finalists.rounds ??= 1;
  return { ...description, finalists };
}

/** Adds one event. Throws StudyError for one that cannot follow what there is. */
export function applyEvent(state: StudyState, event: StudyEvent, where: string): void {
  switch (event.event) {
    case 'created':
      throw new StudyError(`${where}: expected one description, got a second`);
    case 'calibrated':
      state.calibration.push(event);
      return;
    case 'finished':
      state.finished = true;
      state.usedUp = event.reason ?? null;
      return;
    case 'finalists':
      state.finalists.set(event.round, event.trials);
      return;
    case 'extended': {
      const description = { ...state.created.description, trials: event.trials };
      state.created = { ...state.created, description };
      // Where rounds end has changed with the number of trials.
      state.finalists.clear();
      state.finished = false;
      return;
    }
    case 'suggested':
      if (event.trial !== state.trials.length) {
        throw new StudyError(
          `${where}: expected trial ${state.trials.length} to be suggested next, got ${event.trial}`,
        );
      }
      state.finished = false;
      state.trials[event.trial] = newTrial(event.trial, event.configuration);
      return;
    default:
      applyToTrial(trialOf(state, event.trial, where), event, where);
  }
}

function applyToTrial(
  trial: TrialState,
  event: Exclude<
    StudyEvent,
    { event: 'created' | 'calibrated' | 'finalists' | 'extended' | 'finished' | 'suggested' }
  >,
  where: string,
): void {
  switch (event.event) {
    case 'measured':
      trial.costs = event.costs;
      return;
    case 'infeasible':
      trial.status = 'infeasible';
      trial.reason = event.reason;
      return;
    case 'started':
      trial.status = 'running';
      trial.attempts = event.attempt;
      trial.refused = false;
      return;
    case 'completed':
    case 'pruned':
      // A result that is delivered twice counts once.
      if (trial.status === 'completed' || trial.status === 'pruned') return;
      trial.status = event.event;
      trial.error = event.error;
      trial.curve = event.curve.map((error) => error ?? Number.POSITIVE_INFINITY);
      trial.cpuSeconds = event.cpuSeconds;
      return;
    case 'failed':
      trial.status = 'failed';
      trial.reason = event.reason;
      trial.refused = event.refused ?? false;
      return;
    case 'repeated':
      if (trial.repeats.some(({ seed }) => seed === event.seed)) return;
      trial.repeats.push({ seed: event.seed, error: event.error });
      trial.cpuSeconds += event.cpuSeconds;
      return;
    case 'repeatFailed':
      return;
    default:
      throw new StudyError(
        `${where}: expected an event of a study, got '${(event satisfies never as { event: unknown }).event}'`,
      );
  }
}

function newTrial(id: number, configuration: Configuration): TrialState {
  return {
    id,
    configuration,
    status: 'suggested',
    costs: null,
    attempts: 0,
    error: Number.NaN,
    curve: [],
    repeats: [],
    reason: null,
    refused: false,
    cpuSeconds: 0,
  };
}

function trialOf({ trials }: StudyState, id: number, where: string): TrialState {
  const trial = trials[id];
  if (!trial) throw new StudyError(`${where}: expected a trial that was suggested, got ${id}`);
  return trial;
}

/** The error of a trial, the mean over its seeds. */
export function meanError({ error, repeats }: TrialState): number {
  return (error + repeats.reduce((sum, repeat) => sum + repeat.error, 0)) / (1 + repeats.length);
}

/** Variance of a trial's mean error, from its seeds; null with one seed. */
export function errorVariance(trial: TrialState): number | null {
  const errors = [trial.error, ...trial.repeats.map(({ error }) => error)];
  if (errors.length < 2) return null;
  const mean = meanError(trial);
  const square = errors.reduce((sum, error) => sum + (error - mean) ** 2, 0);
  return square / (errors.length - 1) / errors.length;
}
