/**
 * Runs a study: keeps all slots of an executor busy with what the sampler suggests, measures what a network costs before
 * it is trained, stops what falls behind, repeats the finalists, and writes every step to the journal before the next.
 */

import { createSobol } from '../../random/index.js';
import {
  type Configuration,
  createBayesianSampler,
  createRandomSampler,
  createSobolSampler,
  createSpaceCodec,
  type Sampler,
  type SearchHistory,
} from '../../search/index.js';
import { type StudyDescription, StudyError, spaceOf } from '../description/study-description.js';
import type { Executor } from '../executors/executor.js';
import { networkOf } from '../space/network-of.js';
import type { TrialOutcome, TrialProgress, TrialSpec } from '../trial/trial-spec.js';
import type { StudyEvent, TrialCosts } from './events.js';
import { stopRules } from './halving.js';
import type { OpenStudy } from './study-folder.js';
import { studyFinalists } from './study-front.js';
import { createCostComputer, observationOf, problemOf } from './study-problem.js';
import { applyEvent, type StudyState, type TrialState } from './study-state.js';

/** Measures a network with random weights on the study's device. */
export type MeasureCosts = (
  configuration: Configuration,
  signal: AbortSignal | undefined,
) => Promise<TrialCosts>;

export interface RunStudyOptions {
  readonly study: OpenStudy;
  readonly executor: Executor;
  readonly measure: MeasureCosts;
  readonly onEvent?: (event: StudyEvent) => void;
  readonly onProgress?: (trial: number, progress: TrialProgress) => void;
  readonly signal?: AbortSignal;
}

/** Networks measured before the first suggestion, to learn what costs what. */
const CALIBRATION_NETWORKS = 10;
/** So many trials that fail one after another are no accident. */
const MOST_FAILURES = 5;
/** Further measurements of what is over the budget. */
const RECHECKS = 2;
/** Seeds of repeats start here, away from those of first trainings. */
const REPEAT_SEED = 1000;

/**
 * Runs until all trials are done, or the signal comes. Throws StudyError when nothing but failures comes back, and what
 * measuring throws.
 */
export async function runStudy(options: RunStudyOptions): Promise<void> {
  const run = createRun(options);
  await calibrate(run);
  await runTrials(run);
  if (options.signal?.aborted) return;
  await repeatFinalists(run);
  if (options.signal?.aborted || run.state.finished) return;
  run.record({ event: 'finished', at: new Date().toISOString() });
}

interface Run extends RunStudyOptions {
  readonly state: OpenStudy['state'];
  readonly description: StudyDescription;
  readonly compute: ReturnType<typeof createCostComputer>;
  readonly sampler: Sampler;
  readonly record: (event: StudyEvent) => void;
}

function createRun(options: RunStudyOptions): Run {
  const { study, onEvent } = options;
  const { state, journal, directory } = study;
  const { description } = state.created;
  return {
    ...options,
    state,
    description,
    compute: createCostComputer(description),
    sampler: createSampler(description.sampler),
    record(event) {
      journal.append(event);
      applyEvent(state, event, directory);
      onEvent?.(event);
    },
  };
}

export function createSampler(name: StudyDescription['sampler']): Sampler {
  switch (name) {
    case 'bayesian':
      return createBayesianSampler();
    case 'sobol':
      return createSobolSampler();
    case 'random':
      return createRandomSampler();
    default:
      name satisfies never;
      throw new RangeError('unknown sampler');
  }
}

/** Networks spread over the space, to learn the device's costs from. */
export function calibrationNetworks(description: StudyDescription): Configuration[] {
  const codec = createSpaceCodec(spaceOf(description));
  const sobol = createSobol(codec.dimensions.length, `calibration/${description.seed}`);
  return Array.from({ length: CALIBRATION_NETWORKS }, (_, i) =>
    codec.decode(codec.draw(sobol.point(i))),
  );
}

