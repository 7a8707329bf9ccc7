/** White points, gains and the two angular errors, from their definitions. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  angleDegrees,
  DEGREES_PER_RADIAN,
  gainsToWhitePoint,
  recoveryErrorDegrees,
  reproductionErrorDegrees,
  rgbToWhitePoint,
  whitePointToGains,
} from '../../dist/color/index.js';

const ratio = fc.double({ min: 0.1, max: 4, noNaN: true });
const light = fc.record({ r: ratio, b: ratio });

describe('white points and gains', () => {
  test('undo each other, and gains make a grey under the light grey', () => {
    fc.assert(
      fc.property(light, (whitePoint) => {
        const gains = whitePointToGains(whitePoint);
        expect(gains.red * whitePoint.r).toBeCloseTo(1, 12);
        expect(gains.blue * whitePoint.b).toBeCloseTo(1, 12);
        const back = gainsToWhitePoint(gains);
        expect(back.r).toBeCloseTo(whitePoint.r, 12);
        expect(back.b).toBeCloseTo(whitePoint.b, 12);
      }),
    );
    expect(gainsToWhitePoint({ red: 2, blue: 1.6 })).toEqual({ r: 0.5, b: 0.625 });
  });

  test('are ratios to green, at any scale, of positive colours alone', () => {
    expect(rgbToWhitePoint(30, 60, 45)).toEqual({ r: 0.5, b: 0.75 });
    expect(rgbToWhitePoint(3, 6, 4.5)).toEqual({ r: 0.5, b: 0.75 });
    for (const bad of [
      [0, 1, 1],
      [1, 0, 1],
      [1, 1, -1],
      [Number.NaN, 1, 1],
    ] as const) {
      expect(() => rgbToWhitePoint(...bad)).toThrow('expected three positive values');
    }
  });
});

describe('angles', () => {
  test('have the values of geometry', () => {
    expect(angleDegrees(1, 0, 0, 0, 1, 0)).toBeCloseTo(90, 12);
    expect(angleDegrees(1, 1, 0, 1, 0, 0)).toBeCloseTo(45, 12);
    expect(angleDegrees(1, 2, 3, -1, -2, -3)).toBeCloseTo(180, 12);
    expect(angleDegrees(1, 1, 1, 1, 1, 0)).toBeCloseTo(
      Math.acos(2 / Math.sqrt(6)) * DEGREES_PER_RADIAN,
      12,
    );
    expect(DEGREES_PER_RADIAN).toBeCloseTo(57.29577951308232, 12);
    // Where an arc cosine would lose half its digits.
    expect(angleDegrees(1, 0, 0, 1, 1e-9, 0)).toBeCloseTo(1e-9 * DEGREES_PER_RADIAN, 20);
  });

  test('recovery is the angle between the lights, either way round', () => {
    const [a, b] = [
      { r: 0.5, b: 0.7 },
      { r: 0.6, b: 0.5 },
    ];
    const cosine = (0.3 + 1 + 0.35) / (Math.hypot(0.5, 1, 0.7) * Math.hypot(0.6, 1, 0.5));
    expect(recoveryErrorDegrees(a, b)).toBeCloseTo(Math.acos(cosine) * DEGREES_PER_RADIAN, 10);
    expect(recoveryErrorDegrees(b, a)).toBeCloseTo(recoveryErrorDegrees(a, b), 12);
    expect(recoveryErrorDegrees(a, a)).toBe(0);
  });

  test('reproduction is the angle of the corrected grey to grey, and depends on lights by their ratio alone', () => {
    const truth = { r: 0.6, b: 0.5 };
    const estimate = { r: 0.5, b: 0.7 };
    const grey = [0.6 / 0.5, 1, 0.5 / 0.7];
    const cosine = (grey[0]! + 1 + grey[2]!) / (Math.hypot(...grey) * Math.sqrt(3));
    expect(reproductionErrorDegrees(estimate, truth)).toBeCloseTo(
      Math.acos(cosine) * DEGREES_PER_RADIAN,
      10,
    );
    fc.assert(
      fc.property(light, light, light, (e, t, filter) => {
        const filtered = (p: typeof e) => ({ r: p.r * filter.r, b: p.b * filter.b });
        expect(reproductionErrorDegrees(filtered(e), filtered(t))).toBeCloseTo(
          reproductionErrorDegrees(e, t),
          6,
        );
      }),
    );
  });
});
