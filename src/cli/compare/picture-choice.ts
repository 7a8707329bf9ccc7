/** Which pictures of a data set a comparison shows: named ones, or the best, middlemost and worst by an error. */
import type { PictureRank } from '../../report/index.js';
import { UsageError } from '../exit-code.js';

export interface PictureCounts {
  readonly best: number;
  readonly median: number;
  readonly worst: number;
}

export interface ChosenPicture {
  readonly index: number;
  readonly rank?: PictureRank;
}

/** Indices of pictures by id, in the order in which they are named. Throws UsageError for one that is not there. */
export function pictureIndices(ids: readonly string[], known: readonly string[]): ChosenPicture[] {
  return [...new Set(ids)].map((id) => {
    const index = known.indexOf(id);
    if (index >= 0) return { index };
    const some = known.slice(0, 3).join(', ');
    throw new UsageError(
      `--pictures: expected ids of this part (${some}, ... ${known.length} in all), got ${id}`,
    );
  });
}

/**
 * Pictures by their errors, no picture twice: the best with the lowest ones first, then those around the median, then
 * the worst with the highest last. Where there are too few, the best and the worst go before the middle.
 */
export function picturesByError(
  errors: ArrayLike<number>,
  { best, median, worst }: PictureCounts,
): ChosenPicture[] {
  const order = Array.from(errors, (error, index) => ({ error, index }))
    .sort((a, b) => a.error - b.error || a.index - b.index)
    .map(({ index }) => index);
  const lowest = order.slice(0, best);
  const highest = order.slice(Math.max(lowest.length, order.length - worst));
  const between = order.slice(lowest.length, order.length - highest.length);
  const centre = Math.floor(order.length / 2) - lowest.length - Math.floor(median / 2);
  const first = Math.max(0, Math.min(centre, between.length - median));
  const named = (indices: readonly number[], rank: PictureRank): ChosenPicture[] =>
    indices.map((index) => ({ index, rank }));
  return [
    ...named(lowest, 'best'),
    ...named(between.slice(first, first + median), 'median'),
    ...named(highest, 'worst'),
  ];
}
