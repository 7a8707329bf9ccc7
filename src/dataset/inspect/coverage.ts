/**
 * Which lights of a curve a data set has pictures of. Along the curve of the labels a gap is a stretch between two
 * training labels; along a camera's own CT curve, where one is given, its ends count too.
 */
import type { WhitePoint } from '../../color/index.js';
import { type CurvePoint, type Polyline, placeByLine, pointOnLine } from './polyline.js';
import { median } from './robust-curve.js';

/** A stretch of a curve without a training picture is a gap from this length on, in degrees. */
export const GAP_DEGREES = 2.5;

/** A given curve is doubted where half of the training labels are further from it, in degrees. */
export const OTHER_CAMERA_DEGREES = 3;

/** A stretch of the curve without a training picture, from warm to cool. */
export interface CoverageGap {
  readonly from: CurvePoint;
  readonly to: CurvePoint;
  readonly fromAlongDegrees: number;
  readonly lengthDegrees: number;
}

export interface Coverage {
  /** What is covered: the curve of the labels themselves, or the CT curve that was given. */
  readonly curve: 'labels' | 'given';
  readonly lengthDegrees: number;
  /** Median angle of the training labels to the curve: large where a given curve is another camera's. */
  readonly medianOffDegrees: number;
  readonly gaps: readonly CoverageGap[];
  /** Test pictures whose light is further than GAP_DEGREES along the curve from every training picture's. */
  readonly testOutside: readonly string[];
}

export interface LabelledPicture {
  readonly id: string;
  readonly whitePoint: WhitePoint;
}

/** Gaps in the lights of the training part, and the test pictures that lie in them or beyond. */
export function findCoverage(
  line: Polyline,
  curve: Coverage['curve'],
  train: readonly LabelledPicture[],
  test: readonly LabelledPicture[],
): Coverage {
  const lengthDegrees = line[line.length - 1].alongDegrees;
  const placed = train.map(({ whitePoint }) => placeByLine(line, whitePoint));
  const places = Float64Array.from(placed, ({ alongDegrees }) => alongDegrees).sort();
  const off = Float64Array.from(placed, ({ offDegrees }) => Math.abs(offDegrees));
  const medianOffDegrees = off.length > 0 ? median(off) : 0;
  const stops = curve === 'given' ? [0, ...places, lengthDegrees] : [...places];
  const gaps: CoverageGap[] = [];
  for (let i = 1; i < stops.length; i++) {
    const length = stops[i] - stops[i - 1];
    if (length < GAP_DEGREES) continue;
    gaps.push({
      from: pointOnLine(line, stops[i - 1]),
      to: pointOnLine(line, stops[i]),
      fromAlongDegrees: stops[i - 1],
      lengthDegrees: length,
    });
  }
  const isOutside = ({ whitePoint }: LabelledPicture) => {
    const at = placeByLine(line, whitePoint).alongDegrees;
    return places.every((place) => Math.abs(place - at) > GAP_DEGREES);
  };
  const testOutside = train.length === 0 ? [] : test.filter(isOutside).map(({ id }) => id);
  return { curve, lengthDegrees, medianOffDegrees, gaps, testOutside };
}
