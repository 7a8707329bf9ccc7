/** Whether adapting helped: errors on pictures that took no part, before and after, picture by picture. */
import { mean, median, type PairedDifference, pairedBootstrap } from '../metrics/index.js';
import { createRng } from '../random/index.js';
import { ADAPT_SETTINGS } from './settings.js';

/**
 * `helped`: better, and no chance of the draw at 95 %. `probably helped`: better, more likely than not. `did not help`: no
 * such thing can be said. `too few pictures`: nothing can be said.
 */
export type Verdict = 'helped' | 'probably helped' | 'did not help' | 'too few pictures';

/** Recovery errors in degrees of the pictures. */
export interface AdaptationErrors {
  readonly mean: number;
  readonly median: number;
}

export interface Judgement {
  readonly verdict: Verdict;
  readonly pictures: number;
  /** Held back in turn; 0 where there were too few pictures for that. */
  readonly folds: number;
  /** Of the model that was begun with, which has seen none of the pictures. */
  readonly before: AdaptationErrors;
  /** Each picture by a model adapted to the others. */
  readonly after?: AdaptationErrors;
  /** After minus before: mean, its 95 % interval, and in how many resamples of the pictures it is below 0. */
  readonly difference?: PairedDifference;
}

/**
 * From errors in degrees picture by picture; `held` null where nothing could be held back. `seed` is that of the resamples.
 */
export function judgeAdaptation(
  before: readonly number[],
  held: { readonly after: readonly number[]; readonly folds: number } | null,
  seed: number,
): Judgement {
  const pictures = before.length;
  const judged = { pictures, folds: held?.folds ?? 0, before: errorsOf(before) };
  if (!held) return { verdict: 'too few pictures', ...judged };
  const rng = createRng(seed).fork('verdict');
  const difference = pairedBootstrap(held.after, before, { rng });
  const measured = { ...judged, after: errorsOf(held.after), difference };
  return { verdict: verdictOf(difference, pictures), ...measured };
}

function errorsOf(degrees: readonly number[]): AdaptationErrors {
  return { mean: mean(degrees), median: median(degrees) };
}

function verdictOf({ interval, shareBetter }: PairedDifference, pictures: number): Verdict {
  if (pictures < ADAPT_SETTINGS.leastPictures) return 'too few pictures';
  if (interval[1] < 0) return 'helped';
  return shareBetter >= neededShare(pictures) ? 'probably helped' : 'did not help';
}

/** The fewer pictures, the surer it must look: an interval of few is narrower than it should be. */
function neededShare(pictures: number): number {
  return ADAPT_SETTINGS.neededShare + ADAPT_SETTINGS.neededOfFew / pictures;
}
