/**
 * The CT curve that physics foretells: the Planckian locus seen through a camera's XYZ-to-camera matrix (DNG's
 * ColorMatrix). It needs no labelled picture, and it is what gives a CT to white points measured without a light
 * meter. Cameras with two matrices get their mixture, linear in 1/CT between the two calibration lights, as the DNG
 * specification (1.6, chapter 6) asks.
 */
import { type ColourMatrix, planckianXy } from '../../color/index.js';
import type { CtCurvePoint } from '../libcamera/awb-parameters.js';

/** A matrix and the CT of the light it was calibrated under. */
export interface CalibratedMatrix {
  readonly cctKelvin: number;
  /** CIE XYZ to camera RGB. */
  readonly xyzToCamera: ColourMatrix;
}

export interface PhysicalCurveOptions {
  readonly fromKelvin?: number;
  readonly toKelvin?: number;
  /** Points, equally spaced in 1/CT. */
  readonly points?: number;
}

/** The matrix for a CT: the only one, or a mixture of the two neighbours, the outermost beyond them. */
function matrixAt(matrices: readonly CalibratedMatrix[], cctKelvin: number): ColourMatrix {
  const sorted = [...matrices].sort((a, b) => a.cctKelvin - b.cctKelvin);
  const above = sorted.findIndex((matrix) => matrix.cctKelvin >= cctKelvin);
  if (above === 0) return sorted[0].xyzToCamera;
  if (above < 0) return sorted[sorted.length - 1].xyzToCamera;
  const low = sorted[above - 1];
  const high = sorted[above];
  const share = (1 / low.cctKelvin - 1 / cctKelvin) / (1 / low.cctKelvin - 1 / high.cctKelvin);
  return low.xyzToCamera.map(
    (value, i) => (1 - share) * value + share * high.xyzToCamera[i],
  ) as unknown as ColourMatrix;
}

/**
 * White points of black bodies by rising CT.
 * Throws RangeError for no matrix, a range that is none, or a matrix that gives a black body no positive colour.
 */
export function physicalCurve(
  matrices: readonly CalibratedMatrix[],
  { fromKelvin = 1600, toKelvin = 25_000, points = 120 }: PhysicalCurveOptions = {},
): CtCurvePoint[] {
  if (matrices.length === 0) throw new RangeError('physicalCurve: expected a matrix, got none');
  if (!(fromKelvin > 0 && toKelvin > fromKelvin && points >= 2)) {
    throw new RangeError(
      `physicalCurve: expected 0 < fromKelvin < toKelvin and points >= 2, got ${fromKelvin}, ${toKelvin}, ${points}`,
    );
  }
  return Array.from({ length: points }, (_, i) => {
    const share = i / (points - 1);
    const cctKelvin = 1 / ((1 - share) / fromKelvin + share / toKelvin);
    return blackBodyWhitePoint(matrixAt(matrices, cctKelvin), cctKelvin);
  });
}

function blackBodyWhitePoint(m: ColourMatrix, cctKelvin: number): CtCurvePoint {
  const { x, y } = planckianXy(cctKelvin);
  const z = 1 - x - y;
  const red = m[0] * x + m[1] * y + m[2] * z;
  const green = m[3] * x + m[4] * y + m[5] * z;
  const blue = m[6] * x + m[7] * y + m[8] * z;
  if (!(red > 0 && green > 0 && blue > 0)) {
    throw new RangeError(
      `physicalCurve: expected a positive camera colour at ${cctKelvin} K, got ${red}, ${green}, ${blue}`,
    );
  }
  return { cctKelvin, r: red / green, b: blue / green };
}
