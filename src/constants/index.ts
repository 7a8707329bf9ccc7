/**
 * Numbers that several ways to run a network must agree on. From here the build writes them into the AssemblyScript kernels,
 * the C export prints them as `#define`, and the page takes them from the package. Each line is `export const NAME = number;`.
 */

/**
 * Linear value below which a cell's brightest channel is no light, and a frame where its mean luminance is below it: 1.4 of
 * 14335 levels, as near as black levels are known. Noise is no reason: averages are signed, so that it goes out of them.
 */
export const BLACK_CELL = 0.0001;
/** Linear value from which on a channel counts as clipped; sensors saturate a little below the nominal white level. */
export const CLIPPED_VALUE = 0.98;

/** Share of usable cells above which more of the frame says nothing new: infer/confidence.ts. */
export const ENOUGH_USABLE = 0.5;
/** Spread of the lights that a network mixes that halves the confidence; the median was 3.7, the ninth decile 9.3 degrees. */
export const HALF_SPREAD_DEGREES = 8;

/** Mean luminance (linear) that halves the confidence: docs/exposure.md. */
export const HALF_LUMINANCE = 0.0005;

/** Share of pixels with a channel below black up to which a black level is not doubted: dark shadows of bright pictures. */
export const BELOW_BLACK_LIMIT = 0.5;
/** How far values may exceed the white level, as a share of the range: levels are often stated a little low. */
export const ABOVE_WHITE_LIMIT = 0.1;

/** Slope of a leaky ReLU that states none. */
export const LEAKY_SLOPE = 0.01;

/** What is answered without light by a network that knows no mean light, for r and for b. */
export const NEUTRAL = 1;

/** Lux of a scene of whose brightness nothing is known, as libcamera takes it. */
export const UNKNOWN_LUX = 400;
