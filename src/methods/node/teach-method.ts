/** One method that learns from a data set, as data that can be sent elsewhere: its parameters, and the lights behind them. */
import type { ColourMatrix, WhitePoint } from '../../color/index.js';
import { type Method, MethodError, type PreparedMethod, withTrainingErrors } from '../index.js';
import { PictureLoader } from './dataset-pictures.js';
import { matrixOf, namingFolder } from './estimate-dataset.js';
import { createFitRunner } from './fit-runner.js';
import { isFitted } from './is-fitted.js';
import { loadTraining } from './training-source.js';

/** What `restore` of a fitted method takes; of one that learns from lights alone, the lights are all. */
export interface TaughtMethod {
  readonly name: string;
  /** Null where the method has none but the lights. */
  readonly fit: unknown;
  readonly whitePoints: readonly WhitePoint[];
  readonly xyzToCamera: ColourMatrix | null;
}

export interface TeachOptions {
  readonly signal?: AbortSignal;
  /** Thumbnails and fits; null: neither read nor written. Default: the data layer's. */
  readonly cacheDir?: string | null;
}

/** As evaluations thumbnail pictures unless told otherwise, so that what they fitted is found. */
const SIZE = { heightPx: 64, widthPx: 64 };

/**
 * Teaches by the train part, or finds what was kept of an earlier time. Throws DatasetError for the data set, MethodError where
 * it has no train part or too little in it, and the signal's reason.
 */
export async function teachMethod(
  method: Method,
  dir: string,
  { signal, cacheDir }: TeachOptions = {},
): Promise<TaughtMethod> {
  const cache = cacheDir === undefined ? {} : { cacheDir };
  const abort = signal ? { signal } : {};
  const loader = new PictureLoader({ dir, part: 'train', skipBad: true, ...cache, ...abort });
  const xyzToCamera = matrixOf(dir);
  const { part } = await loadTraining([method], {
    dir,
    loader,
    size: SIZE,
    levels: {},
    ...(xyzToCamera ? { xyzToCamera } : {}),
    skipBad: true,
  });
  if (part === null) throw new MethodError(`${dir}: ${method.name} learns nothing`);
  const told = {
    name: method.name,
    whitePoints: part.whitePoints,
    xyzToCamera: xyzToCamera ?? null,
  };
  if (!isFitted(method)) return { ...told, fit: null };
  const fitting = withTrainingErrors(method, part, () =>
    createFitRunner(cache)(method, part, abort),
  );
  return { ...told, fit: await namingFolder(dir, fitting, part.whitePoints.length) };
}

/** The same, ready to answer. Throws as `teachMethod` does. */
export async function taughtMethod(
  method: Method,
  dir: string,
  options: TeachOptions = {},
): Promise<PreparedMethod> {
  const { fit, whitePoints, xyzToCamera } = await teachMethod(method, dir, options);
  const training = { whitePoints, ...(xyzToCamera ? { xyzToCamera } : {}) };
  if (isFitted(method)) return method.restore(fit, training);
  return method.prepare({ ...training, pictures: null });
}
