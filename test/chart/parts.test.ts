/** Levels of a picture, flat patches and colours of a chart, each against numbers worked out by hand. */
import { describe, expect, it } from 'vitest';
import { chartPicture, shrink, smooth, toFullPicture } from '../../dist/chart/chart-picture.js';
import { fitColours, hueAgreement, huesOf } from '../../dist/chart/colour-fit.js';
import { flatPatches } from '../../dist/chart/flat-patches.js';
import { readPatches } from '../../dist/chart/patches.js';
import { REFERENCE_COLOURS } from '../../dist/chart/reference-colours.js';

type Picture = Parameters<typeof shrink>[0];

/** Red, green and blue are the value, twice and thrice it. */
function pictureOf(rows: readonly (readonly number[])[]): Picture {
  const rgb = Float32Array.from(rows.flat().flatMap((value) => [value, 2 * value, 3 * value]));
  return { widthPx: rows[0]!.length, heightPx: rows.length, rgb };
}

const red = ({ rgb }: Picture) => [...rgb].filter((_, i) => i % 3 === 0);
const channels = ({ rgb }: Picture, pixel: number) => [...rgb.subarray(3 * pixel, 3 * pixel + 3)];

describe('a picture for charts', () => {
  it('is linear light with its sign below black, 1 from white on, masked pixels 0', () => {
    const rgb = Uint16Array.of(100, 350, 600, 50, 700, 1100, 0, 0, 0, 0, 100, 100);
    const { rgb: out } = chartPicture({
      widthPx: 2,
      heightPx: 2,
      rgb,
      blackLevel: 100,
      whiteLevel: 600,
    });
    const expected = [0, 0.5, 1, -0.1, 1, 1, 0, 0, 0, -0.2, 0, 0];
    expect([...out]).toEqual(expected.map(Math.fround));
  });

  it('shrinks to the means of whole blocks', () => {
    const level = shrink(
      pictureOf([
        [1, 3, 5, 7, 9],
        [2, 4, 6, 8, 9],
        [9, 9, 9, 9, 9],
      ]),
      2,
    );
    expect([level.widthPx, level.heightPx, level.factor]).toEqual([2, 1, 2]);
    expect(channels(level, 0)).toEqual([2.5, 5, 7.5]);
    expect(channels(level, 1)).toEqual([6.5, 13, 19.5]);
    // The middle of the first block of two lies between its pixels.
    expect([0, 1, 2.5].map((at) => toFullPicture(level, at))).toEqual([0.5, 2.5, 5.5]);
    expect(toFullPicture(shrink(pictureOf([[1]]), 1), 3)).toBe(3);
  });

  it('is smoothed by 1 2 1 both ways, its border held', () => {
    const level = {
      ...pictureOf([
        [0, 0, 0, 0],
        [0, 16, 0, 0],
        [0, 0, 0, 0],
        [0, 0, 0, 0],
      ]),
      factor: 1,
    };
    expect(red(smooth(level))).toEqual([1, 2, 1, 0, 2, 4, 2, 0, 1, 2, 1, 0, 0, 0, 0, 0]);
    expect(channels(smooth(level), 5)).toEqual([4, 8, 12]);
    const corner = {
      ...pictureOf([
        [16, 0],
        [0, 0],
      ]),
      factor: 1,
    };
    expect(red(smooth(corner))).toEqual([9, 3, 3, 1]);
    const last = {
      ...pictureOf([
        [0, 0],
        [0, 16],
      ]),
      factor: 1,
    };
    expect(red(smooth(last))).toEqual([1, 3, 3, 9]);
  });
});

describe('flat patches', () => {
  const widthPx = 60;
  const heightPx = 50;
  /** Pixels that do not change where `isFlat`; the border always does. */
  const found = (isFlat: (x: number, y: number) => boolean) => {
    const change = Float32Array.from({ length: widthPx * heightPx }, (_, i) => {
      const [x, y] = [i % widthPx, Math.floor(i / widthPx)];
      const isInside = x > 0 && y > 0 && x < widthPx - 1 && y < heightPx - 1;
      return isInside && isFlat(x, y) ? 0.125 : 1;
    });
    return flatPatches({ widthPx, heightPx, rgb: new Float32Array(0) }, change, 0.125);
  };

  it('have their centre and the root of their pixels, one for each that hangs together', () => {
    const boxes = found(
      (x, y) =>
        (x >= 3 && x <= 10 && y >= 4 && y <= 9) || (x >= 20 && x <= 25 && y >= 12 && y <= 18),
    );
    expect(boxes).toEqual([
      { x: 6.5, y: 6.5, size: Math.sqrt(48) },
      { x: 22.5, y: 15, size: Math.sqrt(42) },
    ]);
  });

  it('may be slanted, and hang together by sides, not by corners', () => {
    // A parallelogram of eight rows of eight, each a pixel to the right.
    const slanted = (x: number, y: number) => y >= 5 && y < 13 && x - y >= 3 && x - y < 11;
    expect(found(slanted)).toEqual([{ x: 15, y: 8.5, size: 8 }]);
    const [one, other] = found(
      (x, y) => (x >= 3 && x < 9 && y >= 3 && y < 9) || (x >= 9 && x < 15 && y >= 9 && y < 15),
    );
    expect([one, other]).toEqual([
      { x: 5.5, y: 5.5, size: 6 },
      { x: 11.5, y: 11.5, size: 6 },
    ]);
  });

  it('are neither bars nor frames', () => {
    expect(found((x, y) => x >= 5 && x < 30 && y >= 5 && y < 8)).toEqual([]);
    expect(found((x, y) => Math.max(Math.abs(x - 15), Math.abs(y - 15)) === 8)).toEqual([]);
  });
});

