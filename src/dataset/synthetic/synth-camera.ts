/** The camera of a synthetic data set, by its name. */
import { CAMERAS, type CameraName } from '../../color/index.js';
import { UsageError } from '../../errors/index.js';

/** Throws UsageError for a name that no camera has. */
export function synthCamera(name: string): CameraName {
  if (Object.hasOwn(CAMERAS, name)) return name as CameraName;
  throw new UsageError(`--camera: expected one of ${Object.keys(CAMERAS).join(', ')}, got ${name}`);
}
