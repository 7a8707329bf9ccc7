/**
 * Pictures and white points of one camera as another would have them:
 *
 *   M = (XYZ to the other's RGB) (this camera's RGB to XYZ)
 *
 * both under daylight, each scaled so that green sees 1 of D65. The map is linear, so it may be applied to means over cells
 * as well as to pixels, and it is inverted exactly. Two cameras' filters are no linear maps of each other: what one matrix
 * cannot tell stays as an error, of some degrees for far cameras.
 */
import {
  type ColourMatrix,
  findMappedWhitePoint,
  invertMatrix,
  multiplyMatrices,
  type WhitePoint,
} from '../color/index.js';
import { type Camera, CameraError, daylightMatrix, neutralOf } from './camera.js';

/**
 * From linear RGB of `from` to that of `to`; with a `part` below 1 only so much of the way, I + part (M - I): matrices of
 * tables are those of a few units, and a network that bears what is left may do better with less of a correction.
 */
export function cameraMap(from: Camera, to: Camera, part = 1): ColourMatrix {
  const whole = multiplyMatrices(daylightMatrix(to), invertMatrix(daylightMatrix(from)));
  if (part === 1) return whole;
  return whole.map((value, i) => {
    const same = i % 4 === 0 ? 1 : 0;
    return same + part * (value - same);
  }) as unknown as ColourMatrix;
}

/**
 * Only white balance between the cameras: the diagonal that takes what one sees of D65 to what the other does.
 */
export function neutralMap(from: Camera, to: Camera): ColourMatrix {
  const m = cameraMap(from, to);
  const neutral = neutralOf(daylightMatrix(from));
  const mapped = mapRgb(m, neutral);
  return [mapped[0] / neutral[0], 0, 0, 0, mapped[1] / neutral[1], 0, 0, 0, mapped[2] / neutral[2]];
}

type Rgb = readonly [number, number, number];

function mapRgb(m: ColourMatrix, [r, g, b]: Rgb): [number, number, number] {
  return [
    m[0] * r + m[1] * g + m[2] * b,
    m[3] * r + m[4] * g + m[5] * b,
    m[6] * r + m[7] * g + m[8] * b,
  ];
}

/**
 * A white point as the other camera would see it. Throws CameraError where it would see none: a channel of zero or less,
 * which a light of an extreme colour may have through the matrix.
 */
export function mapWhitePoint(m: ColourMatrix, whitePoint: WhitePoint): WhitePoint {
  const mapped = findMappedWhitePoint(m, whitePoint);
  if (mapped) return mapped;
  const { r, b } = whitePoint;
  throw new CameraError(`white point r ${r}, b ${b}: the other camera would see no such colour`);
}
