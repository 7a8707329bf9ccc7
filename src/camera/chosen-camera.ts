/** The camera that took pictures, as a user says it: by name, or by a matrix of its own. */
import type { ColourMatrix } from '../color/index.js';
import { InputError, UsageError } from '../errors/index.js';
import { type Camera, CameraError, cameraOfMatrix } from './camera.js';
import { cameraByName } from './find-camera.js';

export interface CameraChoice {
  /** Of the table that ships. */
  readonly camera?: string;
  /** From XYZ to RGB under D65. */
  readonly colorMatrix?: ColourMatrix;
}

/**
 * Null where nothing was said. Throws UsageError for both at once, InputError for a camera that is not known or a matrix
 * that sees no colours.
 */
export function chosenCamera({ camera, colorMatrix }: CameraChoice): Camera | null {
  if (camera !== undefined && colorMatrix !== undefined) {
    throw new UsageError('--color-matrix: expected it or --camera, got both');
  }
  try {
    if (colorMatrix) return cameraOfMatrix('camera of --color-matrix', colorMatrix);
    return camera === undefined ? null : cameraByName(camera).camera;
  } catch (error) {
    if (!(error instanceof CameraError)) throw error;
    const { message } = error;
    const cure = 'its matrix with --color-matrix.';
    throw new InputError(colorMatrix ? message : `--${message.replace(/its matrix .*$/, cure)}`);
  }
}
