/**
 * What looks wrong with the pictures and labels of a data set beyond what dataset-report finds: clipped pictures, labels
 * off the curve, scenes in both parts, lights without pictures, a black level that the values contradict. Everything
 * that is fitted is fitted to the training part; the test part is only held against it.
 */
import type { WhitePoint } from '../../color/index.js';
import type { RawLevels } from '../../raw/index.js';
import type { FolderPart } from '../dataset-index.js';
import { DENSITY_WEIGHT_SETTINGS, densityWeights } from '../density-weights.js';
import { type Coverage, findCoverage } from './coverage.js';
import { doubtLevels, type InspectedPicture, type ValueExtent } from './dataset-report.js';
import { fitLabelCurve } from './label-curve.js';
import { findNearDuplicates, type NearDuplicate } from './near-duplicates.js';
import { type CurvePoint, measureLine, type Polyline, placeByLine } from './polyline.js';
import { MEDIAN_TO_DEVIATION, median } from './robust-curve.js';

export const PICTURE_INSPECTION_SETTINGS = {
  /** Share of clipped pixels from which on a picture is listed. */
  clippedShare: 0.25,
  /** A label is off the curve from so many robust standard deviations on... */
  offCurveDeviations: 8,
  /** ...and from so many degrees. */
  offCurveDegrees: 3,
  /** The black level is doubted where so many pictures, and this share of them, bottom out at one other value. */
  floorPictures: 5,
  floorShare: 0.1,
} as const;

/** A decoded picture with its signature. */
export interface SignedInspectedPicture extends InspectedPicture {
  readonly file: string;
  readonly signature: Float32Array;
}

export interface OffCurveLabel {
  readonly part: FolderPart;
  readonly id: string;
  readonly whitePoint: WhitePoint;
  /** Positive towards larger r and b (magenta), negative towards smaller ones (green). */
  readonly offDegrees: number;
}

export interface ClippedPicture {
  readonly part: FolderPart;
  readonly id: string;
  /** Of the unmasked pixels. */
  readonly clippedShare: number;
}

export interface WeightSummary {
  readonly smallest: number;
  readonly largest: number;
  /** Pictures at either bound of the weights. */
  readonly atSmallest: number;
  readonly atLargest: number;
  /** (sum w)^2 / sum w^2: as many equally weighted pictures would tell as much [Kish1965]. */
  readonly effectivePictures: number;
}

export interface PictureFindings {
  /** The curve that the labels lie along, warm to cool; null for too few labels. */
  readonly labelCurve: Polyline | null;
  /** Degrees from that curve from which on a label is listed. */
  readonly offCurveLimitDegrees: number | null;
  /** The furthest first. */
  readonly offCurve: readonly OffCurveLabel[];
  /** The most clipped first. */
  readonly clipped: readonly ClippedPicture[];
  readonly nearDuplicates: readonly NearDuplicate[];
  /** Null where there is neither a curve of the labels nor a given one. */
  readonly coverage: Coverage | null;
  /** Density weights of the training part; null without one. */
  readonly weights: WeightSummary | null;
}

/**
 * @param ctCurve of the camera where it is known, at least two points by rising CT: coverage is then told along it
 */
export function inspectPictures(
  pictures: readonly SignedInspectedPicture[],
  ctCurve?: readonly CurvePoint[],
): PictureFindings {
  const train = pictures.filter(({ part }) => part === 'train');
  const test = pictures.filter(({ part }) => part === 'test');
  const fitted = train.length > 0 ? train : test;
  const labelCurve = fitLabelCurve(fitted.map(({ whitePoint }) => whitePoint));
  const line = ctCurve === undefined ? labelCurve : measureLine(ctCurve);
  const limit = labelCurve === null ? null : offCurveLimit(labelCurve, fitted);
  return {
    labelCurve,
    offCurveLimitDegrees: limit,
    offCurve: labelCurve === null ? [] : findOffCurve(labelCurve, pictures, limit ?? 0),
    clipped: findClipped(pictures),
    nearDuplicates: findNearDuplicates(train, test),
    coverage:
      line === null
        ? null
        : findCoverage(line, ctCurve === undefined ? 'labels' : 'given', train, test),
    weights: summariseWeights(train.map(({ whitePoint }) => whitePoint)),
  };
}

