/**
 * A CT curve as a line in the plane of white points: the nearest point on it, the signed distance from it, and the
 * transverse limits of a tuning file. The sign is that of the search: positive towards larger r and b.
 */
import { footOnLine, type WhitePoint } from '../../color/index.js';
import type { CtCurvePoint } from '../libcamera/awb-parameters.js';

/** The foot of a white point on a curve. */
export interface CurveFoot {
  /** CT there: linear in 1/CT between the curve's points. */
  readonly cctKelvin: number;
  readonly r: number;
  readonly b: number;
  /** Signed distance in r/b units. */
  readonly distance: number;
}

/** Nearest point of the line through `curve`; ends are not extended. Throws RangeError for fewer than two points. */
export function projectOntoCurve(curve: readonly CtCurvePoint[], { r, b }: WhitePoint): CurveFoot {
  if (curve.length < 2) {
    throw new RangeError(`projectOntoCurve: expected at least 2 points, got ${curve.length}`);
  }
  const { piece, share, foot, distance } = footOnLine(curve, { r, b });
  const [from, to] = [curve[piece - 1], curve[piece]];
  const cctKelvin = 1 / ((1 - share) / from.cctKelvin + share / to.cctKelvin);
  return { cctKelvin, ...foot, distance };
}

export interface TransverseLimits {
  readonly transversePos: number;
  readonly transverseNeg: number;
}

/**
 * Limits that take in the white points on both sides: `margin` times the distance that `share` of the points on
 * that side stay under (1: the largest), at least 0.01. The defaults are those of Raspberry Pi's tuning tool.
 */
export function transverseLimits(
  curve: readonly CtCurvePoint[],
  whitePoints: readonly WhitePoint[],
  { margin = 1.1, share = 1, least = 0.01 } = {},
): TransverseLimits {
  const distances = whitePoints.map((whitePoint) => projectOntoCurve(curve, whitePoint).distance);
  const limit = (side: number[]): number => {
    const sorted = side.sort((p, q) => p - q);
    const at = sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
    return Math.max(least, margin * at);
  };
  return {
    transversePos: limit(distances.filter((d) => d > 0)),
    transverseNeg: limit(distances.filter((d) => d < 0).map((d) => -d)),
  };
}
