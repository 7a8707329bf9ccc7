/** The colour matrix under which a picture is shown. */
import {
  type ColourMatrix,
  ccmFromXyzToCamera,
  DEFAULT_CCM,
  IDENTITY_MATRIX,
  type RenderMatrix,
} from '../color/index.js';
import { type Camera, CameraError, daylightMatrix } from './camera.js';
import { pictureCamera, type StatedCamera } from './picture-camera.js';

/** White-balanced camera RGB to linear sRGB. Throws CameraError for `camera` where nobody says which one it is. */
export function renderMatrix(
  which: RenderMatrix,
  given: Camera | null,
  stated: StatedCamera,
): ColourMatrix {
  if (which === 'none') return IDENTITY_MATRIX;
  const found = pictureCamera(given, stated)?.camera;
  if (found) return ccmFromXyzToCamera(daylightMatrix(found));
  if (which === 'auto') return DEFAULT_CCM;
  throw new CameraError(
    'expected to know the camera for its colour matrix, and nobody says which one it is: give --camera or --color-matrix',
  );
}
