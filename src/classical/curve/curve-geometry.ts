/**
 * A CT curve as a line in the plane of white points: the nearest point on it, the signed distance from it, and the
 * transverse limits of a tuning file. The sign is that of the search: positive towards larger r and b.
 */
import type { WhitePoint } from '../../color/index.js';
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

/** Nearest point of the line through `curve` (at least two points); ends are not extended. */
export function projectOntoCurve(curve: readonly CtCurvePoint[], { r, b }: WhitePoint): CurveFoot {
  if (curve.length < 2) {
    throw new RangeError(`projectOntoCurve: expected at least 2 points, got ${curve.length}`);
  }
  let best: CurveFoot | null = null;
  for (let i = 1; i < curve.length; i++) {
    const from = curve[i - 1];
    const to = curve[i];
    const dr = to.r - from.r;
    const db = to.b - from.b;
    const along = ((r - from.r) * dr + (b - from.b) * db) / (dr * dr + db * db || 1);
    const share = Math.max(0, Math.min(1, along));
    const footR = from.r + share * dr;
    const footB = from.b + share * db;
    const length = Math.hypot(r - footR, b - footB);
    if (best !== null && length >= Math.abs(best.distance)) continue;
    // (db, -dr) points to larger r and b where r falls and b rises along the curve.
    const side = (r - footR) * db - (b - footB) * dr;
    best = {
      cctKelvin: 1 / ((1 - share) / from.cctKelvin + share / to.cctKelvin),
      r: footR,
      b: footB,
      distance: side < 0 ? -length : length,
    };
  }
  return best!;
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
