import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recoveryErrorDegrees } from '../../dist/color/index.js';
import {
  consistencyLoss,
  LOSS_KINDS,
  type LossKind,
  miredLoss,
  whitePointLoss,
} from '../../dist/nn/index.js';

const KINDS = LOSS_KINDS;
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
          const step = STEP * estimate[i]!;
          const moved = (by: number) => estimate.map((v, k) => (k === i ? v + by : v));
          return (
            (lossOf(kind, moved(step), truth) - lossOf(kind, moved(-step), truth)) / (2 * step)
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

  it.each([
    ['mseGains', (x: number) => 1 / x],
    ['mseLog', Math.log],
    ['mseAngles', Math.atan],
  ] as const)('%s is that of what it is named after', (kind, of) => {
    const of2 = (...values: number[]) => values.map(of);
    const expected = lossOf('mse', of2(0.5, 0.9), of2(0.4, 0.7));
    expect(lossOf(kind, [0.5, 0.9], [0.4, 0.7])).toBeCloseTo(expected, 12);
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

describe('the loss of a colour temperature', () => {
  const kelvin = fc.double({ min: 1500, max: 12_000, noNaN: true });
  const lossOfKelvin = (estimate: number, truth: number) => miredLoss(estimate, truth, [0]);

  it('is sqrt(e^2 + 10^2) - 10 of the error e in mired', () => {
    // 1e6 / 4000 - 1e6 / 5000 = 50; 1e6 / 6250 - 1e6 / 5000 = -40.
    expect(lossOfKelvin(4000, 5000)).toBeCloseTo(Math.sqrt(2600) - 10, 9);
    expect(lossOfKelvin(6250, 5000)).toBeCloseTo(Math.sqrt(1700) - 10, 9);
  });

  it('has the derivative by kelvin that central differences give', () => {
    fc.assert(
      fc.property(kelvin, kelvin, (estimate, truth) => {
        const gradient = new Float64Array(1);
        miredLoss(estimate, truth, gradient);
        const step = 0.005;
        const measured =
          (lossOfKelvin(estimate + step, truth) - lossOfKelvin(estimate - step, truth)) /
          (2 * step);
        expect(Math.abs(gradient[0]! - measured)).toBeLessThan(1e-5 * Math.abs(measured) + 1e-8);
      }),
    );
  });

  it('is 0 and without slope at the truth', () => {
    const gradient = [1];
    expect(miredLoss(4321, 4321, gradient)).toBe(0);
    expect(Math.abs(gradient[0]!)).toBe(0);
  });
});

describe('the consistency loss', () => {
  const factors = fc.tuple(
    fc.double({ min: 0.5, max: 2, noNaN: true }),
    fc.double({ min: 0.5, max: 2, noNaN: true }),
  );
  const between = (one: ArrayLike<number>, other: ArrayLike<number>, ratio: ArrayLike<number>) =>
    consistencyLoss(one, other, ratio, new Float64Array(2));

  it('is 0 where the answer moves as the light does, and half the squared difference of log chroma elsewhere', () => {
    fc.assert(
      fc.property(whitePoint, factors, (light, ratio) => {
        const relit = light.map((value, c) => value * ratio[c]!);
        expect(between(relit, light, ratio)).toBeCloseTo(0, 9);
      }),
    );
    const degree = Math.PI / 180;
    const moved = [0.5 * Math.exp(3 * degree), 0.8 * Math.exp(-4 * degree)];
    expect(between(moved, [0.5, 0.8], [1, 1])).toBeCloseTo((9 + 16) / 2, 9);
    expect(between([0.5, 0.8], [0.5, 0.8], [Math.exp(2 * degree), 1])).toBeCloseTo(2, 9);
  });

  it('has the derivatives that central differences give, by one view and by the other', () => {
    fc.assert(
      fc.property(whitePoint, whitePoint, factors, (one, other, ratio) => {
        const back = ratio.map((factor) => 1 / factor);
        const [byOne, byOther] = [new Float64Array(2), new Float64Array(2)];
        const loss = consistencyLoss(one, other, ratio, byOne);
        expect(consistencyLoss(other, one, back, byOther)).toBeCloseTo(loss, 9);
        for (let c = 0; c < 2; c++) {
          const at = (values: readonly number[], by: number) =>
            values.map((value, k) => (k === c ? value * (1 + by) : value));
          const slope = (values: readonly number[], loss: (moved: number[]) => number) =>
            (loss(at(values, STEP)) - loss(at(values, -STEP))) / (2 * STEP * values[c]!);
          const measured = [
            slope(one, (moved) => between(moved, other, ratio)),
            slope(other, (moved) => between(one, moved, ratio)),
          ];
          expect(Math.abs(byOne[c]! - measured[0]!)).toBeLessThan(
            1e-4 * (1 + Math.abs(measured[0]!)),
          );
          expect(Math.abs(byOther[c]! - measured[1]!)).toBeLessThan(
            1e-4 * (1 + Math.abs(measured[1]!)),
          );
        }
      }),
    );
  });
});
