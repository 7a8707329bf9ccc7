/**
 * Runs a study: keeps all slots of an executor busy with what the sampler suggests, measures what a network costs before
 * it is trained, stops what falls behind, repeats the finalists, and writes every step to the journal before the next.
 */
import {
  createBayesianSampler,
  createRandomSampler,
  createSobolSampler,
  NOISY_FITS,
  type Sampler,
  type SearchHistory,
} from '../../search/index.js';
import type { StudyDescription } from '../description/study-description.js';
import { calibrate } from './calibration.js';
import { createDistinctNetworks, firstNewNetwork } from './distinct-networks.js';
import { LONGEST_REASON } from './event-schema.js';
import type { StudyEvent } from './events.js';
import { repeatFinalists } from './repeat-finalists.js';
import { MOST_FAILURES, runTrial } from './run-trial.js';
import { createCostComputer, observationOf, problemOf } from './study-problem.js';
import { keepSlotsBusy, type RunStudyOptions, type StudyRun } from './study-run.js';
import { applyEvent, type StudyState, type TrialState } from './study-state.js';

/**
 * Runs until all trials are done, or the signal comes; what was running then starts again when the study is resumed.
 * Throws StudyError when nothing but failures comes back, and what measuring throws.
 */
export async function runStudy(options: RunStudyOptions): Promise<void> {
  const run = createRun(options);
  try {
    await calibrate(run);
    const restarted = trialsToRestart(run.state);
    for (const { round, trials } of run.state.finished ? [] : roundsToCome(run)) {
      await runTrials(run, trials, restarted);
      if (!run.signal.aborted) await repeatFinalists(run, round);
      if (run.signal.aborted) break;
    }
  } catch (error) {
    if (!isInterruption(error, options.signal)) throw error;
  }
  if (run.signal.aborted || run.state.finished) return;
  const reason = usedUp(run);
  run.record({ event: 'finished', at: new Date().toISOString(), ...(reason ? { reason } : {}) });
}

/** Why a study ends before it has tried as many networks as it was to. */
function usedUp({ state, description, distinct }: StudyRun): string | null {
  if (state.trials.length >= description.trials) return null;
  return `the space holds ${distinct.all()?.size} networks; all were tried`;
}

function isInterruption(error: unknown, signal: AbortSignal | undefined): boolean {
  if (!signal?.aborted) return false;
  return error === signal.reason || (error as Error).name === 'AbortError';
}

function createRun(options: RunStudyOptions): StudyRun {
  const { study, executor, measure, onEvent, onProgress, signal } = options;
  const { state, journal, directory } = study;
  const { description } = state.created;
  const fault = new AbortController();
  return {
    directory,
    executor,
    measure,
    onProgress,
    state,
    description,
    compute: createCostComputer(description),
    distinct: createDistinctNetworks(description),
    sampler: createSampler(description.sampler),
    signal: signal ? AbortSignal.any([signal, fault.signal]) : fault.signal,
    stop: () => fault.abort(),
    record(given) {
      const event = withShortReason(given);
      journal.append(event);
      applyEvent(state, event, directory);
      onEvent?.(event);
    },
    failuresInRow: 0,
  };
}

/** A compiler, a device or a worker may say a lot. */
function withShortReason(event: StudyEvent): StudyEvent {
  if (!('reason' in event) || event.reason.length <= LONGEST_REASON) return event;
  return { ...event, reason: `${event.reason.slice(0, LONGEST_REASON)} ...` };
}

/** A sampler by its name in studies. Throws RangeError for another name. */
export function createSampler(name: StudyDescription['sampler']): Sampler {
  switch (name) {
    case 'bayesian':
      return createBayesianSampler({ fits: NOISY_FITS });
    case 'sobol':
      return createSobolSampler();
    case 'random':
      return createRandomSampler();
    default:
      name satisfies never;
      throw new RangeError('unknown sampler');
  }
}

/**
 * The rounds that are still to come, and how many trials there are at the end of each. Finalists are repeated in between, so
 * that the search learns how much errors differ from seed to seed while there is something to choose.
 */
function roundsToCome({ state, description }: StudyRun): { round: number; trials: number }[] {
  const { trials, finalists } = description;
  const { count, seeds } = finalists;
  const rounds = count * seeds === 0 ? 1 : finalists.rounds;
  const all = Array.from({ length: rounds }, (_, round) => ({
    round,
    trials: Math.ceil((trials * (round + 1)) / rounds),
  }));
  return all.filter((each, i) => each.trials >= state.trials.length || i === all.length - 1);
}

async function runTrials(run: StudyRun, trials: number, restarted: TrialState[]): Promise<void> {
  await keepSlotsBusy(run, () => {
    const next = restarted.shift() ?? suggest(run, trials);
    return next ? runTrial(run, next) : null;
  });
}

/** What was under way when the study ended, and failures that ended it: whoever resumes it has mended their cause. */
function trialsToRestart({ trials }: StudyState): TrialState[] {
  const ended = trials.filter(({ status }) => ['completed', 'pruned', 'failed'].includes(status));
  const sound = ended.findLastIndex(({ status }) => status !== 'failed');
  const streak = ended.slice(sound + 1);
  const again = streak.length >= MOST_FAILURES ? streak : [];
  return trials.filter(
    (trial) =>
      ['suggested', 'running'].includes(trial.status) || trial.refused || again.includes(trial),
  );
}

/** The next suggestion, written to the journal; null where there are as many trials, or no other network. */
function suggest(run: StudyRun, trials: number): TrialState | null {
  const { state, description, sampler, compute, distinct, record } = run;
  const trial = state.trials.length;
  if (trial >= trials) return null;
  const start = performance.now();
  const history = historyOf(state);
  const first = description.start[trial];
  const configuration = firstNewNetwork(distinct, state.trials, (passedOver) => {
    if (first && passedOver.length === 0) return first;
    const pending = [...history.pending, ...passedOver];
    return sampler.suggest(problemOf(state, compute), { ...history, pending }, description.seed);
  });
  if (!configuration) return null;
  const seconds = (performance.now() - start) / 1000;
  record({ event: 'suggested', trial, configuration, seconds });
  return state.trials[trial]!;
}

export function historyOf({ created, trials }: StudyState): SearchHistory {
  return {
    observations: trials.flatMap(
      (trial) => observationOf(trial, created.description, trials) ?? [],
    ),
    pending: trials
      .filter(({ status }) => status === 'suggested' || status === 'running')
      .map(({ configuration }) => configuration),
  };
}
