/**
 * The sRGB transfer function [IEC61966-2-1], in its exact piecewise form, and its inverse; both take and give
 * 0..1. The linear part ends at 0.0031308 (linear) = 0.04045 (encoded).
 */

const LINEAR_END = 0.0031308;
const ENCODED_END = 0.04045;

/** Linear light in 0..1 to the encoded value in 0..1. */
export function linearToSrgb(linear: number): number {
  return linear <= LINEAR_END ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
}

/** Encoded value in 0..1 to linear light in 0..1. */
export function srgbToLinear(encoded: number): number {
  return encoded <= ENCODED_END ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
}

/** Linear light to an 8-bit sRGB code, clipped to 0..255. */
export function linearToSrgb8(linear: number): number {
  if (!(linear > 0)) return 0;
  return linear >= 1 ? 255 : Math.round(255 * linearToSrgb(linear));
}
