/** What the file of a raw picture says that a network may read beside it. */
import { type CameraReadings, parseClock } from '../../model/index.js';
import type { RawCamera } from '../../raw/index.js';

/** Exposure time, ISO speed and time of day, as far as the file says them; none says lux. */
export function readingsOfCamera({
  exposureSeconds,
  iso,
  takenAt,
}: Pick<RawCamera, 'exposureSeconds' | 'iso' | 'takenAt'>): CameraReadings {
  const time = takenAt === undefined ? null : parseClock(takenAt);
  return {
    ...(exposureSeconds === undefined ? {} : { exposure: exposureSeconds }),
    ...(iso === undefined ? {} : { iso }),
    ...(time === null ? {} : { time }),
  };
}
