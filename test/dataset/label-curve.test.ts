/** The curve that labels lie along, where they are few and leave wide gaps. */
import { describe, expect, it } from 'vitest';
import { fitLabelCurve, placeByLine } from '../../dist/dataset/index.js';
import { createRng } from '../../dist/random/index.js';

const rng = createRng('label curve');
/** A light at a share of the way from lamps to shade, along a straight line in log chroma, and a little off it. */
const light = (share: number) => ({
  r: Math.exp(0.1 - share + 0.005 * rng.normal()),
  b: Math.exp(-1.2 + 1.1 * share + 0.005 * rng.normal()),
});

describe('the curve of labels', () => {
  it.each([
    [
      'daylight and one lamp far off',
      [...Array.from({ length: 24 }, (_, i) => 0.9 + 0.004 * i), 0],
    ],
    ['two crowds far apart', Array.from({ length: 24 }, (_, i) => (i % 2) * 0.98 + 0.001 * i)],
    ['three crowds', Array.from({ length: 24 }, (_, i) => (i % 3) * 0.49 + 0.001 * i)],
    ['labels all along', Array.from({ length: 24 }, (_, i) => i / 23)],
  ])('is a line from end to end of %s', (_name, shares) => {
    const lights = shares.map(light);
    const line = fitLabelCurve(lights)!;
    for (const { r, b, alongDegrees } of line) {
      expect(Number.isFinite(r * b * alongDegrees)).toBe(true);
      // Straight through the gaps: near the line that all of them lie about, though a crowd's own slope is carried into them.
      const share = 0.1 - Math.log(r);
      expect(Math.abs(Math.log(b) - (-1.2 + 1.1 * share))).toBeLessThan(0.35);
    }
    const along = line.map(({ alongDegrees }) => alongDegrees);
    expect(along.every((value, i) => i === 0 || value > along[i - 1]!)).toBe(true);
    for (const one of lights) expect(Math.abs(placeByLine(line, one).offDegrees)).toBeLessThan(2);
  });
});
