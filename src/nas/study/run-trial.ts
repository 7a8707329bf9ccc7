/** One trial of a study: measured, held against the budget, trained with as many attempts as the study allows. */
import { MeasureError } from '../../device/index.js';
import { ArchitectureError } from '../../model/index.js';
import type { Configuration } from '../../search/index.js';
import { COST_NAMES } from '../cost/costs.js';
import { type StudyDescription, StudyError, spaceOf } from '../description/study-description.js';
import { networkOf } from '../space/network-of.js';
import type { TrialOutcome, TrialSpec } from '../trial/trial-spec.js';
import type { TrialCosts } from './events.js';
import { stopRules } from './halving.js';
import { brokenBudget } from './ranked-costs.js';
import type { StudyRun } from './study-run.js';
import type { TrialState } from './study-state.js';

/** So many trials that fail one after another are no accident. */
export const MOST_FAILURES = 5;
/** Further measurements of what is over the budget. */
const RECHECKS = 2;

/** Throws StudyError when nothing but failures comes back, and what measuring throws. */
export async function runTrial(run: StudyRun, trial: TrialState): Promise<void> {
  const { description, record, signal } = run;
  if (shareResult(run, trial)) return;
  const reason = await overBudget(run, trial);
  if (signal.aborted) return;
  if (reason !== null) {
    record({ event: 'infeasible', trial: trial.id, reason });
    return;
  }
  for (let tries = 1; tries <= description.attempts; tries++) {
    const attempt = trial.attempts + 1;
    record({ event: 'started', trial: trial.id, attempt, at: new Date().toISOString() });
    const outcome = await submitTrial(run, trial, attempt, trialSpec(run, trial));
    if (signal.aborted && outcome.kind === 'failed') return;
    recordOutcome(run, trial, attempt, outcome);
    if (outcome.kind !== 'failed') {
      run.failuresInRow = 0;
      return;
    }
    checkRefusal(run, trial, outcome);
  }
  run.failuresInRow++;
  if (run.failuresInRow >= MOST_FAILURES) {
    throw stopped(run, `the last ${MOST_FAILURES} trials failed, the last one because`, trial);
  }
}

/** Gives a trial what an equal network came to: one seed gives one result. False where there is none. */
function shareResult({ state, distinct, record }: StudyRun, trial: TrialState): boolean {
  const key = distinct.key(trial.configuration);
  const twin = state.trials.find(
    (other) =>
      other.id !== trial.id &&
      other.status === 'completed' &&
      distinct.key(other.configuration) === key,
  );
  if (!twin?.costs) return false;
  const at = new Date().toISOString();
  const attempt = trial.attempts + 1;
  const curve = twin.curve.map((value) => (Number.isFinite(value) ? value : null));
  if (!trial.costs) record({ event: 'measured', trial: trial.id, costs: twin.costs });
  record({ event: 'started', trial: trial.id, attempt, at });
  const { error } = twin;
  record({ event: 'completed', trial: trial.id, attempt, error, curve, cpuSeconds: 0, at });
  return true;
}

/** Why a network needs no training; null for one that does. Records what it costs where that is not known. */
async function overBudget(run: StudyRun, trial: TrialState): Promise<string | null> {
  const { description, record, signal } = run;
  if (!trial.costs) {
    try {
      const costs = await measureAgainIfOver(run, trial.configuration);
      if (signal.aborted) return null;
      record({ event: 'measured', trial: trial.id, costs });
    } catch (error) {
      if (!isNetworksFault(error, description)) throw error;
      const cannot = error instanceof ArchitectureError ? 'built' : 'measured';
      return `it cannot be ${cannot}: ${(error as Error).message}`;
    }
  }
  return brokenBudget(trial.costs!, description);
}

/** A disturbed measurement must not cost a network its chance: what is over the budget is measured again, lower counts. */
async function measureAgainIfOver(
  { executor, measure, signal, description }: StudyRun,
  configuration: Configuration,
): Promise<TrialCosts> {
  const attempt = () => executor.whileQuiet(() => measure(configuration, signal));
  let costs = await attempt();
  for (let more = 0; more < RECHECKS && !signal.aborted; more++) {
    if (!brokenBudget(costs, description)) return costs;
    const again = await attempt();
    const lower = { ...costs };
    for (const name of COST_NAMES) lower[name] = Math.min(costs[name], again[name]);
    costs = lower;
  }
  return costs;
}

/** Whether a network cannot be built, or not be measured for want of time or memory; not whether a device is away. */
export function isNetworksFault(error: unknown, { device }: StudyDescription): boolean {
  if (error instanceof ArchitectureError) return true;
  if (!(error instanceof MeasureError) || error.step !== 'run') return false;
  return device.kind === 'local' || /took longer/.test(error.message);
}

export function submitTrial(
  { state, executor, onProgress, signal, description }: StudyRun,
  trial: TrialState,
  attempt: number,
  spec: TrialSpec,
): Promise<TrialOutcome> {
  return executor.submit(
    { studyId: `${description.name}-${state.created.at}`, trialId: trial.id, attempt, spec },
    { onProgress: (progress) => onProgress?.(trial.id, progress), signal },
  );
}

function recordOutcome(
  { record }: StudyRun,
  { id: trial }: TrialState,
  attempt: number,
  outcome: TrialOutcome,
): void {
  if (outcome.kind === 'failed') {
    const { reason, refused } = outcome;
    record({ event: 'failed', trial, attempt, reason, ...(refused ? { refused } : {}) });
    return;
  }
  const { kind, error, cpuSeconds } = outcome;
  const curve = outcome.curve.map((value) => (Number.isFinite(value) ? value : null));
  const at = new Date().toISOString();
  record({ event: kind, trial, attempt, error, curve, cpuSeconds, at });
}

/** Without the right data set no trial can run: throws StudyError. */
export function checkRefusal(run: StudyRun, trial: TrialState, outcome: TrialOutcome): void {
  if (outcome.kind === 'failed' && outcome.refused) {
    throw stopped(run, `trial ${trial.id} cannot run:`, { reason: outcome.reason });
  }
}

function stopped(
  { directory }: StudyRun,
  what: string,
  { reason }: Pick<TrialState, 'reason'>,
): StudyError {
  return new StudyError(
    `${directory}: ${what} ${reason}; mend that and go on with 'deepawb search resume ${directory}'`,
  );
}

/** The training of a trial; with a seed of its own for repeats, which nothing stops early. */
export function trialSpec(
  { state, description }: StudyRun,
  trial: TrialState,
  seed?: number,
): TrialSpec {
  const { data, validation, objectives, epochs, batch } = description;
  const plan = networkOf(spaceOf(description), trial.configuration, {
    epochs,
    seed: seed ?? description.seed,
    ...(batch === undefined ? {} : { batch }),
  });
  const others = state.trials.filter(({ id }) => id !== trial.id);
  return {
    ...plan,
    data: {
      path: data.path,
      hash: state.created.dataHash,
      ...(data.unlabelled ? { unlabelled: data.unlabelled } : {}),
    },
    validation: { ...validation, fold: 0, seed: 0 },
    error: objectives.error.measure,
    stopRules: seed === undefined ? stopRules(trial.costs!, others, description) : [],
  };
}
