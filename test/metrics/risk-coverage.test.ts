import { describe, expect, it } from 'vitest';
import { deciles, riskCoverage } from '../../dist/metrics/index.js';
import { createRng } from '../../dist/random/index.js';

describe('risk and coverage', () => {
  it('of three pictures are the means of the surest one, two and three', () => {
    const { aurc, curve, halves, randomAurc, images } = riskCoverage([4, 1, 1], [0.9, 0.1, 0.2]);
    expect(images).toBe(3);
    expect(curve.map(({ risk }) => risk)).toEqual([1, 1, 2]);
    expect(curve.map(({ coverage }) => coverage)).toEqual([1 / 3, 2 / 3, 1]);
    expect(aurc).toBeCloseTo(4 / 3, 12);
    expect(randomAurc).toBe(2);
    // The surer half of three is one picture.
    expect(halves).toBeCloseTo(1 / 2.5, 12);
  });

  it('are ideal where doubts are the errors', () => {
    const errors = [3, 1, 2, 5, 4];
    const { aurc, idealAurc } = riskCoverage(errors, errors);
    expect(aurc).toBe(idealAurc);
    expect(riskCoverage(errors, [1, 2, 3, 4, 5]).idealAurc).toBe(idealAurc);
    expect(riskCoverage(errors, [1, 2, 3, 4, 5]).aurc).toBeGreaterThan(idealAurc);
  });

  it('depend on the order of doubts alone', () => {
    const rng = createRng(3);
    const errors = Array.from({ length: 50 }, () => 5 * rng.uniform());
    const doubts = Array.from({ length: 50 }, () => rng.uniform());
    expect(riskCoverage(errors, doubts)).toEqual(riskCoverage(errors, doubts.map(Math.exp)));
  });

  it('are the mean error throughout where all doubts are the same', () => {
    const { aurc, randomAurc, halves, curve } = riskCoverage([0, 1, 2, 5], [7, 7, 7, 7]);
    expect(aurc).toBe(2);
    expect(randomAurc).toBe(2);
    expect(halves).toBe(1);
    expect(curve.every(({ risk }) => risk === 2)).toBe(true);
  });

  it('have at most a hundred points, the last of them all pictures', () => {
    const errors = Array.from({ length: 1234 }, (_, i) => i);
    const { curve } = riskCoverage(errors, errors);
    expect(curve).toHaveLength(100);
    expect(curve.at(-1)).toEqual({ coverage: 1, risk: 1233 / 2 });
  });

  it('have no halves where there is one picture or no error', () => {
    expect(riskCoverage([1], [1]).halves).toBeNull();
    expect(riskCoverage([0, 0], [1, 2]).halves).toBeNull();
  });

  it('refuse lists that do not belong together', () => {
    expect(() => riskCoverage([1], [1, 2])).toThrow(RangeError);
    expect(() => riskCoverage([], [])).toThrow(RangeError);
    expect(() => deciles([1, 2], [1])).toThrow(RangeError);
  });
});

describe('deciles', () => {
  it('part pictures by what was expected, and have the means of both', () => {
    const expected = Array.from({ length: 20 }, (_, i) => 20 - i);
    const errors = expected.map((value) => value + 1);
    const parts = deciles(errors, expected);
    expect(parts).toHaveLength(10);
    expect(parts[0]).toEqual({ images: 2, expected: 1.5, mean: 2.5 });
    expect(parts[9]).toEqual({ images: 2, expected: 19.5, mean: 20.5 });
  });

  it('are as many as pictures where these are fewer than ten', () => {
    expect(deciles([1, 2, 3], [1, 2, 3]).map(({ images }) => images)).toEqual([1, 1, 1]);
  });
});
