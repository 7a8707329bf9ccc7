/** Methods cross-validated inside the train part of a data set: the test part is never read. */
import type { ColourMatrix } from '../../color/index.js';
import {
  chosenData,
  type DataChoice,
  loadThumbnails,
  type ThumbnailEntry,
} from '../../dataset/index.js';
import type { ThumbnailSize } from '../../raw/index.js';
import {
  crossEstimate,
  type Fold,
  type JudgedMethod,
  judgeMethods,
  type Method,
} from '../index.js';
import { matrixOf } from './estimate-dataset.js';
import { createFitRunner } from './fit-runner.js';

export interface CrossJob extends DataChoice {
  readonly data: string;
  /** Of any input size. */
  readonly methods: readonly Method[];
  /** Thumbnails that they see. */
  readonly size: ThumbnailSize;
  /** Deals the pictures, which are sorted by id. */
  readonly folds: (entries: readonly ThumbnailEntry[]) => readonly Fold[];
  readonly xyzToCamera?: ColourMatrix;
  /** Of the resampling of confidence intervals. */
  readonly seed: number;
}

/** Figures over all pictures, each held back once. Rejects as loadThumbnails and crossEstimate do. */
export async function crossJudge(
  { data, methods, size, folds, xyzToCamera = matrixOf(data), seed, ...choice }: CrossJob,
  options: {
    readonly signal?: AbortSignal;
    readonly onMethod?: (name: string, done: number) => void;
  } = {},
): Promise<JudgedMethod[]> {
  const { signal, onMethod } = options;
  const stop = signal ? { signal } : {};
  const reading = { ...chosenData(data, choice), ...size, ...stop, part: 'train' } as const;
  const { set } = await loadThumbnails(data, reading);
  const dealt = folds(set.entries);
  const estimated = [];
  for (const [done, method] of methods.entries()) {
    onMethod?.(method.name, done);
    const how = {
      ...stop,
      ...(xyzToCamera ? { xyzToCamera } : {}),
      // A fold's fit is for this fold alone.
      fit: createFitRunner({ cacheDir: null }),
      pause: () => new Promise<void>((resolve) => setImmediate(resolve)),
    };
    estimated.push(await crossEstimate(method, set, dealt, how));
  }
  return judgeMethods(estimated, set.entries, { seed });
}
