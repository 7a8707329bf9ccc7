/** Every method on pictures that it has not learned from: folds of one part, each held back in turn. */
import type { WhitePoint } from '../color/index.js';
import {
  type EstimateOptions,
  estimatePictures,
  type MethodEstimates,
  type PictureSet,
} from './estimate-pictures.js';
import type { Method, PrepareOptions, TrainingPart } from './method.js';

/** Indices of pictures: those to learn from, and those to be judged on. */
export interface Fold {
  readonly train: ArrayLike<number>;
  readonly validation: ArrayLike<number>;
}

/** Pictures with their lights, of which learning methods see those of the other folds alone. */
export interface LabelledSet extends PictureSet {
  readonly entries: readonly (PictureSet['entries'][number] & {
    readonly whitePoint: WhitePoint;
  })[];
}

export interface CrossOptions extends Pick<EstimateOptions, 'pause'>, PrepareOptions {
  /** As TrainingPart has it. */
  readonly xyzToCamera?: TrainingPart['xyzToCamera'];
}

/**
 * A method's estimates for all pictures that a fold holds back, in the order of the entries; the folds hold back each
 * picture once. Prepares the method once a fold. Throws RangeError for a picture that no fold or several hold back, and
 * MethodError as `prepare` and `estimatePictures` do.
 */
export async function crossEstimate(
  method: Method,
  set: LabelledSet,
  folds: readonly Fold[],
  { xyzToCamera, pause, ...options }: CrossOptions = {},
): Promise<MethodEstimates> {
  checkFolds(folds, set.entries.length);
  const estimates: WhitePoint[] = [];
  let parameters = 0;
  for (const { train, validation } of folds) {
    const learned = subset(set, train);
    const prepared = await method.prepare(
      {
        whitePoints: learned.entries.map(({ whitePoint }) => whitePoint),
        pictures: learned,
        ...(xyzToCamera ? { xyzToCamera } : {}),
      },
      options,
    );
    parameters = Math.max(parameters, prepared.parameters);
    const { signal } = options;
    const judged = await estimatePictures(prepared, subset(set, validation), {
      ...(signal ? { signal } : {}),
      ...(pause ? { pause } : {}),
    });
    Array.from(validation).forEach((index, i) => {
      estimates[index] = judged.estimates[i]!;
    });
  }
  return { name: method.name, parameters, estimates };
}

function checkFolds(folds: readonly Fold[], pictures: number): void {
  const held = folds.flatMap(({ validation }) => Array.from(validation));
  if (held.length === pictures && new Set(held).size === pictures) return;
  throw new RangeError(
    `expected folds that hold back each of ${pictures} pictures once, got ${new Set(held).size} in ${held.length} places`,
  );
}

function subset(
  { heightPx, widthPx, pixels, entries }: LabelledSet,
  indices: ArrayLike<number>,
): LabelledSet {
  const floats = pixels.length / entries.length;
  const chosen = new Float32Array(indices.length * floats);
  const kept = Array.from(indices, (index, i) => {
    chosen.set(pixels.subarray(index * floats, (index + 1) * floats), i * floats);
    return entries[index]!;
  });
  return { heightPx, widthPx, pixels: chosen, entries: kept };
}
