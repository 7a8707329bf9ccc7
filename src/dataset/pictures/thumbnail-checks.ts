/** What is held against pictures before anything learns from them: their own word, the levels, the labels. */

import { type DatasetLevels, DESCRIPTION_FILE } from '../dataset-description.js';
import { DatasetError } from '../dataset-error.js';
import type { DatasetIndex, DatasetPart, DatasetPicture } from '../dataset-index.js';
import { doubtAllLevels } from '../inspect/inspect-pictures.js';
import { doubtLabels, type LabelledGreyWorld } from '../inspect/label-agreement.js';
import { doubtColours } from './colour-doubt.js';
import type { CachedThumbnails } from './thumbnail-cache.js';
import { THUMBNAIL_CHANNELS, type ThumbnailSet, thumbnailPixels } from './thumbnail-set.js';

/** Share of pictures whose values do not go with the levels, from which on the levels are taken for wrong. */
const DOUBTED_SHARE = 0.5;
/** Doubted pictures that a notice names. */
const NAMED_DOUBTS = 3;

/** Without pictures that are not linear by their own word. Throws DatasetError, one problem for all, unless `skipBad`. */
export function withoutCurved(
  index: DatasetIndex,
  whiteLevel: number,
  skipBad: boolean,
): DatasetIndex {
  const doubts = doubtColours(
    index.pictures.map(({ file }) => file),
    whiteLevel,
  );
  if (doubts === null) return index;
  const pictures = index.pictures.filter(({ file }) => !doubts.files.has(file));
  if (!skipBad || pictures.length === 0) {
    throw new DatasetError(`data set ${index.dir} (${index.part})`, [doubts.problem]);
  }
  return { ...index, pictures, skipped: [...index.skipped, doubts.problem] };
}

/**
 * The check that `predict` makes of one picture, made of all: a notice where some have values that do not go with the
 * levels. Throws DatasetError where most have.
 */
export function checkLevels(
  dir: string,
  part: DatasetPart,
  { doubts }: CachedThumbnails,
  pictures: readonly DatasetPicture[],
): string[] {
  const cure =
    "Give the camera's own levels in dataset.json or with --black-level and --white-level.";
  const problems = doubts.map(({ index, message }) => ({
    file: pictures[index].file,
    message,
    cure,
  }));
  if (problems.length === 0) return [];
  const count = `${problems.length} of ${pictures.length} pictures`;
  if (problems.length > DOUBTED_SHARE * pictures.length) {
    throw new DatasetError(`data set ${dir} (${part}), levels that cannot be right`, problems);
  }
  const some = problems.slice(0, NAMED_DOUBTS).map(({ file, message }) => `${file}: ${message}`);
  return [`${count} (${part}) do not go with the levels: ${some.join('; ')}. ${cure}`];
}

/** Pictures from which on their darkest and brightest values say something of the levels: a few may well be dark. */
const LEAST_EXTENTS = 5;

/**
 * Doubts about the levels that all pictures tell together, each a notice. Pictures with levels of their own, in their files or
 * in dataset.json, are left out.
 */
export function doubtExtents(
  what: string,
  extents: CachedThumbnails['extents'],
  pictures: readonly DatasetPicture[],
  { blackOf, lowestBlack, whiteLevel }: DatasetLevels,
): string[] {
  const judged = extents.flatMap(({ blackLevel: black, whiteLevel: white, ...exposure }, i) => {
    const isOfAll = Math.min(...[blackOf(pictures[i].id)].flat()) === lowestBlack;
    return isOfAll && black === lowestBlack && white === whiteLevel ? [{ exposure }] : [];
  });
  if (judged.length < LEAST_EXTENTS) return [];
  const cure = 'Compare with the camera, and give --black-level and --white-level.';
  const levels = { blackLevel: lowestBlack, whiteLevel };
  return doubtAllLevels(judged, levels).map((doubt) => `${what}: ${doubt} ${cure}`);
}

/** A doubt about the labels as a notice. Throws DatasetError where it is certain. */
export function checkLabels(dir: string, set: ThumbnailSet, what: string): string[] {
  const doubt = doubtLabels(labelledGreyWorlds(set));
  if (doubt === null) return [];
  const { message, cure, isCertain } = doubt;
  if (!isCertain) return [`${what}: ${message}. ${cure}`];
  const flag = `--trust-labels, or "trustLabels": true in ${DESCRIPTION_FILE}`;
  throw new DatasetError(`${what}, labels that contradict the pictures`, [
    { file: dir, message, cure: `${cure} Where they are right all the same, go on with ${flag}.` },
  ]);
}

/** Linear value from which on a cell of a thumbnail holds clipped pixels. */
const CLIPPED = 0.98;

/** Labels beside grey world over the cells that are not clipped; pictures without light in a channel are left out. */
function labelledGreyWorlds(set: ThumbnailSet): LabelledGreyWorld[] {
  return set.entries.flatMap(({ whitePoint }, index) => {
    const pixels = thumbnailPixels(set, index);
    const sums = [0, 0, 0];
    for (let o = 0; o < pixels.length; o += THUMBNAIL_CHANNELS) {
      if (Math.max(pixels[o], pixels[o + 1], pixels[o + 2]) >= CLIPPED) continue;
      for (let c = 0; c < 3; c++) sums[c] += pixels[o + c] * pixels[o + 3];
    }
    const [red, green, blue] = sums;
    if (!(red > 0 && green > 0 && blue > 0)) return [];
    return [{ whitePoint, greyWorld: { r: red / green, b: blue / green } }];
  });
}
