/** The confidence's two factors, by the figures that its header states. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ENOUGH_USABLE, HALF_LUMINANCE, HALF_SPREAD_DEGREES } from '../../dist/constants/index.js';
import { confidenceOf } from '../../dist/infer/confidence.js';

/** So bright that light takes nothing away. */
const bright = (usable: number) => ({ usable, luminance: 1e12 });

describe('confidenceOf', () => {
  it('has the constants that these points are of', () => {
    expect([ENOUGH_USABLE, HALF_SPREAD_DEGREES, HALF_LUMINANCE]).toEqual([0.5, 8, 0.0005]);
  });

  it('is 1 where half of a bright frame says something and the lights agree', () => {
    expect(confidenceOf(bright(0.5), 0)).toBeCloseTo(1, 12);
    expect(confidenceOf(bright(1), 0)).toBeCloseTo(1, 12);
    expect(confidenceOf(bright(0.25), 0)).toBeCloseTo(0.5, 12);
    expect(confidenceOf(bright(0), 0)).toBe(0);
  });

  it('halves at a spread of 8 degrees, and is a fifth at 16', () => {
    expect(confidenceOf(bright(1), 8)).toBeCloseTo(0.5, 12);
    expect(confidenceOf(bright(1), 16)).toBeCloseTo(0.2, 12);
    expect(confidenceOf(bright(0.25), 8)).toBeCloseTo(0.25, 12);
  });

  it('halves at a luminance of half a thousandth, and is 0 where there is no light', () => {
    expect(confidenceOf({ usable: 1, luminance: 0.0005 }, 0)).toBeCloseTo(0.5, 15);
    expect(confidenceOf({ usable: 1, luminance: 0.1 }, 0)).toBeGreaterThan(0.99);
    expect(confidenceOf({ usable: 1, luminance: 0 }, 0)).toBe(0);
    expect(confidenceOf({ usable: 1, luminance: -1e-5 }, 0)).toBe(0);
  });

  it('falls with the spread and rises with the usable share and the light', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const degrees = fc.double({ min: 0, max: 90, noNaN: true });
    fc.assert(
      fc.property(share, share, degrees, degrees, share, share, (u, v, s, t, l, m) => {
        const more = { usable: Math.max(u, v), luminance: Math.max(l, m) };
        const less = { usable: Math.min(u, v), luminance: Math.min(l, m) };
        const high = confidenceOf(more, Math.min(s, t));
        expect(high).toBeGreaterThanOrEqual(confidenceOf(less, Math.max(s, t)));
        expect(high).toBeLessThanOrEqual(1);
        expect(high).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
