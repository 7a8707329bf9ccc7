/**
 * What `data inspect` has to say about a data set: counts and ranges, and what a careful person would look for before
 * training on it. Pure: the reading is done by inspect-dataset.
 */
import { recoveryErrorDegrees, type WhitePoint } from '../../color/index.js';
import type { ChannelStatistics, ExposureStatistics, RawLevels } from '../../raw/index.js';
import type { DatasetProblem } from '../dataset-error.js';
import type { FolderPart } from '../dataset-index.js';
import type { ThumbnailEntry } from '../pictures/thumbnail-set.js';
import { doubtLabels, type LabelDoubt } from './label-agreement.js';

/** When a picture, a label or a level is worth a mention. */
export const INSPECTION_SETTINGS = {
  /** Mean linear green below which a picture is called dark. */
  darkMeanGreen: 0.02,
  /** A label is far from the others where its third nearest is further than this many median such distances... */
  outlierMedians: 8,
  /** ...and further than this in degrees. */
  outlierDegrees: 2,
  /** Share of the range by which the darkest values may stay above black before the black level is doubted. */
  blackGap: 0.05,
  /**
   * So may they where most pictures end alike, as noise about the true black level does: the median of the darkest values is
   * nearer to the least of them than a quarter of the way to the stated level. From so many pictures, and this share, on.
   */
  likeGap: 0.005,
  likePictures: 5,
  likeShare: 0.25,
  /** Share of pixels below black from which on the black level is doubted. */
  belowBlackShare: 0.05,
  /** Mean linear green below which it says nothing: half of all noise in the dark lies below a correct black level. */
  noiseMeanGreen: 0.04,
  /** Share of the range that the brightest value must reach. */
  whiteReach: 0.25,
} as const;

/** How far a picture's values reach, in its own units. */
export type ValueExtent = Pick<
  ExposureStatistics,
  'pixels' | 'masked' | 'belowBlack' | 'smallestValue' | 'largestValue' | 'meanGreen'
>;

/** One decoded picture, as inspect-dataset hands it over. */
export interface InspectedPicture extends Omit<ThumbnailEntry, 'part'> {
  /** The training part also where it is the folder itself. */
  readonly part: FolderPart;
  readonly sha256: string;
  readonly exposure: ExposureStatistics & { readonly widthPx: number; readonly heightPx: number };
  /** Whether its file states levels of its own: its values then say nothing of the data set's. */
  readonly hasOwnLevels: boolean;
}

