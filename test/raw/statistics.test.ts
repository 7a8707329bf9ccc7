import { expect, it } from 'vitest';
import { createRng } from '../../dist/random/index.js';
import { exposureStatistics, type RawImage, zoneStatistics } from '../../dist/raw/index.js';

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

it('zoneStatistics puts every unmasked pixel into one zone', () => {
  const rng = createRng(3);
  const pixels = Array.from({ length: 13 * 11 }, () =>
    rng.uniform() < 0.2 ? [0, 0, 0] : [0, 1, 2].map(() => 1 + rng.integer(6000)),
  );
  const raw = image(13, 11, pixels);
  const { sums, counted } = zoneStatistics(raw, { rows: 3, columns: 5 });
  const total = zoneStatistics(raw, { rows: 1, columns: 1 });
  expect(counted.length).toBe(15);
  expect(counted.reduce((a, b) => a + b, 0)).toBe(total.counted[0]);
  expect(total.counted[0]).toBe(pixels.filter((p) => p.some((v) => v > 0)).length);
  for (let c = 0; c < 3; c++) {
    const expected = pixels.reduce(
      (sum, p) => sum + (p.some((v) => v > 0) ? p[c] - 1000 : 0) / 4000,
      0,
    );
    expect(total.sums[c]).toBeCloseTo(expected, 9);
    expect(sums.filter((_, i) => i % 3 === c).reduce((a, b) => a + b, 0)).toBeCloseTo(expected, 9);
  }
});

it('zoneStatistics leaves saturated pixels out on request and refuses a grid finer than the picture', () => {
  const raw = image(2, 1, [
    [4999, 2000, 2000],
    [5000, 2000, 2000],
  ]);
  expect([...zoneStatistics(raw, { rows: 1, columns: 2, saturation: 1 }).counted]).toEqual([1, 0]);
  expect([...zoneStatistics(raw, { rows: 1, columns: 2 }).counted]).toEqual([1, 1]);
  expect(() => zoneStatistics(raw, { rows: 2, columns: 1 })).toThrow(/got 2x1/);
});
