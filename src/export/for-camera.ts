/** A model for the frames of one camera, whichever it was made for: what is exported then knows nothing of others. */
import { type Camera, daylightMatrix, mappingTo } from '../camera/index.js';
import { invertMatrix } from '../color/index.js';
import { ArchitectureError, forFrames, framesMapOf, type Model } from '../model/index.js';

export interface CameraModel {
  readonly model: Model;
  /** Null where nobody names one; `mappedTo` the camera as whose pictures its frames are read, where that is another. */
  readonly camera: { readonly name: string; readonly mappedTo: string | null } | null;
  /** Whether it is the other model. */
  readonly isOther: boolean;
  /** What was done, as a sentence; empty where no camera is named. */
  readonly note: string;
}

/**
 * The 3x3 between the cameras folded into the network, at nine multiplications a cell; `elsewhere` takes the place of a model
 * that was not made for the camera. One that does not say for which it was made stays as it is. Throws ArchitectureError for
 * a network that takes no matrix (forFrames), or is for the frames of another camera already.
 */
export function modelForCamera(
  own: Model,
  camera: Camera | null,
  elsewhere: Model = own,
): CameraModel {
  if (!camera) return { model: own, camera: null, isOther: false, note: '' };
  const isOther = elsewhere !== own && mappingTo(own.metadata.cameras, camera) !== null;
  const { model, mappedTo } = folded(isOther ? elsewhere : own, camera);
  const how = mappedTo
    ? `reads them as those of the ${mappedTo}, by both colour matrices, and answers in their own colours`
    : 'reads them as they are';
  const note = `For frames of the ${camera.name}: ${model.metadata.name} ${how}.`;
  return { model, camera: { name: camera.name, mappedTo }, isOther, note };
}

function folded(model: Model, camera: Camera): { model: Model; mappedTo: string | null } {
  const mapping = mappingTo(model.metadata.cameras, camera);
  if (!mapping) return { model, mappedTo: null };
  if (framesMapOf(model.architecture)) {
    throw new ArchitectureError(
      `${model.metadata.name} is for frames of the ${mapping.to} alone, and cannot be made for those of the ${camera.name}; export the model that it was made from`,
    );
  }
  const { colourMatrix: toModel, to } = mapping;
  const asModelCamera = { name: camera.name, xyzToCamera: daylightMatrix(camera) };
  const maps = { toModel, toFrames: invertMatrix(toModel), camera: asModelCamera };
  return { model: forFrames(model, maps), mappedTo: to };
}
