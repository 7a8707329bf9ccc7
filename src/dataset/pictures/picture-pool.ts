/** Picture jobs done here or shared out to threads; whatever breaks one is said with the picture that was in hand. */
import { setImmediate } from 'node:timers/promises';
import { mapInThreads, threadsWorth } from '../../threads/index.js';
import type { ReadableFile } from './dumps.js';
import type { PictureJob, PictureResult, PictureTask } from './picture-job.js';

export interface PicturePoolOptions {
  /** Number of threads; default: one per core, fewer or none where starting them would take longer than the work. */
  readonly workers?: number;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Bytes of files whose job takes about as long as the start of a thread. */
const WORTH_A_THREAD: Readonly<Record<PictureJob['kind'], number>> = {
  hash: 64 << 20,
  thumbnail: 4 << 20,
  exposure: 4 << 20,
};

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
  const paths = files.map(({ file }) => file);
  const workers = options.workers ?? threadsWorth(paths, WORTH_A_THREAD[job.kind]);
  if (workers === 0) return answerHere(job, tasks, options);
  return mapInThreads(new URL('./picture-worker.js', import.meta.url), tasks, {
    ...options,
    workers,
    workerData: job,
    describeFailure: brokenAt,
  });
}

/** Between two pictures there is a moment for progress and Ctrl-C. */
async function answerHere(
  job: PictureJob,
  tasks: readonly PictureTask[],
  { onProgress, signal }: PicturePoolOptions,
): Promise<PictureResult[]> {
  const { answerPicture } = await import('./answer-picture.js');
  const results: PictureResult[] = [];
  signal?.throwIfAborted();
  for (const task of tasks) {
    try {
      results.push(answerPicture(job, task));
    } catch (error) {
      throw error instanceof Error ? brokenAt(error, task) : error;
    }
    onProgress?.(results.length, tasks.length);
    await setImmediate();
    signal?.throwIfAborted();
  }
  return results;
}

function brokenAt(error: Error, task: PictureTask | undefined): Error {
  return new Error(`picture worker: broke (${error.message}) at ${task?.file ?? 'no picture'}`);
}