/** A multiple of the standard deviation of the labels about the curve, from the median, and never below a floor. */
function offCurveLimit(line: Polyline, pictures: readonly InspectedPicture[]): number {
  const { offCurveDeviations, offCurveDegrees } = PICTURE_INSPECTION_SETTINGS;
  const distances = Float64Array.from(pictures, ({ whitePoint }) =>
    Math.abs(placeByLine(line, whitePoint).offDegrees),
  );
  const deviation = MEDIAN_TO_DEVIATION * median(distances);
  return Math.max(offCurveDegrees, offCurveDeviations * deviation);
}

function findOffCurve(
  line: Polyline,
  pictures: readonly InspectedPicture[],
  limit: number,
): OffCurveLabel[] {
  return pictures
    .map(({ part, id, whitePoint }) => {
      const { offDegrees } = placeByLine(line, whitePoint);
      return { part, id, whitePoint, offDegrees };
    })
    .filter(({ offDegrees }) => Math.abs(offDegrees) > limit)
    .sort((a, b) => Math.abs(b.offDegrees) - Math.abs(a.offDegrees));
}

function findClipped(pictures: readonly InspectedPicture[]): ClippedPicture[] {
  return pictures
    .map(({ part, id, exposure: e }) => ({
      part,
      id,
      clippedShare: e.clipped / Math.max(1, e.pixels - e.masked),
    }))
    .filter(({ clippedShare }) => clippedShare > PICTURE_INSPECTION_SETTINGS.clippedShare)
    .sort((a, b) => b.clippedShare - a.clippedShare);
}

function summariseWeights(whitePoints: readonly WhitePoint[]): WeightSummary | null {
  if (whitePoints.length === 0) return null;
  const { smallestWeight, largestWeight } = DENSITY_WEIGHT_SETTINGS;
  const weights = densityWeights(whitePoints);
  const sum = weights.reduce((total, w) => total + w, 0);
  const squares = weights.reduce((total, w) => total + w * w, 0);
  return {
    smallest: weights.reduce((a, b) => Math.min(a, b)),
    largest: weights.reduce((a, b) => Math.max(a, b)),
    atSmallest: weights.filter((w) => w === smallestWeight).length,
    atLargest: weights.filter((w) => w === largestWeight).length,
    effectivePictures: (sum * sum) / squares,
  };
}

/** The same above: values that saturate pile up at the true white level. */
export function doubtCeiling(
  pictures: readonly { readonly exposure: ValueExtent }[],
  { whiteLevel }: RawLevels,
): string[] {
  const { floorPictures, floorShare } = PICTURE_INSPECTION_SETTINGS;
  const tops = pictures.flatMap(({ exposure: { largestValue } }) => largestValue ?? []);
  const ceiling = tops.reduce((a, b) => Math.max(a, b), -1);
  const count = tops.filter((top) => top === ceiling).length;
  if (
    count === 0 ||
    ceiling >= whiteLevel ||
    count < Math.max(floorPictures, floorShare * tops.length)
  )
    return [];
  return [
    `${count} of ${tops.length} pictures top out at exactly ${ceiling}, below the white level ${whiteLevel}; is it ${ceiling}?`,
  ];
}

/**
 * A doubt about the black level where many pictures have exactly one smallest value that is not it: raw values cut off
 * at the true black level pile up there, and noise never does.
 */
export function doubtFloor(
  pictures: readonly { readonly exposure: ValueExtent }[],
  { blackLevel }: RawLevels,
): string[] {
  const { floorPictures, floorShare } = PICTURE_INSPECTION_SETTINGS;
  const counts = new Map<number, number>();
  let floor = Number.POSITIVE_INFINITY;
  let seen = 0;
  for (const { exposure } of pictures) {
    const { smallestValue } = exposure;
    if (smallestValue === null) continue;
    seen++;
    floor = Math.min(floor, smallestValue);
    counts.set(smallestValue, (counts.get(smallestValue) ?? 0) + 1);
  }
  const count = counts.get(floor) ?? 0;
  if (floor === blackLevel || count < Math.max(floorPictures, floorShare * seen)) return [];
  return [
    `${count} of ${seen} pictures bottom out at exactly ${floor}, not at the black level ${blackLevel}; is it ${floor}?`,
  ];
}

/** All doubts about levels that were told by all pictures together: one check for `data inspect` and for loading. */
export function doubtAllLevels(
  pictures: readonly { readonly exposure: ValueExtent }[],
  levels: RawLevels,
): string[] {
  return [doubtLevels, doubtFloor, doubtCeiling].flatMap((doubt) => doubt(pictures, levels));
}
