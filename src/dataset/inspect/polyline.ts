/**
 * A curve of lights as a line of short straight pieces in the plane of r and b, measured in degrees: where along it a
 * white point stands and how far off it.
 */
import { recoveryErrorDegrees, type WhitePoint } from '../../color/index.js';

/** A point of a curve; `cctKelvin` where the curve is one of known colour temperatures. */
export interface CurvePoint extends WhitePoint {
  readonly cctKelvin?: number;
}

/** A point and the angle travelled to it from the first, in degrees: the sum of the angles between neighbours. */
export interface MeasuredPoint extends CurvePoint {
  readonly alongDegrees: number;
}

export type Polyline = readonly MeasuredPoint[];

/** Where a white point stands by a curve. */
export interface CurvePlace {
  /** Of the nearest point of the curve; its ends are not extended. */
  readonly alongDegrees: number;
  /** Angle to that point; positive towards larger r and b (magenta), negative towards smaller ones (green). */
  readonly offDegrees: number;
}

/** Throws RangeError for fewer than two points. */
export function measureLine(points: readonly CurvePoint[]): Polyline {
  if (points.length < 2) {
    throw new RangeError(`measureLine: expected at least 2 points, got ${points.length}`);
  }
  let alongDegrees = 0;
  return points.map((point, i) => {
    if (i > 0) alongDegrees += recoveryErrorDegrees(points[i - 1], point);
    return { ...point, alongDegrees };
  });
}

/** The place of a white point by a curve: the nearest point in the plane of r and b. */
export function placeByLine(line: Polyline, { r, b }: WhitePoint): CurvePlace {
  let nearest = Number.POSITIVE_INFINITY;
  let alongDegrees = 0;
  let foot: WhitePoint = line[0];
  let side = 1;
  for (let i = 1; i < line.length; i++) {
    const from = line[i - 1];
    const dr = line[i].r - from.r;
    const db = line[i].b - from.b;
    const along = ((r - from.r) * dr + (b - from.b) * db) / (dr * dr + db * db || 1);
    const share = Math.max(0, Math.min(1, along));
    const footR = from.r + share * dr;
    const footB = from.b + share * db;
    const distance = Math.hypot(r - footR, b - footB);
    if (distance >= nearest) continue;
    nearest = distance;
    foot = { r: footR, b: footB };
    alongDegrees = from.alongDegrees + share * (line[i].alongDegrees - from.alongDegrees);
    // (db, -dr) points to larger r and b where r falls and b rises along the curve.
    side = (r - footR) * db - (b - footB) * dr < 0 ? -1 : 1;
  }
  return { alongDegrees, offDegrees: side * recoveryErrorDegrees(foot, { r, b }) };
}

/** The point of a curve at a distance along it, held at the ends; its CT linear in 1/CT between neighbours. */
export function pointOnLine(line: Polyline, alongDegrees: number): CurvePoint {
  const found = line.findIndex((point) => point.alongDegrees >= alongDegrees);
  const next = found < 0 ? line.length - 1 : Math.max(1, found);
  const from = line[next - 1];
  const to = line[next];
  const length = to.alongDegrees - from.alongDegrees;
  const share =
    length > 0 ? Math.min(1, Math.max(0, (alongDegrees - from.alongDegrees) / length)) : 0;
  const r = from.r + share * (to.r - from.r);
  const b = from.b + share * (to.b - from.b);
  if (from.cctKelvin === undefined || to.cctKelvin === undefined) return { r, b };
  return { r, b, cctKelvin: 1 / ((1 - share) / from.cctKelvin + share / to.cctKelvin) };
}