async function calibrate({
  state,
  description,
  executor,
  measure,
  record,
  signal,
}: Run): Promise<void> {
  const networks = calibrationNetworks(description);
  for (const configuration of networks.slice(state.calibration.length)) {
    if (signal?.aborted) return;
    const costs = await executor.whileQuiet(() => measure(configuration, signal));
    record({ event: 'calibrated', configuration, costs });
  }
}

async function runTrials(run: Run): Promise<void> {
  const { state, description, executor, signal } = run;
  const restarted = state.trials.filter(
    ({ status }) => status === 'running' || status === 'suggested',
  );
  const out = new Map<number, Promise<void>>();
  let failure: unknown;
  const launch = (trial: TrialState) => {
    const done = runTrial(run, trial)
      .catch((error) => {
        failure ??= error;
      })
      .finally(() => out.delete(trial.id));
    out.set(trial.id, done);
  };
  while (!signal?.aborted && failure === undefined) {
    const next = restarted.shift() ?? suggest(run);
    if (!next) break;
    launch(next);
    // Before the next suggestion a slot must be free; costs are measured one at a time anyway.
    while (out.size >= executor.slots() && failure === undefined) await Promise.race(out.values());
    checkFailures(run);
  }
  await Promise.all(out.values());
  if (failure !== undefined) throw failure;
  checkFailures(run);
  if (!signal?.aborted && state.trials.length < description.trials) {
    throw new StudyError(
      `${run.study.directory}: the space has only ${state.trials.length} networks`,
    );
  }
}

/** The next suggestion, written to the journal; null where there were as many trials as the study wants. */
function suggest(run: Run): TrialState | null {
  const { state, description, sampler, compute, record } = run;
  const trial = state.trials.length;
  if (trial >= description.trials) return null;
  const start = performance.now();
  const configuration =
    description.start[trial] ??
    sampler.suggest(problemOf(state, compute), historyOf(state), description.seed);
  const seconds = (performance.now() - start) / 1000;
  record({ event: 'suggested', trial, configuration, seconds });
  return state.trials[trial]!;
}

export function historyOf({ created, trials }: StudyState): SearchHistory {
  const observe = (trial: TrialState) => observationOf(trial, created.description) ?? [];
  return {
    observations: trials.flatMap(observe),
    pending: trials
      .filter(({ status }) => status === 'suggested' || status === 'running')
      .map(({ configuration }) => configuration),
  };
}

/** Measures, then trains with as many attempts as the study allows. */
async function runTrial(run: Run, trial: TrialState): Promise<void> {
  const { description, record, signal } = run;
  if (!trial.costs) {
    const costs = await measureAgainIfOver(run, trial.configuration);
    if (signal?.aborted) return;
    record({ event: 'measured', trial: trial.id, costs });
  }
  const over = brokenBudget(trial.costs!, description);
  if (over) {
    record({ event: 'infeasible', trial: trial.id, reason: over });
    return;
  }
  for (let tries = 0; tries < description.attempts && !signal?.aborted; tries++) {
    const attempt = trial.attempts + 1;
    record({ event: 'started', trial: trial.id, attempt, at: new Date().toISOString() });
    const outcome = await submit(run, trial, attempt, trialSpec(run, trial));
    if (signal?.aborted && outcome.kind === 'failed') return;
    recordOutcome(run, trial, attempt, outcome);
    if (outcome.kind !== 'failed') return;
  }
}

/** A disturbed measurement must not cost a network its chance: what is over the budget is measured again, lower counts. */
async function measureAgainIfOver(
  { executor, measure, signal, description }: Run,
  configuration: Configuration,
): Promise<TrialCosts> {
  const attempt = () => executor.whileQuiet(() => measure(configuration, signal));
  let costs = await attempt();
  for (let more = 0; more < RECHECKS && !signal?.aborted; more++) {
    if (!brokenBudget(costs, description)) return costs;
    const again = await attempt();
    costs = {
      ...costs,
      cpuMs: Math.min(costs.cpuMs, again.cpuMs),
      memoryMb: Math.min(costs.memoryMb, again.memoryMb),
    };
  }
  return costs;
}

