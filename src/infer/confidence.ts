/**
 * How far an estimate may be trusted, from what there is without a second network:
 *
 *   confidence = evidence x agreement x light
 *   evidence   = min(1, usable / ENOUGH_USABLE)           usable: share of the frame neither masked, black nor clipped
 *   agreement  = 1 / (1 + (spread / HALF_SPREAD)^2)       spread: of the lights that the network mixes, in degrees;
 *                                                         1 for networks that mix none
 *   light      = luminance / (luminance + HALF_LUMINANCE) luminance: mean linear (R + G + B) / 3 where no channel is clipped
 *
 * It orders estimates and is no probability. The default network before it saw edges, three folds of Cube++ thumbnails by
 * runs, 877 pictures it had not seen: rank correlation of spread and error 0.35 (entropy of the mixture: 0.26); mean error by
 * quarters of the spread 0.81, 1.43, 1.40 and 2.10 degrees. The usable share told nothing there, where it was above 0.8 nearly always.
 */

import { ENOUGH_USABLE, HALF_LUMINANCE, HALF_SPREAD_DEGREES } from '../constants/index.js';

/**
 * 0..1; falls with the spread, rises with the usable share and the luminance. `spreadDegrees` is 0 for networks without a
 * mixture.
 */
export function confidenceOf(
  { usable, luminance }: { readonly usable: number; readonly luminance: number },
  spreadDegrees: number,
): number {
  const evidence = Math.min(1, usable / ENOUGH_USABLE);
  const light = Math.max(0, luminance);
  return (
    ((evidence / (1 + (spreadDegrees / HALF_SPREAD_DEGREES) ** 2)) * light) /
    (light + HALF_LUMINANCE)
  );
}
