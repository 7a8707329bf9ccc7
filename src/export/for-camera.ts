/** A model for the frames of one camera, whichever it was made for: what is exported then knows nothing of others. */
import { type Camera, daylightMatrix, mappingTo } from '../camera/index.js';
import { invertMatrix } from '../color/index.js';
import { forFrames, type Model } from '../model/index.js';

export interface CameraModel {
  readonly model: Model;
  /** The camera as whose pictures the frames are read; null where the model was made for this very camera. */
  readonly mappedTo: string | null;
}

/**
 * The 3x3 between the cameras folded into the network, at nine multiplications a cell. A model that does not say for which
 * cameras it was made stays as it is. Throws ArchitectureError for one that takes no matrix (forFrames).
 */
export function modelForCamera(model: Model, camera: Camera): CameraModel {
  const mapping = mappingTo(model.metadata.cameras, camera);
  if (!mapping) return { model, mappedTo: null };
  const { colourMatrix: toModel, to } = mapping;
  const asModelCamera = { name: camera.name, xyzToCamera: daylightMatrix(camera) };
  const maps = { toModel, toFrames: invertMatrix(toModel), camera: asModelCamera };
  return { model: forFrames(model, maps), mappedTo: to };
}
