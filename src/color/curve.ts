/** A curve of lights as a line of straight pieces in the plane of white points: the nearest point on it, errors along and across it. */
import { recoveryErrorDegrees } from './angular-error.js';
import type { WhitePoint } from './white-point.js';

/** Where a white point stands by a line. */
export interface LineFoot {
  /** The piece that is nearest, by the index of its end: from 1. */
  readonly piece: number;
  /** How far along that piece, 0 to 1. */
  readonly share: number;
  /** The nearest point of the line; its ends are not extended. */
  readonly foot: WhitePoint;
  /** Distance to it in r/b units: positive towards larger r and b (magenta), negative towards smaller ones (green). */
  readonly distance: number;
}

/** The nearest point of the line through `points`; of equally near pieces the first. Throws RangeError for fewer than two. */
export function footOnLine(points: readonly WhitePoint[], { r, b }: WhitePoint): LineFoot {
  if (points.length < 2) {
    throw new RangeError(`footOnLine: expected at least 2 points, got ${points.length}`);
  }
  let nearest = Number.POSITIVE_INFINITY;
  let found: LineFoot | undefined;
  for (let piece = 1; piece < points.length; piece++) {
    const from = points[piece - 1];
    const dr = points[piece].r - from.r;
    const db = points[piece].b - from.b;
    const along = ((r - from.r) * dr + (b - from.b) * db) / (dr * dr + db * db || 1);
    const share = Math.max(0, Math.min(1, along));
    const foot = { r: from.r + share * dr, b: from.b + share * db };
    const length = Math.hypot(r - foot.r, b - foot.b);
    if (found !== undefined && length >= nearest) continue;
    nearest = length;
    // (db, -dr) points to larger r and b where r falls and b rises along the curve.
    const side = (r - foot.r) * db - (b - foot.b) * dr;
    found = { piece, share, foot, distance: side < 0 ? -length : length };
  }
  return found!;
}

/** An error in degrees, told apart: the squares of the two parts sum to that of the whole. */
export interface CurveError {
  /** Positive towards the end of the curve. */
  readonly alongDegrees: number;
  /** Positive towards larger r and b where r falls and b rises along the curve (magenta), negative towards green. */
  readonly acrossDegrees: number;
}

/**
 * The recovery error along the curve and across it: its direction is that of the piece of the line that is nearest to the truth,
 * on the sphere of camera colours (r, 1, b). Throws RangeError for fewer than two points.
 */
export function errorByCurve(
  points: readonly WhitePoint[],
  estimate: WhitePoint,
  truth: WhitePoint,
): CurveError {
  const { piece } = footOnLine(points, truth);
  const [from, to] = [points[piece - 1], points[piece]];
  const light = unit([truth.r, 1, truth.b]);
  const tangent = unit(without([to.r - from.r, 0, to.b - from.b], light));
  const answer = without(unit([estimate.r, 1, estimate.b]), light);
  const off = Math.hypot(...answer);
  if (off === 0) return { alongDegrees: 0, acrossDegrees: 0 };
  const degrees = recoveryErrorDegrees(estimate, truth) / off;
  const [lr, lg, lb] = light;
  const [tr, tg, tb] = tangent;
  const normal: Vector = [lg * tb - lb * tg, lb * tr - lr * tb, lr * tg - lg * tr];
  return {
    alongDegrees: degrees * dot(answer, tangent),
    acrossDegrees: degrees * dot(answer, normal),
  };
}

type Vector = readonly [number, number, number];

const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

function unit(v: Vector): Vector {
  const length = Math.hypot(...v) || 1;
  return [v[0] / length, v[1] / length, v[2] / length];
}

/** What of `v` is at right angles to the unit vector. */
function without(v: Vector, direction: Vector): Vector {
  const part = dot(v, direction);
  return [v[0] - part * direction[0], v[1] - part * direction[1], v[2] - part * direction[2]];
}
