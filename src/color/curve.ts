/** A curve of lights as a line of straight pieces in the plane of white points: the nearest point on it. */
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