function brokenBudget(costs: TrialCosts, { objectives }: StudyDescription): string | null {
  for (const name of ['cpuMs', 'memoryMb'] as const) {
    const { threshold } = objectives[name];
    if (costs[name] > threshold)
      return `${name} ${costs[name].toPrecision(3)} is above ${threshold}`;
  }
  return null;
}

function submit(
  { study, executor, onProgress, signal, description }: Run,
  trial: TrialState,
  attempt: number,
  spec: TrialSpec,
): Promise<TrialOutcome> {
  return executor.submit(
    { studyId: `${description.name}-${study.state.created.at}`, trialId: trial.id, attempt, spec },
    {
      onProgress: (progress) => onProgress?.(trial.id, progress),
      ...(signal ? { signal } : {}),
    },
  );
}

function recordOutcome(
  { record }: Run,
  { id: trial }: TrialState,
  attempt: number,
  outcome: TrialOutcome,
): void {
  if (outcome.kind === 'failed') {
    record({ event: 'failed', trial, attempt, reason: outcome.reason });
    return;
  }
  const { kind, error, curve, cpuSeconds } = outcome;
  const at = new Date().toISOString();
  record({ event: kind, trial, attempt, error, curve, cpuSeconds, at });
}

/** The training of a trial; with a seed of its own for repeats. */
function trialSpec({ state, description }: Run, trial: TrialState, seed?: number): TrialSpec {
  const { data, validation, objectives, epochs, batch } = description;
  const plan = networkOf(spaceOf(description), trial.configuration, {
    epochs,
    seed: seed ?? description.seed,
    ...(batch === undefined ? {} : { batch }),
  });
  const others = state.trials.filter(({ id }) => id !== trial.id);
  return {
    ...plan,
    data: { path: data.path, hash: state.created.dataHash },
    validation: { ...validation, fold: 0, seed: 0 },
    error: objectives.error.measure,
    stopRules: seed === undefined ? stopRules(trial.costs!, others, description) : [],
  };
}

/** Trains the front's best with further seeds. */
async function repeatFinalists(run: Run): Promise<void> {
  const { state, description, executor, record, signal } = run;
  const { count, seeds } = description.finalists;
  const finalists = studyFinalists(state, count);
  const jobs = finalists.flatMap((trial) =>
    Array.from({ length: seeds }, (_, i) => ({ trial, seed: REPEAT_SEED + i })),
  );
  const missing = jobs.filter(({ trial, seed }) => !trial.repeats.some((r) => r.seed === seed));
  const out = new Set<Promise<void>>();
  for (const { trial, seed } of missing) {
    if (signal?.aborted) break;
    while (out.size >= executor.slots()) await Promise.race(out);
    // Attempts of repeats have numbers of their own, so that no two jobs of a study are alike.
    const done = submit(run, trial, seed, trialSpec(run, trial, seed)).then((outcome) => {
      out.delete(done);
      if (outcome.kind !== 'completed') return;
      const { error, cpuSeconds } = outcome;
      record({ event: 'repeated', trial: trial.id, seed, error, cpuSeconds });
    });
    out.add(done);
  }
  await Promise.all(out);
}

function checkFailures({ state, study }: Run): void {
  const ended = state.trials.filter(({ status }) =>
    ['completed', 'pruned', 'failed'].includes(status),
  );
  const last = ended.slice(-MOST_FAILURES);
  if (last.length === MOST_FAILURES && last.every(({ status }) => status === 'failed')) {
    throw new StudyError(
      `${study.directory}: the last ${MOST_FAILURES} trials failed, the last one because ${last.at(-1)?.reason}; ` +
        `mend that and go on with 'deepawb search resume ${study.directory}'`,
    );
  }
}
