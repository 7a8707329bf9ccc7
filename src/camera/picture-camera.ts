/** Which camera took a picture, as far as anybody says, and how it is read by a model made for others. */
import type { ColourMatrix } from '../color/index.js';
import { type Camera, type CameraMatrix, cameraOfMatrix } from './camera.js';
import { cameraMap } from './camera-map.js';
import { findCamera, isSameCamera } from './find-camera.js';

/** What a file says of its camera (RawCamera of deepawb/raw). */
export interface StatedCamera {
  readonly name?: string;
  readonly colourMatrices?: readonly CameraMatrix[];
}

export interface PictureCamera {
  readonly camera: Camera;
  /** `given` by the user, told by the `file`'s matrices, or by its name and the `table` that ships. */
  readonly by: 'given' | 'file' | 'table';
}

/** Raspberry Pi's DNGs carry one matrix that its software makes up from its colour correction. */
const MAKES_UP_MATRICES = /raspberry ?pi/i;

/** The camera that was given, else the file's; null where neither says anything that can be used. */
export function pictureCamera(given: Camera | null, stated: StatedCamera): PictureCamera | null {
  if (given) return { camera: given, by: 'given' };
  const { name = '', colourMatrices = [] } = stated;
  if (MAKES_UP_MATRICES.test(name)) return null;
  const matrices = colourMatrices.filter((matrix) => isUsable(name, matrix));
  if (matrices.length > 0) {
    return { camera: { name: name || "the file's camera", matrices }, by: 'file' };
  }
  const found = name === '' ? null : findCamera(name);
  return found && { camera: found.camera, by: 'table' };
}

function isUsable(name: string, { xyzToCamera }: CameraMatrix): boolean {
  try {
    cameraOfMatrix(name, xyzToCamera);
    return true;
  } catch {
    return false;
  }
}

/** A camera that a model was made for, as its metadata has it. */
export interface MadeFor {
  readonly name: string;
  readonly xyzToCamera: readonly number[];
  /** How much of the way pictures of others are mapped to it, 0 to 1; all unless given. */
  readonly mappedPart?: number;
  /** Names of others whose pictures it was trained on, mapped all the way: theirs are still. */
  readonly trainedOn?: readonly string[];
}

export interface CameraMapping {
  /** From the picture's RGB to that of the model's camera: the estimator's `colourMatrix`. */
  readonly colourMatrix: ColourMatrix;
  /** The model's camera. */
  readonly to: string;
}

/**
 * How a camera's pictures are read by a model; null where the model was made for this very camera, or says of none. Of
 * several the first is mapped to. Throws CameraError for a model's matrix that sees no colours.
 */
export function mappingTo(
  madeFor: readonly MadeFor[] | undefined,
  camera: Camera,
): CameraMapping | null {
  const [first] = madeFor ?? [];
  if (!(first && madeFor) || madeFor.some(({ name }) => isSameCamera(name, camera.name)))
    return null;
  const to = cameraOfMatrix(first.name, first.xyzToCamera as unknown as ColourMatrix);
  const isTrained = first.trainedOn?.some((name) => isSameCamera(name, camera.name));
  const part = isTrained ? 1 : first.mappedPart;
  return { colourMatrix: cameraMap(camera, to, part), to: first.name };
}
