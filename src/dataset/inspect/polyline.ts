/**
 * A curve of lights as a line of short straight pieces in the plane of r and b, measured in degrees: where along it a
 * white point stands and how far off it.
 */
import { footOnLine, recoveryErrorDegrees, type WhitePoint } from '../../color/index.js';

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
  const { piece, share, foot, distance } = footOnLine(line, { r, b });
  const [from, to] = [line[piece - 1], line[piece]];
  const degrees = recoveryErrorDegrees(foot, { r, b });
  return {
    alongDegrees: from.alongDegrees + share * (to.alongDegrees - from.alongDegrees),
    offDegrees: distance < 0 ? -degrees : degrees,
  };
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