describe('patches at the border of a picture', () => {
  it('are read up to its first and last pixels, and no farther', () => {
    const [widthPx, heightPx] = [61, 41];
    const picture = { widthPx, heightPx, rgb: new Float32Array(3 * widthPx * heightPx).fill(0.5) };
    // One sample a patch, in its middle: columns 0..5 over x0 .. x0 + 5 step.
    const read = (x0: number, stepX: number, y0: number, stepY: number) =>
      readPatches(picture, [stepX, 0, x0, 0, stepY, y0, 0, 0, 1], 1) !== null;
    expect(read(0, 12, 0, 13)).toBe(true);
    expect(read(-0.6, 12, 0, 13)).toBe(false);
    expect(read(0, 12, -0.6, 13)).toBe(false);
    expect(read(0, 12.1, 0, 13)).toBe(false);
    expect(read(0, 12, 1, 13)).toBe(true);
    expect(read(0, 12, 2, 13)).toBe(false);
  });
});

describe('colours of a chart as a camera sees them', () => {
  const reference = REFERENCE_COLOURS.colorchecker;
  const MATRIX = [0.5, 0.3, 0.05, 0.15, 0.8, 0.1, 0.02, 0.25, 0.6];
  const OFFSET = [0.004, 0.01, 0.006];
  /** M r + o, the light falling off by `fall` a column; patch `dark` in a shadow. */
  const seen = (fall = 0, dark = -1) =>
    Float64Array.from({ length: 72 }, (_, i) => {
      const [k, c] = [Math.floor(i / 3), i % 3];
      const sum = [0, 1, 2].reduce((s, e) => s + MATRIX[3 * c + e]! * reference[3 * k + e]!, 0);
      return OFFSET[c]! + Math.exp(fall * ((k % 6) - 2.5)) * (k === dark ? 0.3 : 1) * sum;
    });
  const none = new Float64Array(72);

  it('fit whatever the matrix, the offset and the falling off, and nearly so with a shadow', () => {
    const plain = fitColours(seen(), none, reference)!;
    expect(plain.colourDegrees).toBeLessThan(1e-6);
    expect(plain.unexplained).toBeLessThan(1e-6);
    expect(plain.brightnessSpread).toBeLessThan(1e-9);
    expect(plain.isCamera).toBe(true);
    const falling = fitColours(seen(0.1), none, reference)!;
    expect(falling.colourDegrees).toBeLessThan(1e-3);
    expect(falling.brightnessSpread).toBeLessThan(1e-4);
    const shaded = fitColours(seen(0.1, 13), none, reference)!;
    expect(shaded.colourDegrees).toBeLessThan(1);
    expect(falling.isCamera).toBe(true);
  });

  it('are those of no camera where channels are exchanged, nor of a chart where patches are', () => {
    const swapped = seen().map((_, i, all) => all[i - (i % 3) + [2, 1, 0][i % 3]!]!);
    expect(fitColours(swapped, none, reference)!.isCamera).toBe(false);
    const turned = seen().map((_, i, all) => all[(i + 36) % 72]!);
    const { unexplained } = fitColours(turned, none, reference)!;
    expect(unexplained).toBeGreaterThan(0.5);
    expect(fitColours(new Float64Array(72), none, reference)).toBeNull();
  });

  it('have hues: log R/G and log B/G with a floor of a hundredth, about their means, of length 1', () => {
    const colours = seen();
    const floor = 0.01 * Math.max(...colours);
    const expected = [0, 2].flatMap((c) => {
      const logs = Array.from({ length: 24 }, (_, k) =>
        Math.log((colours[3 * k + c]! + floor) / (colours[3 * k + 1]! + floor)),
      );
      const mean = logs.reduce((a, b) => a + b) / 24;
      const length = Math.hypot(...logs.map((log) => log - mean));
      return logs.map((log) => (log - mean) / length);
    });
    for (const [i, hue] of huesOf(colours).entries()) expect(hue).toBeCloseTo(expected[i]!, 12);
    // What is below black counts as black.
    const below = colours.with(0, -5);
    expect(huesOf(below)).toEqual(huesOf(colours.with(0, 0)));
  });

  it('agree with themselves whole, and by the worse of both hues', () => {
    const colours = seen();
    expect(hueAgreement(colours, huesOf(colours))).toBeCloseTo(1, 12);
    const hues = huesOf(colours);
    const mixed = hues.map((hue, i) => (i < 24 ? hue : -hue));
    expect(hueAgreement(colours, mixed)).toBeCloseTo(-1, 12);
    expect(
      hueAgreement(
        colours,
        hues.map((hue, i) => (i < 24 ? -hue : hue)),
      ),
    ).toBeCloseTo(-1, 12);
  });
});
