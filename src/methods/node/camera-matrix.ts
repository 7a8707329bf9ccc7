/** A camera's matrix as a user states it. */
import type { ColourMatrix } from '../../color/index.js';
import { InputError } from '../../errors/index.js';
import { cameraCurve } from '../index.js';

/** The curve of its lights; of Cube+'s camera without a matrix. Throws InputError for one that sees no black body. */
export function statedCurve(xyzToCamera: ColourMatrix | undefined): ReturnType<typeof cameraCurve> {
  try {
    return cameraCurve(xyzToCamera);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InputError(
      `--xyz-to-camera: ${error.message}. Give the matrix from XYZ to camera RGB, not its inverse.`,
    );
  }
}
