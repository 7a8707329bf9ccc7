/**
 * Cameras as data: what is known of a sensor's colours. A matrix from XYZ to the camera's RGB says what the camera sees of
 * a colour, and so how pictures and white points of one camera would look to another.
 */
import { type ColourMatrix, invertMatrix } from '../color/index.js';
import { BadInput } from '../errors/index.js';

/** A matrix from CIE XYZ to linear camera RGB, any scale, under the light for which it was made. */
export interface CameraMatrix {
  /** Of the light, in K; DNG's ColorMatrix2 and raw converters' tables are for D65, 6504 K. */
  readonly cctKelvin: number;
  readonly xyzToCamera: ColourMatrix;
}

/** What is known of a camera. */
export interface Camera {
  /** Maker and model, `Canon EOS 550D`. */
  readonly name: string;
  /** At least one; the one nearest to daylight is what pictures are mapped by. */
  readonly matrices: readonly CameraMatrix[];
}

/** What was said of a camera cannot be: an unknown name, a matrix that sees no colours. */
export class CameraError extends BadInput {
  override readonly name = 'CameraError';
}

export const D65_CCT_KELVIN = 6504;

/**
 * A camera known by one matrix for D65. Throws CameraError for one that is singular or whose answer to D65 is no colour
 * (a channel of zero or less).
 */
export function cameraOfMatrix(name: string, xyzToCamera: ColourMatrix): Camera {
  const camera = { name, matrices: [{ cctKelvin: D65_CCT_KELVIN, xyzToCamera }] };
  checkMatrix(name, xyzToCamera);
  return camera;
}

function checkMatrix(name: string, matrix: ColourMatrix): void {
  const hint = 'expected the matrix from XYZ to camera RGB (DNG: ColorMatrix2), not its inverse';
  try {
    invertMatrix(scaledMatrix(matrix));
  } catch {
    throw new CameraError(`${name}: the colour matrix is singular; ${hint}`);
  }
  if (!neutralOf(matrix).every((value) => value > 0)) {
    throw new CameraError(
      `${name}: the colour matrix gives daylight a channel of 0 or less; ${hint}`,
    );
  }
}

/** XYZ of D65, Y = 1 [CIE 015]. */
const D65_XYZ = [0.95047, 1, 1.08883] as const;

/** What the camera sees of a grey under D65, in the matrix's scale. */
export function neutralOf(m: ColourMatrix): [number, number, number] {
  const [x, y, z] = D65_XYZ;
  return [
    m[0] * x + m[1] * y + m[2] * z,
    m[3] * x + m[4] * y + m[5] * z,
    m[6] * x + m[7] * y + m[8] * z,
  ];
}

/** Scaled so that green sees 1 of D65: scales of matrices mean nothing, and those of inverses would. */
function scaledMatrix(m: ColourMatrix): ColourMatrix {
  const green = neutralOf(m)[1];
  return m.map((value) => value / green) as unknown as ColourMatrix;
}

/** The camera's matrix for the light nearest to D65, in mired; green sees 1 of D65. */
export function daylightMatrix({ matrices }: Camera): ColourMatrix {
  const distance = ({ cctKelvin }: CameraMatrix) =>
    Math.abs(1e6 / cctKelvin - 1e6 / D65_CCT_KELVIN);
  const nearest = matrices.reduce((a, b) => (distance(b) < distance(a) ? b : a));
  return scaledMatrix(nearest.xyzToCamera);
}
