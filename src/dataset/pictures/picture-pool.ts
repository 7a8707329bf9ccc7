/**
 * A pool of worker threads that lives for one run over a list of picture files. Nothing hangs: a worker that breaks
 * or ends ends the run with an error that names its picture, and the pool is always taken down.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { PictureJob, PictureResult, PictureTask } from './picture-job.js';

export interface PicturePoolOptions {
  /** Number of threads; default: one per core. */
  readonly workers?: number;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Tasks a worker has at a time: one at work and one waiting, so that it never waits for the post. */
const TASKS_IN_FLIGHT = 2;

/**
 * Does one job on all files; results in the files' order.
 * @throws Error where a worker dies, the signal's reason where it is aborted. Faults of pictures are results.
 */
export async function runPictureJob(
  job: PictureJob,
  files: readonly string[],
  { workers = availableParallelism(), onProgress, signal }: PicturePoolOptions = {},
): Promise<PictureResult[]> {
  signal?.throwIfAborted();
  const count = Math.max(1, Math.min(Math.floor(workers), files.length));
  if (files.length === 0) return [];
  const results = new Array<PictureResult>(files.length);
  const pool: Worker[] = [];
  let next = 0;
  let done = 0;
  try {
    await new Promise<void>((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      for (let w = 0; w < count; w++) {
        const worker = new Worker(new URL('./picture-worker.js', import.meta.url), {
          workerData: job,
        });
        pool.push(worker);
        const waiting: PictureTask[] = [];
        const give = () => {
          if (next >= files.length) return;
          const task = { index: next, file: files[next] };
          next++;
          waiting.push(task);
          worker.postMessage(task);
        };
        const fail = (reason: string) => {
          const where = waiting[0]?.file ?? 'no picture';
          reject(new Error(`picture worker: ${reason} at ${where}`));
        };
        worker.on('message', (result: PictureResult) => {
          waiting.shift();
          results[result.index] = result;
          give();
          done++;
          onProgress?.(done, files.length);
          if (done === files.length) resolve();
        });
        worker.on('error', (error) => fail(`broke (${error.message})`));
        worker.on('exit', (code) => fail(`ended with code ${code}`));
        for (let i = 0; i < TASKS_IN_FLIGHT; i++) give();
      }
    });
  } finally {
    for (const worker of pool) worker.removeAllListeners();
    await Promise.all(pool.map((worker) => worker.terminate()));
  }
  return results;
}
