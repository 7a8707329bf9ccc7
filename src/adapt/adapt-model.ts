/**
 * A model adapted to a camera by a few labelled pictures of it: the same network with the layers behind its pools moved as
 * far as the pictures say and no further. Frames of that camera are read as the model that was begun with reads them, its
 * colour matrix folded into the network, so that exports and estimators need to know nothing.
 */
import type { Camera } from '../camera/index.js';
import type { CompiledModule } from '../engine/index.js';
import { modelForCamera } from '../export/index.js';
import { withoutExpectedError } from '../model/doubt/index.js';
import type { Model } from '../model/index.js';
import {
  type AdaptationOrigin,
  adaptedCameras,
  adaptedMetadata,
  checkStart,
} from './adapted-metadata.js';
import { type CameraFrames, type LabelledPicture, readCameraFrames } from './camera-frames.js';
import { fitHead, type HeadSample } from './fit-head.js';
import { createHeadPass, findHead, type Head } from './head.js';
import {
  asModelFrames,
  type Forgetting,
  judgeForgetting,
  type Replay,
  splitReplay,
} from './replay.js';
import { ADAPT_SETTINGS } from './settings.js';
import { type Judgement, judgeAdaptation, type Verdict } from './verdict.js';

/** What is held back together, as indices of pictures. */
export interface AdaptationFold {
  readonly train: ArrayLike<number>;
  readonly validation: ArrayLike<number>;
}

export interface AdaptOptions {
  /** Who took the pictures; null where nobody says. */
  readonly camera: Camera | null;
  readonly folds: readonly AdaptationFold[];
  readonly kernels: CompiledModule;
  /** Of the resamples behind the interval. */
  readonly seed: number;
  /** Whether the model is adapted whatever the verdict; false unless given. */
  readonly always?: boolean;
  /** What it should not forget, where such pictures are at hand. */
  readonly replay?: Replay;
  /** Before each fit: how many are done, of how many. What it throws ends the work. */
  readonly onFit?: (done: number, total: number) => void | Promise<void>;
}

export interface AdaptedModel {
  /** For frames of the camera: adapted, or the one that was begun with where that did not help. */
  readonly model: Model;
  readonly isAdapted: boolean;
  readonly judgement: Judgement;
  /** The camera as one of whose pictures the network reads these; null where it reads them as they are. */
  readonly mappedTo: string | null;
  /** What that cost on pictures of `replay`. */
  readonly forgetting?: Forgetting;
}

/**
 * Adapts and judges by cross-validation over `folds` (none where the pictures are too few). Throws InputError for a model
 * that cannot be adapted, ArchitectureError for a network without a head of dense layers, InputError for labels that the
 * camera's matrix forbids.
 */
export async function adaptModel(
  start: Model,
  pictures: readonly LabelledPicture[],
  origin: AdaptationOrigin,
  { camera, folds, kernels, seed, always = false, replay, onFit }: AdaptOptions,
): Promise<AdaptedModel> {
  checkStart(start, camera);
  const { model: whole, camera: read } = modelForCamera(start, camera);
  // What a model tells of its errors does not hold of what adaptation makes of it.
  const begun = { ...whole, ...withoutExpectedError(whole) };
  const head = findHead(begun.architecture);
  const frames = readCameraFrames(begun, head, pictures, kernels);
  const errorOf = errorsWith(head, frames);
  const split = replay && splitReplay(replay);
  const cameras = adaptedCameras(start.metadata, camera);
  const holding = split
    ? holdingSamples(begun, head, asModelFrames(split.holding, cameras), kernels)
    : [];
  const own = Float64Array.from(begun.parameters);
  const before = pictures.map((_, i) => errorOf(own, i));
  const after = before.slice();
  for (const [i, { train, validation }] of folds.entries()) {
    await onFit?.(i, folds.length + 1);
    const samples = Array.from(train, (index) => frames.samples[index]!);
    const fitted = fitHead(head, begun.parameters, [...samples, ...holding]);
    for (const index of Array.from(validation)) after[index] = errorOf(fitted, index);
  }
  const held = folds.length > 0 ? { after, folds: folds.length } : null;
  const judgement = judgeAdaptation(before, held, seed);
  const isAdapted = always || HELPED.has(judgement.verdict);
  await onFit?.(folds.length, folds.length + 1);
  const network = isAdapted
    ? {
        architecture: begun.architecture,
        parameters: Float32Array.from(
          fitHead(head, begun.parameters, [...frames.samples, ...holding]),
        ),
      }
    : { architecture: whole.architecture, parameters: whole.parameters };
  const metadata = adaptedMetadata(start, origin, { camera, judgement, isAdapted, seed });
  const model = { ...network, metadata };
  const forgetting = split && judgeForgetting(start, model, split, kernels);
  return {
    ...{ model, isAdapted, judgement, mappedTo: read?.mappedTo ?? null },
    ...(forgetting ? { forgetting } : {}),
  };
}

/** All together they count as `replayWeight` pictures. */
function holdingSamples(
  model: Model,
  head: Head,
  pictures: readonly LabelledPicture[],
  kernels: CompiledModule,
): HeadSample[] {
  const weight = ADAPT_SETTINGS.replayWeight / pictures.length;
  return readCameraFrames(model, head, pictures, kernels).samples.map((sample) => ({
    ...sample,
    weight,
  }));
}

const HELPED: ReadonlySet<Verdict> = new Set(['helped', 'probably helped']);

/** Error in degrees of a head with these parameters on a picture. */
function errorsWith(head: Head, { samples, errorOf }: CameraFrames) {
  const pass = createHeadPass(head);
  return (parameters: Float64Array, index: number): number => {
    const [r, b] = pass.run(parameters, samples[index]!.input);
    return errorOf(index, { r: r!, b: b! });
  };
}
