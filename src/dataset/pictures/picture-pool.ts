/** Picture jobs shared out to threads; whatever breaks a thread is said with the picture that it had in hand. */
import { mapInThreads } from '../../threads/index.js';
import type { ReadableFile } from './dumps.js';
import type { PictureJob, PictureResult, PictureTask } from './picture-job.js';

export interface PicturePoolOptions {
  /** Number of threads; default: one per core. */
  readonly workers?: number;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Does one job on all files; results in the files' order.
 * Throws Error where a thread dies, the signal's reason where it is aborted. Faults of pictures are results.
 */
export async function runPictureJob(
  job: PictureJob,
  files: readonly ReadableFile[],
  options: PicturePoolOptions = {},
): Promise<PictureResult[]> {
  const tasks = files.map(
    ({ file, dump }, index): PictureTask => ({ index, file, ...(dump ? { dump } : {}) }),
  );
  return mapInThreads(new URL('./picture-worker.js', import.meta.url), tasks, {
    ...options,
    workerData: job,
    describeFailure: (error, task) =>
      new Error(`picture worker: broke (${error.message}) at ${task?.file ?? 'no picture'}`),
  });
}
