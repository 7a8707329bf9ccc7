/**
 * Fits in a thread of their own: they compute for half a minute without a pause, and in the main thread neither
 * progress nor Ctrl-C would come through.
 */
import type { BayesTrial, LabelledThumbnail, TunedBayes } from '../../classical/index.js';
import { mapInThreads } from '../../threads/index.js';
import type { BayesTuning, FitStep, FitTask } from './fit-task.js';

export interface ThreadOptions {
  readonly signal?: AbortSignal;
  readonly onStep: (step: FitStep) => void;
}

/** Runs a task; rejects with the signal's reason when it is aborted, and with the task's own error. */
export async function fitInThread(
  task: FitTask,
  { signal, onStep }: ThreadOptions,
): Promise<unknown> {
  const worker = new URL('./fit-worker.js', import.meta.url);
  const [result] = await mapInThreads<FitTask, unknown, FitStep>(worker, [task], {
    workers: 1,
    signal,
    onReport: onStep,
  });
  return result;
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
    readonly signal?: AbortSignal;
    readonly onTrial?: (trial: BayesTrial, done: number, total: number) => void;
  },
): Promise<TunedBayes> {
  const tuned = await fitInThread(
    { kind: 'bayes-tuning', tuning, training },
    {
      ...(signal ? { signal } : {}),
      onStep: ({ trial, done, total }) => trial && onTrial?.(trial, done, total),
    },
  );
  return tuned as TunedBayes;
}
