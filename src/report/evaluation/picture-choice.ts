/** Which pictures of a data set are shown: the best, middlemost and worst by an error. */

/** Why a picture is shown. */
export type PictureRank = 'best' | 'median' | 'worst';

export interface PickedPicture {
  readonly index: number;
  readonly rank: PictureRank;
}

/** How many pictures of each kind to show. */
export type PictureCounts = Readonly<Record<PictureRank, number>>;

/** Up to `each` of a kind, and no more than a third of all. */
export function countEach(each: number, pictures: number): PictureCounts {
  const count = Math.min(each, Math.max(1, Math.floor(pictures / 3)));
  return { best: count, median: count, worst: count };
}

/**
 * Pictures by their errors, no picture twice: the best with the lowest ones first, then those around the median, then
 * the worst with the highest last. Where there are too few, the best and the worst go before the middle. Indices into
 * `errors`.
 */
export function pickPictures(
  errors: ArrayLike<number>,
  { best, median, worst }: PictureCounts,
): PickedPicture[] {
  const order = Array.from(errors, (error, index) => ({ error, index }))
    .sort((a, b) => a.error - b.error || a.index - b.index)
    .map(({ index }) => index);
  const lowest = order.slice(0, best);
  const highest = order.slice(Math.max(lowest.length, order.length - worst));
  const between = order.slice(lowest.length, order.length - highest.length);
  const centre = Math.floor(order.length / 2) - lowest.length - Math.floor(median / 2);
  const first = Math.max(0, Math.min(centre, between.length - median));
  const named = (indices: readonly number[], rank: PictureRank): PickedPicture[] =>
    indices.map((index) => ({ index, rank }));
  return [
    ...named(lowest, 'best'),
    ...named(between.slice(first, first + median), 'median'),
    ...named(highest, 'worst'),
  ];
}
