/**
 * Fits in a thread of their own: they compute for half a minute without a pause, and in the main thread neither
 * progress nor Ctrl-C would come through.
 */
import { Worker } from 'node:worker_threads';
import type { LabelledThumbnail } from '../../classical/index.js';
import type { BayesTrial, BayesTuning, FitMessage, FitTask, TunedBayes } from './fit-task.js';

export interface ThreadOptions {
  readonly signal: AbortSignal;
  readonly onStep: (step: Extract<FitMessage, { done: number }>) => void;
}

/** Runs a task; rejects with the signal's reason when it is aborted, and with the task's own error. */
export async function fitInThread(
  task: FitTask,
  { signal, onStep }: ThreadOptions,
): Promise<unknown> {
  signal.throwIfAborted();
  const worker = new Worker(new URL('./fit-worker.js', import.meta.url), { workerData: task });
  let abort = (): void => undefined;
  try {
    return await new Promise((resolve, reject) => {
      abort = () => reject(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
      worker.on('message', (message: FitMessage) => {
        if ('result' in message) resolve(message.result);
        else onStep(message);
      });
      worker.on('error', reject);
      worker.on('exit', (code) => reject(new Error(`fit: the thread ended with code ${code}`)));
    });
  } finally {
    signal.removeEventListener('abort', abort);
    worker.removeAllListeners();
    await worker.terminate();
  }
}

/**
 * Tunes libcamera's AWB to labelled pictures in their natural order. Rejects with RangeError for pictures or lights
 * too few to carry a curve, and with the signal's reason.
 */
export async function tuneBayesInThread(
  tuning: BayesTuning,
  training: readonly LabelledThumbnail[],
  {
    signal,
    onTrial,
  }: {
    readonly signal: AbortSignal;
    readonly onTrial: (trial: BayesTrial, done: number, total: number) => void;
  },
): Promise<TunedBayes> {
  const tuned = await fitInThread(
    { kind: 'bayes-tuning', tuning, training },
    { signal, onStep: ({ trial, done, total }) => trial && onTrial(trial, done, total) },
  );
  return tuned as TunedBayes;
}
