/**
 * Renders a synthetic data set's pictures in worker threads. The threads share the pictures out in turn; a thread
 * that breaks or ends early ends the run with an error, and all are taken down in the end.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { SynthSettings } from './synth-folder.js';
import { listTasks, type SynthRows } from './synth-job.js';

/** Starting a thread takes as long as some ten pictures. */
const LEAST_SHARE = 50;

/** A thread's share: pictures first, first + stride, ... of listTasks. */
export interface SynthShare {
  readonly dir: string;
  readonly settings: SynthSettings;
  readonly first: number;
  readonly stride: number;
}

export interface SynthPoolOptions {
  /** Number of threads; default: one per core, fewer where that would be less than 50 pictures each. */
  readonly workers?: number | undefined;
  /** Called after every picture. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Renders and writes all pictures; the folders must exist.
 * @returns the tables' rows in the order of listTasks
 * @throws Error where a thread dies, the signal's reason where it is aborted
 */
export async function renderInThreads(
  dir: string,
  settings: SynthSettings,
  { workers, onProgress, signal }: SynthPoolOptions = {},
): Promise<SynthRows[]> {
  signal?.throwIfAborted();
  const total = listTasks(settings).length;
  const wanted = workers ?? Math.min(availableParallelism(), Math.ceil(total / LEAST_SHARE));
  const stride = Math.max(1, Math.min(Math.floor(wanted), total));
  const rows = new Array<SynthRows>(total);
  const pool: Worker[] = [];
  let abort = (): void => undefined;
  let done = 0;
  try {
    await new Promise<void>((resolve, reject) => {
      abort = () => reject(signal?.reason);
      signal?.addEventListener('abort', abort, { once: true });
      for (let first = 0; first < stride; first++) {
        const workerData: SynthShare = { dir, settings, first, stride };
        const worker = new Worker(new URL('./synth-worker.js', import.meta.url), { workerData });
        pool.push(worker);
        let left = Math.ceil((total - first) / stride);
        worker.on('message', (message: { index: number; rows: SynthRows }) => {
          rows[message.index] = message.rows;
          left--;
          done++;
          onProgress?.(done, total);
          if (done === total) resolve();
        });
        worker.on('error', reject);
        worker.on('exit', (code) => {
          if (left > 0) reject(new Error(`synthetic pictures: a thread ended with code ${code}`));
        });
      }
    });
  } finally {
    signal?.removeEventListener('abort', abort);
    for (const worker of pool) worker.removeAllListeners();
    await Promise.all(pool.map((worker) => worker.terminate()));
  }
  return rows;
}
