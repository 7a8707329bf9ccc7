/**
 * What a model should not forget: labelled pictures of a camera that it knew, some to hold it while it is adapted, others to
 * say what that cost. They are read as the adapted model will read them, through both cameras' matrices.
 */
import { type Camera, mappingTo } from '../camera/index.js';
import { findMappedWhitePoint, mapPixels, recoveryErrorDegrees } from '../color/index.js';
import type { CompiledModule } from '../engine/index.js';
import { InputError } from '../errors/index.js';
import { createEstimator } from '../infer/index.js';
import { mean, median } from '../metrics/index.js';
import type { Model } from '../model/index.js';
import type { LabelledPicture } from './camera-frames.js';
import { ADAPT_SETTINGS } from './settings.js';
import type { AdaptationErrors } from './verdict.js';

export interface Replay {
  /** Of the data set. */
  readonly name: string;
  readonly pictures: readonly LabelledPicture[];
  /** Who took them; null where nobody says. */
  readonly camera: Camera | null;
}

/** What adapting cost on pictures that did not hold it. */
export interface Forgetting {
  readonly data: string;
  readonly camera: string | null;
  /** That held it, and others that it was judged on. */
  readonly held: number;
  readonly pictures: number;
  readonly before: AdaptationErrors;
  readonly after: AdaptationErrors;
}

export interface SplitReplay {
  readonly holding: Replay;
  readonly judging: Replay;
}

/** Every other picture holds, evenly spread where there are many; the rest judge. Throws InputError for fewer than two. */
export function splitReplay(replay: Replay): SplitReplay {
  const { pictures, name } = replay;
  if (pictures.length < 2) {
    throw new InputError(
      `--replay ${name}: expected two pictures at least, one to hold and one to judge; got ${pictures.length}`,
    );
  }
  const part = (first: number) => ({
    ...replay,
    pictures: spread(pictures.filter((_, i) => i % 2 === first)),
  });
  return { holding: part(0), judging: part(1) };
}

function spread<T>(all: readonly T[]): readonly T[] {
  const most = ADAPT_SETTINGS.mostReplayed;
  if (all.length <= most) return all;
  return Array.from({ length: most }, (_, i) => all[Math.floor((i * all.length) / most)]!);
}

/** The pictures as frames of the model's camera, without those whose light that camera would not see. */
export function asModelFrames(
  { pictures, camera }: Replay,
  cameras: Model['metadata']['cameras'],
): LabelledPicture[] {
  const mapping = camera && mappingTo(cameras, camera);
  if (!mapping) return [...pictures];
  return pictures.flatMap(({ id, pixels, whitePoint }) => {
    const light = findMappedWhitePoint(mapping.colourMatrix, whitePoint);
    const mapped = pixels.map((value) => Math.max(0, value));
    mapPixels(mapping.colourMatrix, mapped, CHANNELS);
    return light ? [{ id, pixels: mapped, whitePoint: light }] : [];
  });
}

const CHANNELS = 4;

/** Errors of two models on the pictures, each reading them in its own way. */
export function judgeForgetting(
  before: Model,
  after: Model,
  { holding, judging }: SplitReplay,
  kernels: CompiledModule,
): Forgetting {
  return {
    data: judging.name,
    camera: judging.camera?.name ?? null,
    held: holding.pictures.length,
    pictures: judging.pictures.length,
    before: errorsOf(before, judging, kernels),
    after: errorsOf(after, judging, kernels),
  };
}

function errorsOf(
  model: Model,
  { pictures, camera }: Replay,
  kernels: CompiledModule,
): AdaptationErrors {
  const mapping = camera && mappingTo(model.metadata.cameras, camera);
  const options = mapping ? { colourMatrix: mapping.colourMatrix } : {};
  const estimator = createEstimator(model, kernels, options);
  const degrees = pictures.map(({ pixels, whitePoint }) =>
    recoveryErrorDegrees(estimator.estimateThumbnail(pixels).whitePoint, whitePoint),
  );
  return { mean: mean(degrees), median: median(degrees) };
}
