/** One network for pictures of any camera: frames of those it was not made for are read through a colour matrix. */
import { type Camera, type CameraMapping, mappingTo } from '../camera/index.js';
import type { ColourMatrix } from '../color/index.js';
import type { AwbEstimator } from '../infer/index.js';

export interface NetworkOfCamera {
  readonly estimator: AwbEstimator;
  /** Null where frames are read as they are. */
  readonly mapping: CameraMapping | null;
}

/**
 * Estimators by camera, each made once.
 *
 * @param plain for frames that are read as they are
 * @param through makes one for frames that are read through a matrix
 */
export function networkByCamera(
  plain: AwbEstimator,
  through: (colourMatrix: ColourMatrix) => AwbEstimator,
): (camera: Camera | null) => NetworkOfCamera {
  const made = new Map<string, NetworkOfCamera>();
  return (camera) => {
    const mapping = camera && mappingTo(plain.metadata.cameras, camera);
    if (!mapping) return { estimator: plain, mapping: null };
    const key = mapping.colourMatrix.join();
    const known = made.get(key) ?? { estimator: through(mapping.colourMatrix), mapping };
    made.set(key, known);
    return known;
  };
}
