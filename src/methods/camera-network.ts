/** One network for pictures of any camera: frames of those it was not made for are read through a colour matrix. */
import { type Camera, type CameraMapping, mappingTo } from '../camera/index.js';
import type { ColourMatrix } from '../color/index.js';
import type { AwbEstimator } from '../infer/index.js';

/** A network as it is and through a matrix. */
export interface MatrixNetwork {
  /** For frames that are read as they are. */
  readonly estimator: AwbEstimator;
  /** Makes one for frames that are read through a matrix. */
  readonly through: (colourMatrix: ColourMatrix) => AwbEstimator;
  /** The network that reads frames of all cameras that this one was not made for, and of unknown ones; itself unless given. */
  readonly elsewhere?: () => MatrixNetwork;
}

export interface NetworkOfCamera {
  readonly estimator: AwbEstimator;
  /** Null where frames are read as they are. */
  readonly mapping: CameraMapping | null;
}

/** Estimators by camera, each made once; null is a camera of which nobody says anything. */
export function networkByCamera({
  estimator: plain,
  through,
  elsewhere,
}: MatrixNetwork): (camera: Camera | null) => NetworkOfCamera {
  const made = new Map<string, NetworkOfCamera>();
  let other: ReturnType<typeof networkByCamera> | undefined;
  return (camera) => {
    const mapping = camera && mappingTo(plain.metadata.cameras, camera);
    if (elsewhere && (mapping || !camera)) {
      other ??= networkByCamera(elsewhere());
      return other(camera);
    }
    if (!mapping) return { estimator: plain, mapping: null };
    const key = mapping.colourMatrix.join();
    const known = made.get(key) ?? { estimator: through(mapping.colourMatrix), mapping };
    made.set(key, known);
    return known;
  };
}
