/** Parts of the filter at the exact edges of their rules, with values worked out by hand. */
import { describe, expect, it } from 'vitest';
import { AwbFilter } from '../../dist/infer/index.js';

const DAYLIGHT = { r: 0.5, b: 0.5 };
const LAMP = { r: 1, b: 0.25 };
const see = (filter: AwbFilter, whitePoint: typeof LAMP, frames: number) =>
  Array.from({ length: frames }, () => filter.update({ whitePoint, confidence: 1 }));

describe('the exponential filter unless told otherwise', () => {
  it('takes ten frames as they come, then a twentieth of the way in each gain', () => {
    const filter = new AwbFilter({ kind: 'exponential' });
    see(filter, DAYLIGHT, 9);
    expect(see(filter, LAMP, 1)[0]!.gains.red).toBeCloseTo(1, 12);
    const { gains, whitePoint } = see(filter, DAYLIGHT, 1)[0]!;
    // From gains of (1, 4) towards (2, 2).
    expect(gains.red).toBeCloseTo(1.05, 12);
    expect(gains.blue).toBeCloseTo(3.9, 12);
    expect(whitePoint.r).toBeCloseTo(1 / 1.05, 12);
    expect(whitePoint.b).toBeCloseTo(1 / 3.9, 12);
  });
});

describe('settings of the filter', () => {
  it('may be 0', () => {
    const filter = new AwbFilter({ settings: { nearDifference: 0, heldStep: 0 } });
    expect(see(filter, DAYLIGHT, 3)[2]!.gains.red).toBeCloseTo(2, 12);
  });
});

describe('white points and confidences', () => {
  it.each([1e-6, 1e6])('of %d are taken', (r) => {
    const filter = new AwbFilter();
    expect(filter.update({ whitePoint: { r, b: r }, confidence: 0 }).gains.red).toBeCloseTo(
      1 / r,
      6,
    );
  });

  it.each([0.99e-6, 1.01e6])('of %d are refused', (r) => {
    const filter = new AwbFilter();
    expect(() => filter.update({ whitePoint: { r, b: 1 }, confidence: 1 })).toThrow(RangeError);
    expect(() => filter.update({ whitePoint: { r: 1, b: r }, confidence: 1 })).toThrow(RangeError);
  });
});

describe('a cut', () => {
  // Towards warmer lights at one ratio of red and blue: the angle from (1, 1, 1) is known.
  const degreesTo = (x: number) => {
    const [r, b] = [Math.exp(x), Math.exp(-x)];
    const cosine = (r + 1 + b) / Math.sqrt(3) / Math.hypot(r, 1, b);
    return (Math.acos(Math.min(1, cosine)) * 180) / Math.PI;
  };
  const lightAt = (degrees: number) => {
    let x = 0;
    while (degreesTo(x) < degrees) x += 1e-5;
    return { r: Math.exp(x), b: Math.exp(-x) };
  };

  it.each([
    [2.9, false],
    [3.1, true],
  ])('of %d degrees is told: %s', (degrees, isTold) => {
    const filter = new AwbFilter();
    see(filter, { r: 1, b: 1 }, 60);
    const answers = see(filter, lightAt(degrees), 6);
    expect(answers.some(({ isCut }) => isCut)).toBe(isTold);
    expect(answers[5]!.whitePoint.r).toBeCloseTo(lightAt(degrees).r, 6);
  });
});
