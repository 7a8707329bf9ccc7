/** Trains the front's best with further seeds: a single error that is the lowest of many is low by luck as well. */
import { checkRefusal, submitTrial, trialSpec } from './run-trial.js';
import { studyFinalists } from './study-front.js';
import { keepSlotsBusy, type StudyRun } from './study-run.js';
import type { TrialState } from './study-state.js';

/** Seeds of repeats start here, away from those of first trainings. */
const REPEAT_SEED = 1000;

/** The finalists of a round, the same ones where it goes on after an interruption. */
export async function repeatFinalists(run: StudyRun, round: number): Promise<void> {
  const { state, description, record } = run;
  const { count, seeds } = description.finalists;
  if (count * seeds === 0) return;
  if (!state.finalists.has(round)) {
    const trials = studyFinalists(state, count).map(({ id }) => id);
    record({ event: 'finalists', round, trials });
  }
  const finalists = state.finalists.get(round)!.map((id) => state.trials[id]!);
  const jobs = finalists.flatMap((trial) =>
    Array.from({ length: seeds }, (_, i) => ({ trial, seed: REPEAT_SEED + i })),
  );
  const missing = jobs.filter(({ trial, seed }) => !trial.repeats.some((r) => r.seed === seed));
  await keepSlotsBusy(run, () => {
    const next = missing.shift();
    return next ? repeatTrial(run, next.trial, next.seed) : null;
  });
}

async function repeatTrial(run: StudyRun, trial: TrialState, seed: number): Promise<void> {
  const { description, record, signal } = run;
  let reason = '';
  for (let tries = 1; tries <= description.attempts; tries++) {
    // Attempts of repeats have their seeds for numbers, so that no two jobs of a study are alike.
    const outcome = await submitTrial(run, trial, seed, trialSpec(run, trial, seed));
    if (outcome.kind === 'completed') {
      const { error, cpuSeconds } = outcome;
      record({ event: 'repeated', trial: trial.id, seed, error, cpuSeconds });
      return;
    }
    if (signal.aborted) return;
    checkRefusal(run, trial, outcome);
    if (outcome.kind === 'failed') reason = outcome.reason;
  }
  record({ event: 'repeatFailed', trial: trial.id, seed, reason });
}
