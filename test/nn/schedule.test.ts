import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { learningRate, type Schedule } from '../../dist/nn/index.js';

const schedule = fc
  .record({
    rate: fc.double({ min: 1e-4, max: 1, noNaN: true }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    warmUp: fc.double({ min: 0, max: 0.5, noNaN: true }),
  })
  .map(({ rate, share, warmUp }) => ({ rate, finalRate: rate * share, warmUp }));

const steps = fc.integer({ min: 20, max: 2000 });

function ratesOf(s: Schedule, count: number): number[] {
  return Array.from({ length: count }, (_, i) => learningRate(s, i, count));
}

/** Changes from each step to the next, from step `from` to step `to`. */
function changesOf(s: Schedule, count: number, from: number, to: number): number[] {
  const rates = ratesOf(s, count);
  return rates.slice(from + 1, to).map((rate, i) => rate - rates[from + i]);
}

describe('learningRate', () => {
  it('rises through the warm-up and never falls to 0 or passes the rate', () => {
    fc.assert(
      fc.property(schedule, steps, (s, count) => {
        const rises = changesOf(s, count, 0, Math.ceil(s.warmUp * count));
        expect(rises.every((change) => change > 0)).toBe(true);
        const rates = ratesOf(s, count);
        expect(Math.min(...rates)).toBeGreaterThan(0);
        expect(Math.max(...rates)).toBeLessThanOrEqual(s.rate * (1 + 1e-12));
      }),
    );
  });

  it('never rises after the warm-up', () => {
    fc.assert(
      fc.property(schedule, steps, (s, count) => {
        const changes = changesOf(s, count, Math.ceil(s.warmUp * count), count);
        expect(Math.max(0, ...changes)).toBeLessThanOrEqual(s.rate * 1e-12);
      }),
    );
  });

  it('reaches the rate where the warm-up ends, and the final rate at the end', () => {
    fc.assert(
      fc.property(schedule, steps, (s, count) => {
        expect(learningRate(s, s.warmUp * count, count)).toBeCloseTo(s.rate, 9);
        expect(learningRate(s, count, count)).toBeCloseTo(s.finalRate, 9);
      }),
    );
    const half = learningRate({ rate: 1, finalRate: 0, warmUp: 0 }, 50, 100);
    expect(half).toBeCloseTo(0.5, 12);
  });

  it('makes no jump, where the warm-up ends included', () => {
    fc.assert(
      fc.property(schedule, steps, (s, count) => {
        // The steepest slopes: a straight line through the warm-up, pi / 2 times the mean slope on the cosine.
        const steepest =
          s.rate / Math.max(1, s.warmUp * count) + (1.6 * s.rate) / ((1 - s.warmUp) * count);
        const jumps = changesOf(s, count, 0, count).map(Math.abs);
        expect(Math.max(...jumps)).toBeLessThanOrEqual(steepest * (1 + 1e-9));
      }),
    );
  });
});
