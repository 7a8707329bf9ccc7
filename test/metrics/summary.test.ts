import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  mean,
  median,
  quantileSorted,
  standardDeviation,
  summariseErrors,
} from '../../dist/metrics/index.js';

describe('mean, median and deviation', () => {
  test('of some values in any order', () => {
    expect(mean([3, 1, 8])).toBe(4);
    expect(median([9, 1, 4])).toBe(4);
    expect(median([10, 1, 4, 100])).toBe(7);
    expect(median([2])).toBe(2);
    // Squares of -3, -1, 4 are 26 in sum, over two.
    expect(standardDeviation([1, 3, 8])).toBeCloseTo(Math.sqrt(13), 12);
    expect(standardDeviation([5, 5])).toBe(0);
  });

  test('are no number without values', () => {
    expect([mean([]), median([]), standardDeviation([]), standardDeviation([1])]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
  });
});

describe('quantileSorted', () => {
  test('interpolates linearly as numpy does by default', () => {
    // numpy.quantile([1, 2, 4, 8], q): positions 0.75, 1.5, 2.85
    const values = [1, 2, 4, 8];
    expect(quantileSorted(values, 0)).toBe(1);
    expect(quantileSorted(values, 0.25)).toBe(1.75);
    expect(quantileSorted(values, 0.5)).toBe(3);
    expect(quantileSorted(values, 0.95)).toBeCloseTo(7.4, 12);
    expect(quantileSorted(values, 1)).toBe(8);
    expect(quantileSorted([5], 0.95)).toBe(5);
  });

  test('rises with q and stays within the values', () => {
    const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(finite, { minLength: 1, maxLength: 30 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, p, q) => {
          const sorted = values.sort((a, b) => a - b);
          const low = quantileSorted(sorted, Math.min(p, q));
          const high = quantileSorted(sorted, Math.max(p, q));
          expect(low).toBeLessThanOrEqual(high + 1e-9);
          expect(low).toBeGreaterThanOrEqual(sorted[0]);
          expect(high).toBeLessThanOrEqual(sorted[sorted.length - 1] + 1e-9);
        },
      ),
    );
  });

  test('refuses an empty list and a share outside 0..1', () => {
    expect(() => quantileSorted([], 0.5)).toThrow('expected at least one value');
    expect(() => quantileSorted([1], 1.5)).toThrow('expected q in 0..1, got 1.5');
  });
});

describe('summariseErrors', () => {
  test('agrees with figures worked out by hand', () => {
    // 1..9 shuffled: Q1 = 3, Q2 = 5, Q3 = 7, quarters of floor(9 / 4) = 2 values.
    const summary = summariseErrors([9, 1, 5, 3, 7, 2, 8, 4, 6]);
    expect(summary).toEqual({
      mean: 5,
      median: 5,
      trimean: 5,
      best25: 1.5,
      worst25: 8.5,
      p95: expect.closeTo(8.6, 12),
      max: 9,
    });
  });

  test('trimean weighs the median twice where the quartiles lie askew', () => {
    // Q1 = 1.75, Q2 = 3, Q3 = 5: (1.75 + 6 + 5) / 4
    expect(summariseErrors([8, 4, 2, 1]).trimean).toBeCloseTo(3.1875, 12);
  });

  test('has quarters of at least one value', () => {
    expect(summariseErrors([2, 1])).toMatchObject({ best25: 1, worst25: 2 });
    expect(summariseErrors([3])).toMatchObject({ best25: 3, worst25: 3, p95: 3, max: 3 });
  });

  test('orders best, median and worst for any errors, and scales with them', () => {
    const error = fc.double({ min: 0, max: 180, noNaN: true });
    fc.assert(
      fc.property(fc.array(error, { minLength: 1, maxLength: 60 }), (errors) => {
        const s = summariseErrors(errors);
        expect(s.best25).toBeLessThanOrEqual(s.mean + 1e-9);
        expect(s.mean).toBeLessThanOrEqual(s.worst25 + 1e-9);
        expect(s.worst25).toBeLessThanOrEqual(s.max + 1e-9);
        const doubled = summariseErrors(errors.map((e) => 2 * e));
        expect(doubled.trimean).toBeCloseTo(2 * s.trimean, 9);
        expect(doubled.worst25).toBeCloseTo(2 * s.worst25, 9);
      }),
    );
  });

  test('leaves its input in order and refuses what is not finite', () => {
    const errors = [3, 1, 2];
    summariseErrors(errors);
    expect(errors).toEqual([3, 1, 2]);
    expect(() => summariseErrors([1, Number.NaN])).toThrow('expected finite errors');
    expect(() => summariseErrors([Number.NEGATIVE_INFINITY, 1])).toThrow('expected finite errors');
    expect(() => summariseErrors([])).toThrow('got none');
  });
});
