/** What the Bayesian methods learn from: the train part of a data set, and the physics of its camera. */
import { type Command, InvalidArgumentError } from 'commander';
import type { CtCurvePoint } from '../../classical/index.js';
import type { ColourMatrix } from '../../color/index.js';
import type { LoadedThumbnails } from '../../dataset/index.js';
import { InputError } from '../exit-code.js';

export interface CameraOptions {
  readonly xyzToCamera?: ColourMatrix;
}

/** CT of the light for which the camera matrix was made: D65, as for DNG's ColorMatrix2. */
const MATRIX_CCT_KELVIN = 6504;

/** `--xyz-to-camera`: without it, the camera of Cube+. */
export function withCameraOptions(command: Command): Command {
  return command.option(
    '--xyz-to-camera <numbers>',
    "the camera's XYZ-to-RGB matrix under D65 (DNG: ColorMatrix2), nine numbers with commas; it gives lights " +
      'their colour temperature (default: Canon EOS 550D, of Cube+)',
    parseMatrix,
  );
}

function parseMatrix(text: string): ColourMatrix {
  const [a, b, c, d, e, f, g, h, i, ...more] = text.split(',').map((part) => Number(part.trim()));
  const values = [a, b, c, d, e, f, g, h, i] as const;
  if (more.length === 0 && values.every((value) => Number.isFinite(value))) {
    return values as ColourMatrix;
  }
  throw new InvalidArgumentError('Expected nine numbers with commas between them, row by row.');
}

/** Colour temperatures along the black bodies as this camera sees them. */
export async function cameraCurve({ xyzToCamera }: CameraOptions): Promise<CtCurvePoint[]> {
  const [{ physicalCurve }, { CANON_EOS_550D_XYZ_TO_CAMERA }] = await Promise.all([
    import('../../classical/index.js'),
    import('../../color/index.js'),
  ]);
  try {
    return physicalCurve([
      { cctKelvin: MATRIX_CCT_KELVIN, xyzToCamera: xyzToCamera ?? CANON_EOS_550D_XYZ_TO_CAMERA },
    ]);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InputError(
      `--xyz-to-camera: ${error.message}. Give the matrix from XYZ to camera RGB, not its inverse.`,
    );
  }
}

/** The error for lights that carry no curve, from the library's own. Anything but a RangeError passes as it is. */
export function unfitForTuning(error: unknown, dir: string, { set }: LoadedThumbnails): unknown {
  if (!(error instanceof RangeError)) return error;
  return new InputError(
    `${dir} (train, ${set.entries.length} pictures): ${error.message}. The Bayesian methods learn their curve from ` +
      'the train part: it must hold some dozens of pictures under lights that differ.',
  );
}
