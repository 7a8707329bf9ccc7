/** Renders a synthetic data set's pictures in worker threads. */
import { availableParallelism } from 'node:os';
import { mapInThreads } from '../../threads/index.js';
import type { SynthSettings } from './synth-folder.js';
import { listTasks, type SynthRows, type SynthTask } from './synth-job.js';

/** Starting a thread takes as long as some ten pictures. */
const LEAST_SHARE = 50;

/** What the threads of a run share. */
export interface SynthPlace {
  readonly dir: string;
  readonly settings: SynthSettings;
}

export interface SynthPoolOptions {
  /** Number of threads; default: one per core, fewer where that would be less than 50 pictures each. */
  readonly workers?: number | undefined;
  /** Called after every picture. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Renders and writes all pictures; the folders must exist. Returns the tables' rows in the order of listTasks.
 * Throws Error where a thread dies, the signal's reason where it is aborted.
 */
export function renderInThreads(
  dir: string,
  settings: SynthSettings,
  { workers, onProgress, signal }: SynthPoolOptions = {},
): Promise<SynthRows[]> {
  const tasks = listTasks(settings);
  const workerData: SynthPlace = { dir, settings };
  return mapInThreads<SynthTask, SynthRows>(new URL('./synth-worker.js', import.meta.url), tasks, {
    workers: workers ?? Math.min(availableParallelism(), Math.ceil(tasks.length / LEAST_SHARE)),
    workerData,
    onProgress,
    signal,
  });
}
