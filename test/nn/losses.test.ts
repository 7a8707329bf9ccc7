import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recoveryErrorDegrees } from '../../dist/color/index.js';
import { type LossKind, whitePointLoss } from '../../dist/nn/index.js';

const KINDS = ['mse', 'angle', 'chord'] as const satisfies readonly LossKind[];
const STEP = 1e-6;

const coordinate = fc.double({ min: 0.05, max: 1.5, noNaN: true });
const whitePoint = fc.tuple(coordinate, coordinate);

function lossOf(kind: LossKind, estimate: readonly number[], truth: readonly number[]): number {
  return whitePointLoss(kind, estimate, truth, new Float64Array(2));
}

describe.each(KINDS)('the %s loss', (kind) => {
  it('has the derivatives that central differences give', () => {
    fc.assert(
      fc.property(whitePoint, whitePoint, (estimate, truth) => {
        // At 0 degrees the angle has a corner.
        fc.pre(Math.hypot(estimate[0] - truth[0], estimate[1] - truth[1]) > 1e-2);
        const gradient = new Float64Array(2);
        whitePointLoss(kind, estimate, truth, gradient);
        const measured = [0, 1].map((i) => {
          const moved = (by: number) => estimate.map((v, k) => (k === i ? v + by : v));
          return (
            (lossOf(kind, moved(STEP), truth) - lossOf(kind, moved(-STEP), truth)) / (2 * STEP)
          );
        });
        const size = Math.hypot(...measured);
        expect(Math.hypot(gradient[0] - measured[0], gradient[1] - measured[1])).toBeLessThan(
          1e-5 * size + 1e-7,
        );
      }),
    );
  });

  it('is 0 where the estimate is the truth, with a finite gradient, and more elsewhere', () => {
    fc.assert(
      fc.property(whitePoint, whitePoint, (estimate, truth) => {
        const gradient = new Float64Array(2);
        expect(whitePointLoss(kind, truth, truth, gradient)).toBeCloseTo(0, 9);
        expect(gradient.every(Number.isFinite)).toBe(true);
        fc.pre(Math.hypot(estimate[0] - truth[0], estimate[1] - truth[1]) > 1e-3);
        expect(lossOf(kind, estimate, truth)).toBeGreaterThan(0);
      }),
    );
  });
});

describe('the losses', () => {
  it('mse is half the sum of the squared differences', () => {
    expect(lossOf('mse', [0.5, 0.9], [0.4, 0.7])).toBeCloseTo((0.01 + 0.04) / 2, 12);
  });

  it('angle is the recovery error', () => {
    fc.assert(
      fc.property(whitePoint, whitePoint, (estimate, truth) => {
        const expected = recoveryErrorDegrees(
          { r: estimate[0], b: estimate[1] },
          { r: truth[0], b: truth[1] },
        );
        expect(lossOf('angle', estimate, truth)).toBeCloseTo(expected, 9);
      }),
    );
  });

  it('chord is the squared angle where it is small, and less where it is large', () => {
    fc.assert(
      fc.property(whitePoint, fc.double({ min: 0.002, max: 0.02, noNaN: true }), ([r, b], by) => {
        const angle = lossOf('angle', [r + by, b], [r, b]);
        const chord = lossOf('chord', [r + by, b], [r, b]);
        expect(chord / angle ** 2).toBeGreaterThan(0.999);
        expect(chord / angle ** 2).toBeLessThan(1.000001);
      }),
    );
    expect(lossOf('chord', [1.5, 0.1], [0.1, 1.5])).toBeLessThan(
      lossOf('angle', [1.5, 0.1], [0.1, 1.5]) ** 2,
    );
  });
});
