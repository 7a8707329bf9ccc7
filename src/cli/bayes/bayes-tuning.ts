/**
 * Tuning of the Bayesian baselines in a thread of its own: it computes for half a minute without a pause, and in the
 * main thread neither progress nor Ctrl-C would come through.
 */
import { Worker } from 'node:worker_threads';
import type {
  BayesianAwbParameters,
  BayesTrial,
  CtCurvePoint,
  ReferenceAwbParameters,
  ReferenceTrial,
  TunedBayes,
} from '../../classical/index.js';
import type { WhitePoint } from '../../color/index.js';
import type { ThumbnailSet } from '../../dataset/index.js';

/** Labelled pictures as they go to the thread: N x height x width x 4, in shared memory, and their lights. */
export interface TuningPictures {
  readonly heightPx: number;
  readonly widthPx: number;
  readonly pixels: Float32Array;
  readonly whitePoints: readonly WhitePoint[];
}

/** A tuning of the Bayesian AWB's parameters, or of the reference system's variant. */
export type TuningJob =
  | {
      readonly kind: 'bayes';
      readonly physical: readonly CtCurvePoint[];
      readonly columns: number;
      readonly rows: number;
      readonly folds: number;
    }
  | { readonly kind: 'reference' };

/** What each kind of tuning chooses. */
export interface TunedParameters {
  readonly bayes: BayesianAwbParameters;
  readonly reference: ReferenceAwbParameters;
}

interface TuningRecords {
  readonly bayes: Omit<TunedBayes, 'parameters'>;
  readonly reference: { readonly tried: readonly ReferenceTrial[] };
}

/** What a finished tuning of each kind is. */
export type TuningResults = {
  readonly [K in keyof TunedParameters]: {
    readonly parameters: TunedParameters[K];
  } & TuningRecords[K];
};

interface TuningTrials {
  readonly bayes: BayesTrial;
  readonly reference: ReferenceTrial;
}

/** What the thread says: a trial is done, or all are. */
export type TuningMessage<K extends keyof TuningResults> =
  | { readonly trial: TuningTrials[K]; readonly done: number; readonly total: number }
  | { readonly result: TuningResults[K] };

export interface TuningOptions<K extends keyof TuningResults> {
  readonly signal: AbortSignal;
  readonly onTrial: (trial: TuningTrials[K], done: number, total: number) => void;
}

/** The pictures of a set, whose entries must be in their natural order. */
export function tuningPictures({
  heightPx,
  widthPx,
  pixels,
  entries,
}: ThumbnailSet): TuningPictures {
  return { heightPx, widthPx, pixels, whitePoints: entries.map((entry) => entry.whitePoint) };
}

/**
 * Tunes in a thread.
 * @throws RangeError for pictures too few, or whose lights carry no curve; the signal's reason where it is aborted
 */
export async function tuneInThread<K extends keyof TuningResults>(
  job: Extract<TuningJob, { kind: K }>,
  pictures: TuningPictures,
  { signal, onTrial }: TuningOptions<K>,
): Promise<TuningResults[K]> {
  signal.throwIfAborted();
  const workerData = { job, pictures };
  const worker = new Worker(new URL('./bayes-tuning-worker.js', import.meta.url), { workerData });
  let abort = (): void => undefined;
  try {
    return await new Promise((resolve, reject) => {
      abort = () => reject(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
      worker.on('message', (message: TuningMessage<K>) => {
        if ('result' in message) resolve(message.result);
        else onTrial(message.trial, message.done, message.total);
      });
      worker.on('error', reject);
      worker.on('exit', (code) => reject(new Error(`tuning: the thread ended with code ${code}`)));
    });
  } finally {
    signal.removeEventListener('abort', abort);
    worker.removeAllListeners();
    await worker.terminate();
  }
}
