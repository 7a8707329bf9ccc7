/**
 * Networks trained as a model was, each without some of its pictures, and what they say of these: the doubts of every answer,
 * and by how much it is off. Where the training has imaginary cameras, each picture is shown again as such cameras, further
 * away than in training, would have taken it.
 */
import type { ColourMatrix, WhitePoint } from '../../color/index.js';
import type { Weighted } from '../../model/doubt/index.js';
import { type CameraReadings, readingsOf } from '../../model/index.js';
import type { Rng } from '../../random/index.js';
import { createImaginaryCameras, type ImagineCamera } from '../imaginary-cameras.js';
import { createJob, type NetworkRecipe, type PreparedPictures } from '../recipe.js';
import type { TrainSettings } from '../settings.js';
import { errorInOwnCamera, type TrainOptions, train } from '../train.js';
import { createAsker } from './ask-doubts.js';
import type { DoubtedAnswer } from './fit-error.js';
import { CALIBRATION_SETTINGS } from './settings.js';

/** An answer about a picture that took no part. */
export interface HeldOutAnswer extends DoubtedAnswer {
  /** Index of the picture. */
  readonly picture: number;
  /** Whether an imaginary camera took it. */
  readonly imaginary: boolean;
}

export interface HeldOutPlan {
  readonly pictures: PreparedPictures;
  readonly recipe: NetworkRecipe;
  readonly settings: TrainSettings;
  readonly training: ArrayLike<number>;
  readonly heldOut: ArrayLike<number>;
  /** Where the training can be gone on with after a stop. */
  readonly checkpointFile?: string;
}

/** Trains one network and asks it. Throws train's errors; stops with the signal's reason. */
export async function heldOutAnswers(
  { pictures, recipe, settings, training, heldOut, checkpointFile }: HeldOutPlan,
  rng: Rng,
  { signal, onProgress }: Pick<TrainOptions, 'signal' | 'onProgress'>,
): Promise<HeldOutAnswer[]> {
  const job = createJob(pictures, recipe, settings, { training, validation: [] });
  const kept = checkpointFile === undefined ? {} : { checkpointFile, resume: true };
  const { parameters } = await train(
    { ...job, ...kept },
    { ...(signal ? { signal } : {}), ...(onProgress ? { onProgress } : {}) },
  );
  signal?.throwIfAborted();
  return answersAbout(
    heldOut,
    { architecture: job.architecture, parameters },
    { pictures, settings },
    rng,
  );
}

/** What a network says of pictures that it has not seen. */
export function answersAbout(
  heldOut: ArrayLike<number>,
  network: Weighted,
  { pictures, settings }: Pick<HeldOutPlan, 'pictures' | 'settings'>,
  rng: Rng,
): HeldOutAnswer[] {
  const ask = createDoubter(network);
  const imagine = imaginaryCameras(settings, pictures);
  return Array.from(heldOut).flatMap((picture) => {
    const { whitePoint, pixels, known } = pictureAt(pictures, picture);
    const own = pictures.toOwnCamera?.[picture];
    const plain = { ...ask(pixels, whitePoint, own, known), picture, imaginary: false };
    const copies = imagine ? CALIBRATION_SETTINGS.imaginaryCopies : 0;
    const others = Array.from({ length: copies }, (_, copy) => {
      const target = {
        pixels: pixels.slice(),
        label: Float32Array.from([whitePoint.r, whitePoint.b]),
      };
      imagine?.(target, rng.fork(picture, copy));
      const light = { r: target.label[0]!, b: target.label[1]! };
      return { ...ask(target.pixels, light, undefined, known), picture, imaginary: true };
    });
    return [plain, ...others];
  });
}

function pictureAt({ input }: PreparedPictures, index: number) {
  const length = input.heightPx * input.widthPx * 4;
  return {
    whitePoint: input.entries[index]!.whitePoint,
    known: readingsOf(input.entries[index]!),
    pixels: input.pixels.subarray(index * length, (index + 1) * length),
  };
}

function imaginaryCameras(
  { augmentation: { cameras } }: TrainSettings,
  { xyzToCamera }: PreparedPictures,
): ImagineCamera | null {
  if (!cameras) return null;
  const { reach } = CALIBRATION_SETTINGS;
  return createImaginaryCameras({ ...cameras, share: xyzToCamera ? 1 : 0, reach }, xyzToCamera);
}

type Ask = (
  pixels: Float32Array,
  light: WhitePoint,
  own: ColourMatrix | undefined,
  known: CameraReadings,
) => DoubtedAnswer;

/** A network that tells the doubts of its answers, against the truth. */
function createDoubter(network: Weighted): Ask {
  const ask = createAsker(network);
  return (pixels, light, own, known) => {
    const { estimate, doubts } = ask(pixels, known);
    return { doubts, errorDegrees: errorInOwnCamera(estimate, light, own) };
  };
}
