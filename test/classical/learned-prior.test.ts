/** The learned CT prior against its formula: a Gaussian kernel density over mired, cut off below. */
import { describe, expect, it } from 'vitest';
import { learnCctPrior } from '../../dist/classical/index.js';

const RANGE = { lo: 2000, hi: 13_000 };

describe('learnCctPrior', () => {
  it('falls by half a squared deviation of 12 mired from a single light, down to -6', () => {
    const light = RANGE.lo * (RANGE.hi / RANGE.lo) ** (11 / 23);
    for (const strength of [1, 2.5]) {
      const { x, y } = learnCctPrior([light], { ...RANGE, strength }).logLikelihood;
      expect(x).toHaveLength(24);
      let above = 0;
      x.forEach((cct, i) => {
        const z = (1e6 / cct - 1e6 / light) / 12;
        expect(y[i]).toBeCloseTo(strength * Math.max(-6, (-z * z) / 2), 10);
        if (y[i]! > -6 * strength) above++;
      });
      expect(above).toBeGreaterThan(2);
      expect(above).toBeLessThan(20);
    }
  });

  it('adds the lights up', () => {
    const knot = (i: number) => RANGE.lo * (RANGE.hi / RANGE.lo) ** (i / 23);
    const lights = [knot(8), knot(12), knot(12)];
    const { x, y } = learnCctPrior(lights, { ...RANGE, strength: 1 }).logLikelihood;
    const density = (cct: number) =>
      lights.reduce(
        (sum, light) => sum + Math.exp(-(((1e6 / cct - 1e6 / light) / 12) ** 2) / 2),
        0,
      );
    const peak = Math.max(...Array.from(x, density));
    x.forEach((cct, i) => {
      expect(y[i]).toBeCloseTo(Math.max(-6, Math.log(density(cct) / peak)), 9);
    });
  });

  it('has its knots in equal ratios from end to end, and says nothing at a strength of 0', () => {
    const { x, y } = learnCctPrior([5000], { ...RANGE, strength: 0 }).logLikelihood;
    expect(x[0]).toBe(RANGE.lo);
    expect(x[23]).toBeCloseTo(RANGE.hi, 8);
    for (let i = 1; i < 24; i++) expect(x[i]! / x[i - 1]!).toBeCloseTo((13 / 2) ** (1 / 23), 12);
    expect(y.every((v) => Object.is(v, 0))).toBe(true);
  });
});
