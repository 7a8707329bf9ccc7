/** The confidence's formula at the points that define it, and its constants as measured. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confidenceOf } from '../../dist/infer/confidence.js';

describe('confidenceOf', () => {
  it('is 1 where half of the frame says something and the lights agree', () => {
    expect(confidenceOf(0.5, 0)).toBe(1);
    expect(confidenceOf(1, 0)).toBe(1);
    expect(confidenceOf(0.25, 0)).toBe(0.5);
    expect(confidenceOf(0, 0)).toBe(0);
  });

  it('halves at a spread of 8 degrees, and is a fifth at 16', () => {
    expect(confidenceOf(1, 8)).toBeCloseTo(0.5, 15);
    expect(confidenceOf(1, 16)).toBeCloseTo(0.2, 15);
    expect(confidenceOf(0.25, 8)).toBeCloseTo(0.25, 15);
  });

  it('falls with the spread and rises with the usable share', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const degrees = fc.double({ min: 0, max: 90, noNaN: true });
    fc.assert(
      fc.property(share, share, degrees, degrees, (u, v, s, t) => {
        expect(confidenceOf(Math.max(u, v), Math.min(s, t))).toBeGreaterThanOrEqual(
          confidenceOf(Math.min(u, v), Math.max(s, t)),
        );
        expect(confidenceOf(u, s)).toBeLessThanOrEqual(1);
        expect(confidenceOf(u, s)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
