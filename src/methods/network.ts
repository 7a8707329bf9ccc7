/** A trained network as a method: it has learned already. */
import type { Thumbnail } from '../classical/index.js';
import { UNKNOWN_LUX } from '../constants/index.js';
import type { AwbEstimator } from '../infer/index.js';
import { locusAt } from '../libcamera/locus/index.js';
import { ReadingError, readingsOf, readsCanonicalSpace } from '../model/index.js';
import {
  type Method,
  MethodError,
  type Origin,
  type PictureAnswer,
  type PictureFacts,
} from './method.js';

const CHANNELS = 4;

/** The method of an estimator, named as its model is unless told otherwise. It reads pictures of the model's own size. */
export function networkMethod(
  estimator: AwbEstimator,
  name: string = estimator.metadata.name,
): Method {
  return {
    name,
    family: 'network',
    learnsFrom: 'nothing',
    inputSize: estimator.inputSize,
    origin: originOf(estimator),
    prepare: async () => ({
      name,
      parameters: estimator.parameters,
      ...(estimator.answerCurve ? { answerCurve: estimator.answerCurve } : {}),
      estimate: (picture, facts) => estimate(estimator, picture, facts),
      ...(estimator.answer === 'whitePoint'
        ? { answer: (picture, facts) => answerOn(estimator, picture, facts) }
        : {}),
      estimatePicture: (image, known) => {
        if (estimator.answer === 'whitePoint') refuseRaw(estimator);
        return asked(() => estimator.estimate(image, known));
      },
    }),
  };
}

function originOf({ metadata: { data, blackLevel, whiteLevel } }: AwbEstimator): Origin {
  return { data, levels: { blackLevel, whiteLevel } };
}

function estimate(estimator: AwbEstimator, picture: Thumbnail, facts: PictureFacts) {
  const { lux = UNKNOWN_LUX, locus } = facts;
  if (estimator.answer === 'kelvin') {
    if (locus) return locusAt(locus, estimator.estimateTemperature(picture.pixels, lux));
    throw new MethodError(
      "expected the camera's curve for a network that answers in kelvin, got none; use --layout awbnn",
    );
  }
  return answerOn(estimator, picture, facts).whitePoint;
}

function answerOn(estimator: AwbEstimator, picture: Thumbnail, facts: PictureFacts): PictureAnswer {
  if (!facts.space) refuseRaw(estimator);
  const known = estimator.readings.length > 0 ? knownOf(facts) : {};
  return asked(() => estimator.estimateThumbnail(withoutMasked(picture.pixels), known));
}

/** Throws MethodError for a column of the properties that holds no reading. */
function knownOf(facts: PictureFacts) {
  try {
    return readingsOf(facts);
  } catch (error) {
    if (!(error instanceof ReadingError)) throw error;
    throw new MethodError(error.message);
  }
}

/** Throws MethodError for a network that knows only statistics in a sensor's canonical space, where a picture is raw. */
function refuseRaw({ metadata }: AwbEstimator): void {
  if (!readsCanonicalSpace(metadata)) return;
  throw new MethodError(
    `${metadata.name} was trained on statistics in the canonical space of their sensors (layout awbnn), and this picture is raw: its answer would be wrong. Train on raw pictures, or judge it with --layout awbnn.`,
  );
}

/** The estimator's answer. Throws MethodError where it has none for what the picture shows. */
function asked<T>(estimate: () => T): T {
  try {
    return estimate();
  } catch (error) {
    if ((error as Error).name !== 'FrameError') throw error;
    throw new MethodError((error as Error).message);
  }
}

/** The pixels, with nothing where nothing is seen: a network may read more than coverage there. */
function withoutMasked(pixels: Float32Array): Float32Array {
  let clean = pixels;
  for (let i = 0; i < pixels.length; i += CHANNELS) {
    if (pixels[i + 3] !== 0 || (pixels[i] === 0 && pixels[i + 1] === 0 && pixels[i + 2] === 0)) {
      continue;
    }
    if (clean === pixels) clean = pixels.slice();
    clean.fill(0, i, i + 3);
  }
  return clean;
}
