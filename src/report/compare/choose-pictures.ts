/** Which pictures a comparison shows. */
import { inOption } from '../../errors/index.js';
import { type PictureCounts, pickPictures } from '../evaluation/picture-choice.js';
import { type ChosenPicture, namedPictures } from './comparison.js';

/** As options say: pictures by name, or how many by their error. */
export interface PicturesChoice extends Partial<PictureCounts> {
  readonly pictures?: readonly string[];
}

const DEFAULT_COUNTS: PictureCounts = { best: 2, median: 2, worst: 2 };

/**
 * The pictures asked for; else by `errors`, those of the first method, two of each kind where no kind is asked for.
 * Throws UsageError for ids that are not among `known`.
 */
export function choosePictures(
  { pictures, best, median, worst }: PicturesChoice,
  known: readonly string[],
  errors: ArrayLike<number>,
): ChosenPicture[] {
  if (pictures !== undefined) return inOption('--pictures', () => namedPictures(pictures, known));
  const isSaid = [best, median, worst].some((count) => count !== undefined);
  const said = { best: best ?? 0, median: median ?? 0, worst: worst ?? 0 };
  return pickPictures(errors, isSaid ? said : DEFAULT_COUNTS);
}
