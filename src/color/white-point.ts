/**
 * White points and colour gains, two words that are never mixed: a white point {r, b} is what a grey
 * surface looks like to the camera (r = R/G, b = B/G); colour gains {red, blue} are what undoes it (1/r, 1/b,
 * green 1). libcamera's ct_curve and DNG's AsShotNeutral hold white points, its ColourGains hold gains.
 */

import { describeValue } from '../text/index.js';

/** The colour of the light as the camera sees it on a grey surface: r = R/G, b = B/G, both > 0. */
export interface WhitePoint {
  readonly r: number;
  readonly b: number;
}

/** What makes a grey surface grey again: multiply red and blue by these, green by 1. */
export interface ColourGains {
  readonly red: number;
  readonly blue: number;
}

/** Gains that undo a white point. Throws RangeError where they would not be finite and above 0. */
export function whitePointToGains({ r, b }: WhitePoint): ColourGains {
  return { red: inverse('white point', r), blue: inverse('white point', b) };
}

/** The white point that gains undo. Throws RangeError where it would not be finite and above 0. */
export function gainsToWhitePoint({ red, blue }: ColourGains): WhitePoint {
  return { r: inverse('gain', red), b: inverse('gain', blue) };
}

/** 1 / value; of numbers below 6e-309 that is Infinity. */
function inverse(name: string, value: number): number {
  const inverted = typeof value === 'number' ? 1 / value : Number.NaN;
  if (inverted > 0 && inverted < Number.POSITIVE_INFINITY) return inverted;
  throw new RangeError(
    `${name}: expected a number above 0 whose inverse is finite, got ${describeValue(value)}`,
  );
}

/** White point of a light's camera colour (R, G, B of a grey, any scale). Throws RangeError unless all three are above 0. */
export function rgbToWhitePoint(red: number, green: number, blue: number): WhitePoint {
  if (!(red > 0 && green > 0 && blue > 0)) {
    throw new RangeError(
      `rgbToWhitePoint: expected three positive values, got ${red}, ${green}, ${blue}`,
    );
  }
  return { r: red / green, b: blue / green };
}
