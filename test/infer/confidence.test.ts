/** The confidence's two factors, by the figures that its header states. */
import { describe, expect, it } from 'vitest';
import { ENOUGH_USABLE, HALF_SPREAD_DEGREES } from '../../dist/constants/index.js';
import { confidenceOf } from '../../dist/infer/confidence.js';

describe('confidenceOf', () => {
  it('is halved where the lights that are mixed lie 8 degrees apart', () => {
    expect(HALF_SPREAD_DEGREES).toBe(8);
    expect(confidenceOf(1, 0)).toBe(1);
    expect(confidenceOf(1, 8)).toBe(0.5);
    expect(confidenceOf(1, 16)).toBeCloseTo(0.2, 12);
  });

  it('is proportional to the usable share up to a half, and no more above', () => {
    expect(ENOUGH_USABLE).toBe(0.5);
    expect(confidenceOf(0.25, 0)).toBe(0.5);
    expect(confidenceOf(0.5, 0)).toBe(1);
    expect(confidenceOf(0.9, 0)).toBe(1);
    expect(confidenceOf(0.25, 8)).toBe(0.25);
    expect(confidenceOf(0, 0)).toBe(0);
  });
});
