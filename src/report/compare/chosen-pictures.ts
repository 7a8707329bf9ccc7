/** Which pictures of a data set a comparison shows. */
import { pickPictures } from '../evaluation/picture-choice.js';
import { type ChosenPicture, namedPictures } from './comparison.js';

export interface CountChoice {
  /** Ids; else by the errors. */
  readonly pictures?: readonly string[];
  readonly best?: number;
  readonly median?: number;
  readonly worst?: number;
}

const DEFAULT_COUNTS = { best: 2, median: 2, worst: 2 } as const;

/** Those that are named; else by the errors of the first method, in the order of `ids`. Throws RangeError for ids that are not there. */
export function chosenPictures(
  { pictures, best, median, worst }: CountChoice,
  ids: readonly string[],
  errors: ArrayLike<number>,
): ChosenPicture[] {
  if (pictures !== undefined) return namedPictures(pictures, ids);
  const isSaid = [best, median, worst].some((count) => count !== undefined);
  return pickPictures(
    errors,
    isSaid ? { best: best ?? 0, median: median ?? 0, worst: worst ?? 0 } : DEFAULT_COUNTS,
  );
}
