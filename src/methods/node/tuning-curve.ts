/** The CT curve of a camera's tuning file, as data sets are told along it. */
import { requireLights } from '../../classical/index.js';
import { loadTuning } from '../../classical/node/index.js';
import { measureLine, type Polyline } from '../../dataset/index.js';
import { InputError } from '../../errors/index.js';

/** Measured; `warn` is told what libcamera would pass over. Throws InputError where the file has no curve. */
export function tuningCurve(file: string, warn: (sentence: string) => void): Polyline {
  const { ctCurve } = loadTuning(file, warn).parameters;
  if (ctCurve !== null && ctCurve.length >= 2) {
    return measureLine(requireLights(ctCurve, `${file}: rpi.awb.ct_curve`));
  }
  throw new InputError(
    `${file}: expected rpi.awb with a ct_curve, got none. Name a file of a tuned camera.`,
  );
}
