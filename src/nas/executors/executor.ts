/**
 * Where trials run. A coordinator submits jobs and gets each one's outcome exactly once, whatever became of the process,
 * worker or connection in between; src/nas/executors has one implementation for this machine and one for many, which pass
 * the same conformance suite.
 */
import type { TrialOutcome, TrialProgress, TrialSpec } from '../trial/trial-spec.js';

export interface TrialJob {
  readonly studyId: string;
  readonly trialId: number;
  /** Counts from 1; a restarted trial has a higher one. */
  readonly attempt: number;
  readonly spec: TrialSpec;
}

export interface SubmitOptions {
  readonly onProgress?: (progress: TrialProgress) => void;
  /** Ends the trial; its outcome is then `{ kind: 'failed', reason: 'interrupted' }`. */
  readonly signal?: AbortSignal;
}

export interface Executor {
  readonly name: string;
  /** Trials that run side by side; may change as workers come and go. */
  slots(): number;
  /** Never rejects for what a trial does: crashes are outcomes of kind `failed`. */
  submit(job: TrialJob, options?: SubmitOptions): Promise<TrialOutcome>;
  /** Runs a measurement while no trial of this executor uses this machine's processor. */
  whileQuiet<T>(measure: () => Promise<T>): Promise<T>;
  /** Ends what runs and frees processes and connections. */
  close(): Promise<void>;
}
