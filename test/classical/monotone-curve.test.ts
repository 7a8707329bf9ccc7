/** Curves made monotone and smooth. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CtCurvePoint, monotoneCurve } from '../../dist/classical/index.js';

const curveOf = (r: readonly number[], b: readonly number[]): CtCurvePoint[] =>
  r.map((value, i) => ({ cctKelvin: 2500 + 200 * i, r: value, b: b[i]! }));
const steps = (values: readonly number[]) => values.slice(1).map((value, i) => value - values[i]!);

describe('a curve', () => {
  it('that is straight stays as it is', () => {
    const straight = curveOf([0.9, 0.8, 0.7, 0.6, 0.5], [0.3, 0.4, 0.5, 0.6, 0.7]);
    monotoneCurve(straight).forEach(({ cctKelvin, r, b }, i) => {
      expect(cctKelvin).toBe(straight[i]!.cctKelvin);
      expect(r).toBeCloseTo(straight[i]!.r, 12);
      expect(b).toBeCloseTo(straight[i]!.b, 12);
    });
  });

  it('with a dent loses it, and stays near where there is none', () => {
    const r = [0.9, 0.84, 0.78, 0.72, 0.74, 0.6, 0.54, 0.48, 0.42, 0.36];
    const b = r.map((value) => 1.2 - value);
    const smooth = monotoneCurve(curveOf(r, b));
    for (const step of steps(smooth.map((point) => point.r))) expect(step).toBeLessThan(0);
    for (const step of steps(smooth.map((point) => point.b))) expect(step).toBeGreaterThan(0);
    expect(Math.abs(smooth[8]!.r - 0.42)).toBeLessThan(0.01);
    expect(Math.abs(smooth[4]!.r - 0.7)).toBeLessThan(0.03);
  });

  it('whatever it is, comes out with r that never rises and b that never falls', () => {
    const value = fc.double({ min: 0.05, max: 2, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { minLength: 2, maxLength: 30 }), (points) => {
        const curve = curveOf(
          points.map(([r]) => r),
          points.map(([, b]) => b),
        );
        const smooth = monotoneCurve(curve);
        expect(smooth).toHaveLength(curve.length);
        for (const step of steps(smooth.map(({ r }) => r))) expect(step).toBeLessThanOrEqual(1e-12);
        for (const step of steps(smooth.map(({ b }) => b)))
          expect(step).toBeGreaterThanOrEqual(-1e-12);
      }),
    );
  });
});
