/** Whether a picture's values and its levels can belong together. */
import { ABOVE_WHITE_LIMIT, BELOW_BLACK_LIMIT } from '../constants/index.js';
import { exposureStatistics } from './exposure-statistics.js';
import type { RawImage } from './image/raw-image.js';

export type LevelFault =
  /** All pixels are masked. */
  | { readonly kind: 'masked' }
  /** `belowBlack` or values far above white; values of unmasked pixels, and the share of those below black, 0..1. */
  | {
      readonly kind: 'belowBlack' | 'aboveWhite';
      readonly share: number;
      readonly smallestValue: number;
      readonly largestValue: number;
    };

/** Why the levels cannot be those of the picture, or null. */
export function levelFault(image: RawImage): LevelFault | null {
  const { blackLevel, whiteLevel } = image;
  const { pixels, masked, belowBlack, smallestValue, largestValue } = exposureStatistics(image);
  if (smallestValue === null || largestValue === null) return { kind: 'masked' };
  const share = belowBlack / (pixels - masked);
  const values = { share, smallestValue, largestValue };
  if (belowBlack > BELOW_BLACK_LIMIT * (pixels - masked)) return { kind: 'belowBlack', ...values };
  if (largestValue > whiteLevel + ABOVE_WHITE_LIMIT * (whiteLevel - blackLevel))
    return { kind: 'aboveWhite', ...values };
  return null;
}
