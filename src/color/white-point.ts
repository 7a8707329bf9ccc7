/**
 * White points and colour gains, two words that are never mixed: a white point {r, b} is what a grey
 * surface looks like to the camera (r = R/G, b = B/G); colour gains {red, blue} are what undoes it (1/r, 1/b,
 * green 1). libcamera's ct_curve and DNG's AsShotNeutral hold white points, its ColourGains hold gains.
 */

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

/** Gains that undo a white point. */
export function whitePointToGains({ r, b }: WhitePoint): ColourGains {
  return { red: 1 / r, blue: 1 / b };
}

/** The white point that gains undo. */
export function gainsToWhitePoint({ red, blue }: ColourGains): WhitePoint {
  return { r: 1 / red, b: 1 / blue };
}

/** White point of a light's camera colour (R, G, B of a grey, any scale); all three must be > 0. */
export function rgbToWhitePoint(red: number, green: number, blue: number): WhitePoint {
  if (!(red > 0 && green > 0 && blue > 0)) {
    throw new RangeError(
      `rgbToWhitePoint: expected three positive values, got ${red}, ${green}, ${blue}`,
    );
  }
  return { r: red / green, b: blue / green };
}
