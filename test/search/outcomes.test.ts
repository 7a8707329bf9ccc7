/** Outcomes in a surrogate's units: what is cut, what is standardised, and the way back. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fitTransform,
  fromModelled,
  noiseToModelled,
  toModelled,
} from '../../dist/search/outcomes.js';

describe('fitTransform', () => {
  it('cuts at the third quartile plus one and a half times its distance from the first', () => {
    // Quartiles by linear interpolation: 2 and 4, so the cut is at 4 + 1.5 x 2.
    const transform = fitTransform([1, 2, 3, 4, 1000], {});
    expect(transform.cut).toBe(7);
    const kept = [1, 2, 3, 4, 7];
    const mean = 17 / 5;
    expect(transform.mean).toBeCloseTo(mean, 12);
    const variance = kept.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 4;
    expect(transform.deviation).toBeCloseTo(Math.sqrt(variance), 12);
    expect(toModelled(transform, 1000)).toBe(toModelled(transform, 7));
    expect(toModelled(transform, 6.9)).toBeLessThan(toModelled(transform, 7));
  });

  it('interpolates quartiles', () => {
    // 1, 2, 3, 10: quartiles 1.75 and 4.75.
    expect(fitTransform([10, 3, 1, 2], {}).cut).toBeCloseTo(4.75 + 1.5 * 3, 12);
  });

  it('never cuts what lies below the threshold', () => {
    const values = [1, 2, 3, 4, 1000];
    expect(fitTransform(values, { threshold: 20 }).cut).toBe(20 + 1.5 * 18);
    expect(fitTransform(values, { threshold: 0 }).cut).toBe(7);
    const log = fitTransform(values, { threshold: 20, log: true });
    expect(log.cut).toBeCloseTo(Math.log(20) + 1.5 * Math.log(20 / 2), 12);
  });

  it('cuts nothing among values that are alike', () => {
    expect(fitTransform([3, 3, 3], {})).toEqual({
      log: false,
      mean: 3,
      deviation: 1,
      cut: Number.POSITIVE_INFINITY,
    });
  });

  it('goes there and back', () => {
    const positive = fc.double({ min: 0.01, max: 50, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(positive, { minLength: 3, maxLength: 9 }),
        fc.boolean(),
        (values, log) => {
          const transform = fitTransform(values, { log, threshold: 100 });
          for (const value of values) {
            expect(fromModelled(transform, toModelled(transform, value)) / value).toBeCloseTo(1, 9);
          }
        },
      ),
    );
  });

  it('brings noise to the same units, by the delta method for logarithms', () => {
    const linear = fitTransform([1, 2, 3, 4], {});
    expect(noiseToModelled(linear, 3, 0.04)).toBeCloseTo(0.04 / linear.deviation ** 2, 12);
    const log = fitTransform([1, 2, 3, 4], { log: true });
    // ln(3 +- 0.003) differs by 0.001 from ln 3.
    expect(noiseToModelled(log, 3, 0.003 ** 2)).toBeCloseTo((0.001 / log.deviation) ** 2, 12);
  });
});
