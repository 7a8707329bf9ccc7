import { describe, expect, test } from 'vitest';
import { bootstrapIntervals, pairedBootstrap } from '../../dist/metrics/index.js';
import { createRng } from '../../dist/random/index.js';

function normalErrors(n: number, seed: number): number[] {
  const rng = createRng(seed);
  return Array.from({ length: n }, () => 5 + rng.normal());
}

describe('bootstrapIntervals', () => {
  test('is the same for one seed and another for another', () => {
    const values = normalErrors(50, 1);
    const draw = (seed: number) => bootstrapIntervals(values, { rng: createRng(seed) });
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  test('is as wide as the normal approximation says for a mean: 2 x 1.96 s / sqrt(n)', () => {
    const values = normalErrors(200, 2);
    const mean = values.reduce((a, b) => a + b) / values.length;
    const variance = values.reduce((s, v) => s + (v - mean) ** 2, 0) / values.length;
    const [low, high] = bootstrapIntervals(values, { rng: createRng(1), resamples: 4000 }).mean;
    const expectedWidth = 2 * 1.96 * Math.sqrt(variance / values.length);
    expect((high - low) / expectedWidth).toBeGreaterThan(0.93);
    expect((high - low) / expectedWidth).toBeLessThan(1.07);
    expect((low + high) / 2).toBeCloseTo(mean, 1);
  });

  test('holds the true mean about as often as its level says', () => {
    let hits = 0;
    for (let seed = 0; seed < 200; seed++) {
      const [low, high] = bootstrapIntervals(normalErrors(60, 100 + seed), {
        rng: createRng(seed),
        resamples: 400,
        level: 0.8,
      }).mean;
      if (low <= 5 && 5 <= high) hits++;
    }
    // Binomial(200, 0.8): 160 +- 3 x 5.7
    expect(hits).toBeGreaterThan(142);
    expect(hits).toBeLessThan(178);
  });

  test('takes the median of each resample, of an even and of an odd number of values', () => {
    for (const values of [
      [1, 2, 3, 4, 5, 6],
      [1, 2, 3, 4, 5],
    ]) {
      const { median } = bootstrapIntervals(values, { rng: createRng(3), resamples: 5000 });
      const rng = createRng(3);
      const medians = Array.from({ length: 5000 }, () => {
        const sample = values.map(() => values[rng.integer(values.length)]).sort((a, b) => a - b);
        return (sample[(sample.length - 1) >> 1] + sample[sample.length >> 1]) / 2;
      }).sort((a, b) => a - b);
      expect(median[0]).toBeCloseTo(medians[Math.floor(0.025 * 4999)], 6);
      expect(median[1]).toBeCloseTo(medians[Math.ceil(0.975 * 4999)], 6);
    }
  });

  test('collapses where all values are equal, and refuses misuse', () => {
    const rng = createRng(1);
    expect(bootstrapIntervals([2, 2, 2], { rng })).toEqual({ mean: [2, 2], median: [2, 2] });
    expect(() => bootstrapIntervals([], { rng })).toThrow('expected at least one value');
    expect(() => bootstrapIntervals([1], { rng, level: 95 })).toThrow('expected a level between');
    expect(() => bootstrapIntervals([1], { rng, resamples: 0 })).toThrow('number of resamples');
  });
});

describe('pairedBootstrap', () => {
  test('sees a small but constant advantage that unpaired intervals hide', () => {
    const a = normalErrors(100, 5);
    const b = a.map((e, i) => e + 0.1 + 0.01 * (i % 3));
    const paired = pairedBootstrap(a, b, { rng: createRng(1) });
    expect(paired.meanDifference).toBeCloseTo(-0.11, 2);
    expect(paired.interval[1]).toBeLessThan(0);
    expect(paired.shareBetter).toBe(1);
    const [lowB] = bootstrapIntervals(b, { rng: createRng(1) }).mean;
    const [, highA] = bootstrapIntervals(a, { rng: createRng(1) }).mean;
    expect(lowB).toBeLessThan(highA);
  });

  test('changes sign with its arguments', () => {
    const a = normalErrors(40, 6);
    const b = normalErrors(40, 7);
    const ab = pairedBootstrap(a, b, { rng: createRng(2) });
    const ba = pairedBootstrap(b, a, { rng: createRng(2) });
    expect(ab.meanDifference).toBeCloseTo(-ba.meanDifference, 12);
    expect(ab.interval[0]).toBeCloseTo(-ba.interval[1], 12);
    expect(ab.shareBetter + ba.shareBetter).toBeCloseTo(1, 12);
  });

  test('counts a tie for nobody', () => {
    const a = normalErrors(20, 8);
    const { meanDifference, interval, shareBetter } = pairedBootstrap(a, a, { rng: createRng(3) });
    expect([meanDifference, ...interval, shareBetter]).toEqual([0, 0, 0, 0]);
  });

  test('draws 2000 resamples for 95 % unless told otherwise', () => {
    const [a, b] = [normalErrors(15, 9), normalErrors(15, 10)];
    const stated = { resamples: 2000, level: 0.95 };
    expect(pairedBootstrap(a, b, { rng: createRng(4) })).toEqual(
      pairedBootstrap(a, b, { rng: createRng(4), ...stated }),
    );
    expect(bootstrapIntervals(a, { rng: createRng(4) })).toEqual(
      bootstrapIntervals(a, { rng: createRng(4), ...stated }),
    );
  });

  test('refuses lists of different length', () => {
    expect(() => pairedBootstrap([1, 2], [1], { rng: createRng(1) })).toThrow(
      'pairedBootstrap: expected two lists of 2 errors, got 1',
    );
  });
});
