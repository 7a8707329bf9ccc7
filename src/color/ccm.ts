/**
 * Colour correction matrices: white-balanced camera RGB to linear sRGB. The rows sum to 1, so that grey stays
 * grey whatever the matrix. From a camera's XYZ-to-camera matrix at daylight (DNG's ColorMatrix2, dcraw's table)
 * it follows as dcraw's cam_xyz_coeff does it:
 *   M = (XYZ to camera) (linear sRGB to XYZ), each row divided by its sum, so that sRGB white is camera white;
 *   CCM = inverse(M)
 */

/** A 3 x 3 matrix, row by row. */
export type ColourMatrix = readonly [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];

export const IDENTITY_MATRIX: ColourMatrix = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** Linear sRGB to CIE XYZ under D65 [IEC61966-2-1]. */
export const SRGB_TO_XYZ: ColourMatrix = [
  0.4124564, 0.3575761, 0.1804375, 0.2126729, 0.7151522, 0.072175, 0.0193339, 0.119192, 0.9503041,
];

/** XYZ to camera RGB of the Canon EOS 550D, ColorMatrix2 of Adobe's DNG converter as dcraw 9.28 lists it. */
export const CANON_EOS_550D_XYZ_TO_CAMERA: ColourMatrix = [
  0.6941, -0.1164, -0.0857, -0.3825, 1.1597, 0.2534, -0.0416, 0.154, 0.6039,
];

/** Matrix product a b. */
export function multiplyMatrices(a: ColourMatrix, b: ColourMatrix): ColourMatrix {
  const at = (i: number, j: number): number =>
    a[3 * i] * b[j] + a[3 * i + 1] * b[3 + j] + a[3 * i + 2] * b[6 + j];
  return [at(0, 0), at(0, 1), at(0, 2), at(1, 0), at(1, 1), at(1, 2), at(2, 0), at(2, 1), at(2, 2)];
}

/** Inverse by cofactors. Throws RangeError for a singular matrix. */
export function invertMatrix(m: ColourMatrix): ColourMatrix {
  const [a, b, c, d, e, f, g, h, i] = m;
  const A = e * i - f * h;
  const B = f * g - d * i;
  const C = d * h - e * g;
  const determinant = a * A + b * B + c * C;
  if (!(Math.abs(determinant) > 1e-12)) {
    throw new RangeError(
      `invertMatrix: expected an invertible matrix, got determinant ${determinant}`,
    );
  }
  const s = 1 / determinant;
  return [
    A * s,
    (c * h - b * i) * s,
    (b * f - c * e) * s,
    B * s,
    (a * i - c * g) * s,
    (c * d - a * f) * s,
    C * s,
    (b * g - a * h) * s,
    (a * e - b * d) * s,
  ];
}

/** Each row divided by its sum, so that grey maps to grey. Throws RangeError where a row sums to 0 or less. */
export function normaliseRows(m: ColourMatrix): ColourMatrix {
  const sums = [m[0] + m[1] + m[2], m[3] + m[4] + m[5], m[6] + m[7] + m[8]];
  for (const [row, sum] of sums.entries()) {
    if (!(sum > 0)) {
      throw new RangeError(
        `normaliseRows: expected rows with a positive sum, got ${sum} in row ${row}`,
      );
    }
  }
  const [x, y, z] = sums;
  return [m[0] / x, m[1] / x, m[2] / x, m[3] / y, m[4] / y, m[5] / y, m[6] / z, m[7] / z, m[8] / z];
}

/** Colour correction matrix of a camera from its XYZ-to-camera matrix (any scale). */
export function ccmFromXyzToCamera(xyzToCamera: ColourMatrix): ColourMatrix {
  return invertMatrix(normaliseRows(multiplyMatrices(xyzToCamera, SRGB_TO_XYZ)));
}

/**
 * Nine numbers, row by row, as a colour correction matrix. Throws RangeError unless there are nine finite ones
 * whose rows sum to 1 within 0.01; what is left of that is divided out.
 */
export function parseColourMatrix(values: readonly number[]): ColourMatrix {
  const [a, b, c, d, e, f, g, h, i] = values;
  if (values.length !== 9 || !values.every(Number.isFinite)) {
    throw new RangeError(
      `parseColourMatrix: expected 9 finite numbers, got ${values.length}: ${values.join(' ')}`,
    );
  }
  for (let row = 0; row < 3; row++) {
    const sum = values[3 * row] + values[3 * row + 1] + values[3 * row + 2];
    if (Math.abs(sum - 1) > 0.01) {
      throw new RangeError(
        `parseColourMatrix: expected rows that sum to 1, so that grey stays grey, got ${sum} in row ${row}`,
      );
    }
  }
  return normaliseRows([a, b, c, d, e, f, g, h, i]);
}

/** The default: that of the Canon EOS 550D, one of the two cameras of Cube+ and SimpleCube++. */
export const DEFAULT_CCM: ColourMatrix = ccmFromXyzToCamera(CANON_EOS_550D_XYZ_TO_CAMERA);
