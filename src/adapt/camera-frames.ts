/** Labelled pictures as a network sees them: what its head reads, and labels in its own colours, with the way back. */
import { findMappedWhitePoint, recoveryErrorDegrees, type WhitePoint } from '../color/index.js';
import type { CompiledModule } from '../engine/index.js';
import { InputError } from '../errors/index.js';
import { createNodeReader } from '../infer/nodes/index.js';
import { framesMapOf, type Model } from '../model/index.js';
import type { HeadSample } from './fit-head.js';
import type { Head } from './head.js';

/** A thumbnail at the network's size, height x width x [R, G, B, coverage], and the white point of its light. */
export interface LabelledPicture {
  readonly id: string;
  readonly pixels: Float32Array;
  readonly whitePoint: WhitePoint;
}

/** Of pictures in one order. */
export interface CameraFrames {
  readonly samples: readonly HeadSample[];
  /** Recovery error in degrees, in the camera's own colours, of an answer of the network to a picture. */
  readonly errorOf: (index: number, answer: WhitePoint) => number;
}

/** The widest angle between two colours, for an answer that is none to the camera. */
const NO_COLOUR_DEGREES = 90;

/** Throws InputError for a label that the network's camera would not see, and createNodeReader's errors. */
export function readCameraFrames(
  model: Model,
  { inputId }: Head,
  pictures: readonly LabelledPicture[],
  kernels: CompiledModule,
): CameraFrames {
  const read = createNodeReader(model, inputId, kernels);
  const toNetwork = networkMatrix(model);
  const back = framesMapOf(model.architecture)?.back ?? ((light: WhitePoint) => light);
  const samples = pictures.map(({ id, pixels, whitePoint }) => {
    const label = toNetwork ? findMappedWhitePoint(toNetwork, whitePoint) : whitePoint;
    if (label) return { input: read(pixels), ...label };
    throw new InputError(
      `${id}: white point r ${whitePoint.r}, b ${whitePoint.b}: no such light by the camera's matrix; is it the camera that took the pictures?`,
    );
  });
  const errorOf = (index: number, answer: WhitePoint) => {
    const own = back(answer);
    const isColour = own.r > 0 && own.b > 0 && Number.isFinite(own.r) && Number.isFinite(own.b);
    return isColour ? recoveryErrorDegrees(own, pictures[index]!.whitePoint) : NO_COLOUR_DEGREES;
  };
  return { samples, errorOf };
}

/** From RGB of the frames to that of the network; null where it reads them as they are. */
function networkMatrix({ architecture }: Model) {
  if (!framesMapOf(architecture)) return null;
  for (const node of architecture.nodes) {
    if (node.op === 'features' && node.planes !== 'rendered' && node.colourMatrix) {
      return node.colourMatrix as unknown as Parameters<typeof findMappedWhitePoint>[0];
    }
  }
  return null;
}