export interface Range {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

export interface PartReport {
  readonly part: FolderPart;
  readonly pictures: number;
  readonly sizes: readonly { widthPx: number; heightPx: number; pictures: number }[];
  readonly r: Range;
  readonly b: Range;
  /** Share of all pixels that are masked, and of the unmasked ones that are clipped, per picture. */
  readonly maskedShare: Range;
  readonly clippedShare: Range;
  /** Of R, G, B over all unmasked pixels of all pictures, linear, black 0, white 1; null where there are none. */
  readonly channels: readonly ChannelStatistics[] | null;
  /** Pictures by property and value, e.g. groups.place.outdoor. */
  readonly groups: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Ids of pictures with almost no light in them. */
  readonly dark: readonly string[];
  /** Whether the labels belong to the pictures. */
  readonly labelDoubt: LabelDoubt | null;
  /** Labels far from all others of the data set, the furthest first. */
  readonly farLabels: readonly { id: string; whitePoint: WhitePoint; nearestDegrees: number }[];
}

export interface DatasetReport {
  readonly parts: readonly PartReport[];
  /** Pictures with the same content, as `part/id`; `acrossParts`: a test picture that was trained on. */
  readonly duplicates: readonly { pictures: readonly string[]; acrossParts: boolean }[];
  /** Doubts about the levels, each a sentence; empty where they fit. */
  readonly levelHints: readonly string[];
  /** What cannot be used. */
  readonly problems: readonly DatasetProblem[];
}

/** @param all pictures of all parts: a light that is rare in one part may have its like in the other */
export function reportPart(
  part: FolderPart,
  pictures: readonly InspectedPicture[],
  all: readonly InspectedPicture[],
): PartReport {
  return {
    part,
    pictures: pictures.length,
    sizes: countSizes(pictures),
    r: rangeOf(pictures.map(({ whitePoint }) => whitePoint.r)),
    b: rangeOf(pictures.map(({ whitePoint }) => whitePoint.b)),
    maskedShare: rangeOf(pictures.map(({ exposure: e }) => e.masked / e.pixels)),
    clippedShare: rangeOf(
      pictures.map(({ exposure: e }) => e.clipped / Math.max(1, e.pixels - e.masked)),
    ),
    channels: pooledChannels(pictures),
    groups: countGroups(pictures),
    dark: pictures
      .filter(({ exposure }) => (exposure.meanGreen ?? 0) < INSPECTION_SETTINGS.darkMeanGreen)
      .map(({ id }) => id),
    labelDoubt: doubtLabels(
      pictures.flatMap(({ whitePoint, exposure: { greyWorld } }) =>
        greyWorld === null ? [] : [{ whitePoint, greyWorld }],
      ),
    ),
    farLabels: findFarLabels(pictures, all),
  };
}

/** Means and deviations of all pixels together, from those of each picture. */
function pooledChannels(pictures: readonly InspectedPicture[]): ChannelStatistics[] | null {
  const seen = pictures.flatMap(({ exposure: { channels, pixels, masked } }) =>
    channels ? [{ channels, weight: Math.max(0, pixels - masked) }] : [],
  );
  const total = seen.reduce((sum, { weight }) => sum + weight, 0);
  if (!(total > 0)) return null;
  return [0, 1, 2].map((c) => {
    let [sum, squares] = [0, 0];
    for (const { channels, weight } of seen) {
      const { mean, deviation } = channels[c];
      sum += weight * mean;
      squares += weight * (deviation * deviation + mean * mean);
    }
    const mean = sum / total;
    return { mean, deviation: Math.sqrt(Math.max(0, squares / total - mean * mean)) };
  });
}

function rangeOf(values: readonly number[]): Range {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  if (n === 0) return { min: Number.NaN, median: Number.NaN, max: Number.NaN };
  const median = (sorted[(n - 1) >> 1] + sorted[n >> 1]) / 2;
  return { min: sorted[0], median, max: sorted[n - 1] };
}

function countSizes(pictures: readonly InspectedPicture[]): PartReport['sizes'] {
  const sizes = new Map<string, { widthPx: number; heightPx: number; pictures: number }>();
  for (const { exposure } of pictures) {
    const { widthPx, heightPx } = exposure;
    const key = `${widthPx}x${heightPx}`;
    const size = sizes.get(key) ?? { widthPx, heightPx, pictures: 0 };
    size.pictures++;
    sizes.set(key, size);
  }
  return [...sizes.values()].sort((a, b) => b.pictures - a.pictures);
}

function countGroups(pictures: readonly InspectedPicture[]): PartReport['groups'] {
  const groups: Record<string, Record<string, number>> = {};
  for (const { properties } of pictures) {
    for (const [name, value] of Object.entries(properties)) {
      groups[name] ??= {};
      groups[name][value] = (groups[name][value] ?? 0) + 1;
    }
  }
  return groups;
}

/**
 * Labels whose third nearest label is far away: a wrong label stands alone, while a rare light mostly comes with a few
 * of its kind.
 */
function findFarLabels(
  pictures: readonly InspectedPicture[],
  all: readonly InspectedPicture[],
): PartReport['farLabels'] {
  const { outlierMedians, outlierDegrees } = INSPECTION_SETTINGS;
  if (all.length < 5) return [];
  const labels = pictures.map(({ id, whitePoint }) => {
    const distances = Float64Array.from(all, (other) =>
      recoveryErrorDegrees(whitePoint, other.whitePoint),
    ).sort();
    // Place 0 is the label itself.
    return { id, whitePoint, nearestDegrees: distances[3] };
  });
  const { median } = rangeOf(labels.map(({ nearestDegrees }) => nearestDegrees));
  const limit = Math.max(outlierDegrees, outlierMedians * median);
  return labels
    .filter(({ nearestDegrees }) => nearestDegrees > limit)
    .sort((a, b) => b.nearestDegrees - a.nearestDegrees);
}

export function findDuplicates(pictures: readonly InspectedPicture[]): DatasetReport['duplicates'] {
  const byContent = new Map<string, InspectedPicture[]>();
  for (const picture of pictures) {
    const same = byContent.get(picture.sha256);
    if (same === undefined) byContent.set(picture.sha256, [picture]);
    else same.push(picture);
  }
  return [...byContent.values()]
    .filter((same) => same.length > 1)
    .map((same) => ({
      pictures: same.map(({ part, id }) => `${part}/${id}`),
      acrossParts: new Set(same.map(({ part }) => part)).size > 1,
    }));
}

/** Doubts about black and white level, out of the darkest and brightest values of all pictures. */
export function doubtLevels(
  pictures: readonly { readonly exposure: ValueExtent }[],
  { blackLevel, whiteLevel }: RawLevels,
): string[] {
  const seen = pictures.map(({ exposure }) => exposure).filter((e) => e.smallestValue !== null);
  if (seen.length === 0) return [];
  const { blackGap, belowBlackShare, whiteReach } = INSPECTION_SETTINGS;
  const range = whiteLevel - blackLevel;
  const smallest = rangeOf(seen.map((e) => e.smallestValue ?? 0));
  const largest = rangeOf(seen.map((e) => e.largestValue ?? 0));
  const lit = seen.filter(
    ({ meanGreen }) => (meanGreen ?? 1) >= INSPECTION_SETTINGS.noiseMeanGreen,
  );
  const pixels = lit.reduce((sum, e) => sum + e.pixels - e.masked, 0);
  const below = lit.reduce((sum, e) => sum + e.belowBlack, 0) / Math.max(1, pixels);
  const hints: string[] = [];
  const { likeGap, likePictures, likeShare } = INSPECTION_SETTINGS;
  const gap = smallest.min - blackLevel;
  const endAlike = seen.length >= likePictures && smallest.median - smallest.min < likeShare * gap;
  if (gap > blackGap * range || (gap > likeGap * range && endAlike)) {
    hints.push(
      `no value comes near the black level ${blackLevel}: the smallest is ${smallest.min}; is the black level higher?`,
    );
  }
  if (below > belowBlackShare) {
    const share = (100 * below).toFixed(1);
    hints.push(
      `${share} % of the pixels lie below the black level ${blackLevel} (smallest ${smallest.min}); is it lower?`,
    );
  }
  if (largest.max > whiteLevel) {
    hints.push(
      `values go above the white level ${whiteLevel}: the largest is ${largest.max}; is the white level higher?`,
    );
  } else if (largest.max < blackLevel + whiteReach * range) {
    hints.push(
      `no value comes near the white level ${whiteLevel}: the largest is ${largest.max}; is the white level lower?`,
    );
  }
  return hints;
}
