/** Errors of a cross-validation fold by fold: which part of the pictures is hard for a network that has seen the others. */
import type { ThumbnailEntry } from '../dataset/index.js';
import { type ErrorSummary, summariseErrors } from '../metrics/index.js';

/** Errors in degrees on the pictures that one fold held back. */
export interface FoldErrors extends ErrorSummary {
  /** From 1. */
  readonly fold: number;
  /** Groups whose pictures were held back together, sorted; absent where folds are not made of groups. */
  readonly groups?: readonly string[];
  readonly pictures: number;
}

/** `validation`: indices of the pictures held back, fold by fold; `degrees`: errors of all pictures. `property` made the folds. */
export function summariseFolds(
  folds: readonly { readonly validation: ArrayLike<number> }[],
  degrees: readonly number[],
  entries: readonly ThumbnailEntry[],
  property: string | null,
): FoldErrors[] {
  return folds.map(({ validation }, i) => {
    const held = Array.from(validation);
    const groups = property && new Set(held.map((n) => entries[n]!.properties[property] ?? ''));
    return {
      fold: i + 1,
      ...(groups ? { groups: [...groups].sort() } : {}),
      pictures: held.length,
      ...summariseErrors(held.map((n) => degrees[n]!)),
    };
  });
}
