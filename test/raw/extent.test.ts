/** How far values reach: against the plain definition, over pictures longer than a run of the pass. */
import { describe, expect, it } from 'vitest';
import { pictureExtent } from '../../dist/raw/decode/index.js';

function pictureOf(pixels: number, valueAt: (i: number) => number) {
  const rgb = Uint16Array.from({ length: 3 * pixels }, (_, i) => valueAt(i));
  return { widthPx: pixels, heightPx: 1, rgb, blackLevel: 500, whiteLevel: 60_000 };
}

describe('how far the values of a picture reach', () => {
  it.each([1, 2047, 2048, 2049, 9000])('is what a plain count says of %i pixels', (pixels) => {
    let state = 7;
    const image = pictureOf(pixels, (i) => {
      state = (Math.imul(state, 48_271) + 11) & 0x7fffffff;
      // Every fifth pixel is masked, and some lie below black.
      return Math.floor(i / 3) % 5 === 4 ? 0 : 300 + (state % 65_000);
    });
    const seen = Array.from({ length: pixels }, (_, i) => image.rgb.slice(3 * i, 3 * i + 3)).filter(
      ([r, g, b]) => r! + g! + b! > 0,
    );
    const channel = (c: number) => seen.map((pixel) => pixel[c]!);
    expect(pictureExtent(image)).toEqual({
      counted: seen.length,
      belowBlack: seen.filter((pixel) => Math.min(...pixel) < 500).length,
      smallestValue: Math.min(...seen.map((pixel) => Math.min(...pixel))),
      largestValue: Math.max(...seen.map((pixel) => Math.max(...pixel))),
      darkest: [0, 1, 2].map((c) => Math.min(...channel(c))),
      sums: [0, 1, 2].map((c) => channel(c).reduce((a, b) => a + b, 0)),
    });
  });

  it('is exact where all is as bright as can be', () => {
    const { sums, largestValue } = pictureExtent(pictureOf(100_000, () => 65_535));
    expect(sums).toEqual([6_553_500_000, 6_553_500_000, 6_553_500_000]);
    expect(largestValue).toBe(65_535);
  });

  it('counts nothing where all is masked', () => {
    expect(pictureExtent(pictureOf(10, () => 0)).counted).toBe(0);
  });
});
