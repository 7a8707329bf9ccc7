/**
 * Thumbnails made with one black level, as they would be with another. Averages are linear in the values, and clipping
 * at white does not depend on black, so nothing is lost on the way:
 *   (v - b) / (w - b) = ((v - a) / (w - a) (w - a) + a - b) / (w - b)
 * for signed averages; masked cells stay 0.
 */
import type { BlackLevel } from '../dataset-description.js';

const CHANNELS = 4;

/** Moves pixels (R, G, B, coverage), in place, from black level `from` to `to`, both below `whiteLevel`. */
export function shiftBlack(
  pixels: Float32Array,
  { from, to, whiteLevel }: { from: number; to: BlackLevel; whiteLevel: number },
): void {
  for (let c = 0; c < 3; c++) {
    const black = typeof to === 'number' ? to : to[c]!;
    if (black === from) continue;
    const scale = (whiteLevel - from) / (whiteLevel - black);
    const offset = (from - black) / (whiteLevel - black);
    for (let o = 0; o < pixels.length; o += CHANNELS) {
      if (pixels[o + 3]! > 0) pixels[o + c] = pixels[o + c]! * scale + offset;
    }
  }
}
