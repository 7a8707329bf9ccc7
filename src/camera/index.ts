export {
  type Camera,
  CameraError,
  type CameraMatrix,
  cameraOfMatrix,
  D65_CCT_KELVIN,
  daylightMatrix,
} from './camera.js';
export { cameraMap, mapWhitePoint, neutralMap } from './camera-map.js';
export { cameraByName, cameraNames, type FoundCamera, findCamera } from './find-camera.js';
