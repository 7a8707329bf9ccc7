import { expect, it } from 'vitest';
import { exposureStatistics, type RawImage } from '../../dist/raw/index.js';

const LEVELS = { blackLevel: 1000, whiteLevel: 5000 };

function image(widthPx: number, heightPx: number, pixels: number[][]): RawImage {
  return { ...LEVELS, widthPx, heightPx, rgb: Uint16Array.from(pixels.flat()) };
}

it('exposureStatistics counts masked, clipped and too dark pixels', () => {
  const pixels = [
    [0, 0, 0],
    [5000, 3000, 1000],
    [1000, 900, 1000],
    [2000, 2000, 4919],
    [2000, 2000, 4920],
  ];
  expect(exposureStatistics(image(5, 1, pixels))).toEqual({
    pixels: 5,
    masked: 1,
    clipped: 2,
    belowBlack: 1,
    smallestValue: 900,
    largestValue: 5000,
    meanGreen: (2000 - 100 + 1000 + 1000) / 4 / 4000,
    greyWorld: { r: 1000 / 900, b: 3919 / 900 },
    channels: [
      // 4000, 0, 1000, 1000; 2000, -100, 1000, 1000; 0, 0, 3919, 3920, all over 4000.
      { mean: 0.375, deviation: 0.375 },
      { mean: 0.24375, deviation: expect.closeTo(Math.sqrt(0.0344921875), 12) },
      { mean: 7839 / 16_000, deviation: expect.closeTo(0.4899375, 6) },
    ],
  });
  const strict = exposureStatistics(image(5, 1, pixels), { clipThreshold: 1 });
  expect(strict.clipped).toBe(1);
});

it('exposureStatistics has nothing to say about a picture that is all mask', () => {
  const { masked, smallestValue, largestValue, meanGreen } = exposureStatistics(
    image(2, 1, [
      [0, 0, 0],
      [0, 0, 0],
    ]),
  );
  expect([masked, smallestValue, largestValue, meanGreen]).toEqual([2, null, null, null]);
});
