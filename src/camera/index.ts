export {
  type Camera,
  CameraError,
  type CameraMatrix,
  cameraOfMatrix,
  daylightMatrix,
} from './camera.js';
export { cameraMap, mapWhitePoint, neutralMap } from './camera-map.js';
export { CANONICAL_CAMERA_NAME, canonicalCamera, tableMatrices } from './canonical-camera.js';
export { type CameraChoice, chosenCamera } from './chosen-camera.js';
export {
  cameraByName,
  cameraNames,
  type FoundCamera,
  findCamera,
  isSameCamera,
} from './find-camera.js';
export {
  type CameraMapping,
  type MadeFor,
  mappingTo,
  type PictureCamera,
  pictureCamera,
  type StatedCamera,
} from './picture-camera.js';
export { renderMatrix } from './render-matrix.js';
