import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CT_CURVE_KINDS,
  curveAt,
  extendCurve,
  fitCtCurve,
  fitGaussianProcess,
  fitHatQuadratic,
  gpNegativeLogLikelihood,
  hatToWhitePoint,
  physicalCurve,
  projectOntoCurve,
  transverseLimits,
  whitePointToHat,
} from '../../dist/classical/index.js';
import {
  CANON_EOS_550D_XYZ_TO_CAMERA,
  IDENTITY_MATRIX,
  planckianXy,
  recoveryErrorDegrees,
  type WhitePoint,
} from '../../dist/color/index.js';
import { createRng } from '../../dist/random/index.js';
import { describeWithShared, sharedData } from '../support/shared-data.js';

const PHYSICAL = physicalCurve([{ cctKelvin: 6504, xyzToCamera: CANON_EOS_550D_XYZ_TO_CAMERA }]);

/** A sine with noise of sd 0.1 at `n` places, some of them twice. */
function noisySine(n: number, seed: string) {
  const rng = createRng(seed);
  const x = Array.from({ length: n }, (_, i) => (i % 5 === 0 && i > 0 ? 1.5 : 6 * rng.uniform()));
  return { x, y: x.map((at) => 2 + Math.sin(at) + 0.1 * rng.normal()) };
}

/** Lights a little off the Planckian locus of the Canon. */
function lights(n: number, seed: string, spread = 0.01): WhitePoint[] {
  const rng = createRng(seed);
  return Array.from({ length: n }, () => {
    const { r, b } = curveAt(PHYSICAL, 1 / (1 / 9000 + (1 / 2500 - 1 / 9000) * rng.uniform()));
    return { r: r + spread * rng.normal(), b: b + spread * rng.normal() };
  });
}

describe('fitGaussianProcess', () => {
  it('has the gradient of its likelihood', () => {
    const { x, y } = noisySine(25, 'gradient');
    const theta = [Math.log(0.8), Math.log(0.7), Math.log(0.15), 1.7];
    const at = (t: number[]) =>
      gpNegativeLogLikelihood(x, y, {
        lengthScale: Math.exp(t[0]),
        signalSd: Math.exp(t[1]),
        noiseSd: Math.exp(t[2]),
        mean: t[3],
      });
    const { gradient } = at(theta);
    for (let i = 0; i < 4; i++) {
      const h = 1e-5;
      const up = at(theta.map((t, j) => (i === j ? t + h : t))).value;
      const down = at(theta.map((t, j) => (i === j ? t - h : t))).value;
      expect(gradient[i] / ((up - down) / (2 * h))).toBeCloseTo(1, 5);
    }
  });

  it('has the likelihood and prediction of the closed form for two distinct places', () => {
    const p = { lengthScale: 1, signalSd: 2, noiseSd: 0.5, mean: 0.3 };
    // Three samples, two of them at one place, against the 3 x 3 normal density.
    const k = 4 * Math.exp(-0.5);
    const determinant = 4.25 * (4.25 * 4.25 - 16) - k * (k * 4.25 - 4 * k) + k * (k * 4 - 4.25 * k);
    const y = [0.7 - 0.3, 1.1 - 0.3, 0.9 - 0.3];
    // Cofactors of [[4.25, k, k], [k, 4.25, 4], [k, 4, 4.25]].
    const c = [
      [4.25 * 4.25 - 16, 4 * k - 4.25 * k, 4 * k - 4.25 * k],
      [4 * k - 4.25 * k, 4.25 * 4.25 - k * k, k * k - 4 * 4.25],
      [4 * k - 4.25 * k, k * k - 4 * 4.25, 4.25 * 4.25 - k * k],
    ];
    let quadratic = 0;
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) quadratic += (y[i] * c[i][j] * y[j]) / determinant;
    }
    const expected = 0.5 * (quadratic + Math.log(determinant) + 3 * Math.log(2 * Math.PI));
    expect(gpNegativeLogLikelihood([0, 1, 1], [0.7, 1.1, 0.9], p).value).toBeCloseTo(expected, 10);
  });

  it('finds a smooth curve in noise, with a band that holds it', () => {
    const { x, y } = noisySine(120, 'sine');
    const gp = fitGaussianProcess(x, y);
    expect(gp.hyperparameters.noiseSd).toBeGreaterThan(0.07);
    expect(gp.hyperparameters.noiseSd).toBeLessThan(0.13);
    let outside = 0;
    for (let at = 0.2; at < 5.8; at += 0.1) {
      const { mean, curveSd, sampleSd } = gp.predict(at);
      if (Math.abs(mean - 2 - Math.sin(at)) > 3 * curveSd) outside++;
      expect(sampleSd).toBeGreaterThan(curveSd);
    }
    expect(outside).toBeLessThanOrEqual(2);
    expect(gp.predict(20).mean).toBeCloseTo(gp.hyperparameters.mean, 6);
    expect(gp.predict(20).curveSd).toBeCloseTo(gp.hyperparameters.signalSd, 6);
  });

  it('is at a maximum of its likelihood', () => {
    const { x, y } = noisySine(60, 'maximum');
    const gp = fitGaussianProcess(x, y);
    for (const key of ['lengthScale', 'signalSd', 'noiseSd', 'mean'] as const) {
      for (const factor of [0.9, 1.1]) {
        const moved = { ...gp.hyperparameters, [key]: gp.hyperparameters[key] * factor };
        const other = fitGaussianProcess(x, y, { hyperparameters: moved });
        expect(other.logLikelihood).toBeLessThan(gp.logLikelihood);
      }
    }
  });

  it('refuses too few places', () => {
    expect(() => fitGaussianProcess([1, 1, 2], [1, 2, 3])).toThrow('at least 3 distinct x, got 2');
    expect(() => fitGaussianProcess([1, 2, 3], [1, 2])).toThrow('as many x as y');
  });
});

describe('hat space', () => {
  it('goes there and back', () => {
    const positive = fc.double({ min: 0.05, max: 3, noNaN: true });
    fc.assert(
      fc.property(positive, positive, (r, b) => {
        const back = hatToWhitePoint(whitePointToHat({ r, b }));
        expect(back.r).toBeCloseTo(r, 10);
        expect(back.b).toBeCloseTo(b, 10);
      }),
    );
  });

  it('fits an exact quadratic exactly', () => {
    const exact = [0.2, 0.25, 0.3, 0.35].map((rHat) =>
      hatToWhitePoint({ rHat, bHat: 0.5 - 1.5 * rHat + 1.2 * rHat * rHat }),
    );
    const c = fitHatQuadratic(exact)!;
    expect(c[0]).toBeCloseTo(0.5, 9);
    expect(c[1]).toBeCloseTo(-1.5, 9);
    expect(c[2]).toBeCloseTo(1.2, 9);
  });
});

describe('physicalCurve', () => {
  it('is the Planckian locus for a camera that sees XYZ', () => {
    const [first, last] = physicalCurve([{ cctKelvin: 6504, xyzToCamera: IDENTITY_MATRIX }], {
      fromKelvin: 2856,
      toKelvin: 6504,
      points: 2,
    });
    for (const point of [first, last]) {
      const { x, y } = planckianXy(point.cctKelvin);
      expect(point.r).toBeCloseTo(x / y, 9);
      expect(point.b).toBeCloseTo((1 - x - y) / y, 9);
    }
    expect(first.r).toBeCloseTo(1.0985, 2);
  });

  it('rises in b and falls in r, and mixes two matrices by 1/CT', () => {
    for (let i = 1; i < PHYSICAL.length; i++) {
      expect(PHYSICAL[i].r).toBeLessThan(PHYSICAL[i - 1].r);
      expect(PHYSICAL[i].b).toBeGreaterThan(PHYSICAL[i - 1].b);
    }
    const doubled = CANON_EOS_550D_XYZ_TO_CAMERA.map((v, i) => (i < 3 ? 2 * v : v));
    const matrices = [
      { cctKelvin: 2856, xyzToCamera: CANON_EOS_550D_XYZ_TO_CAMERA },
      { cctKelvin: 6504, xyzToCamera: doubled as unknown as typeof CANON_EOS_550D_XYZ_TO_CAMERA },
    ];
    const middle = 2 / (1 / 2856 + 1 / 6504);
    const at = (kelvin: number, m = matrices) =>
      physicalCurve(m, { fromKelvin: kelvin, toKelvin: kelvin * 1.001, points: 2 })[0].r;
    expect(at(middle) / at(middle, matrices.slice(0, 1))).toBeCloseTo(1.5, 9);
    expect(at(2000) / at(2000, matrices.slice(0, 1))).toBeCloseTo(1, 9);
    expect(at(9000) / at(9000, matrices.slice(0, 1))).toBeCloseTo(2, 9);
    expect(() => physicalCurve([])).toThrow('expected a matrix');
  });
});

describe('projectOntoCurve', () => {
  it('finds the foot, its CT and the side', () => {
    const curve = [
      { cctKelvin: 3000, r: 0.7, b: 0.4 },
      { cctKelvin: 6000, r: 0.5, b: 0.6 },
    ];
    const foot = projectOntoCurve(curve, { r: 0.65, b: 0.55 });
    expect(foot.r).toBeCloseTo(0.6, 12);
    expect(foot.b).toBeCloseTo(0.5, 12);
    expect(foot.cctKelvin).toBeCloseTo(4000, 9);
    expect(foot.distance).toBeCloseTo(Math.hypot(0.05, 0.05), 12);
    expect(projectOntoCurve(curve, { r: 0.55, b: 0.45 }).distance).toBeLessThan(0);
    expect(transverseLimits(curve, [{ r: 0.65, b: 0.55 }])).toEqual({
      transversePos: 1.1 * foot.distance,
      transverseNeg: 0.01,
    });
  });
});

describe('fitCtCurve', () => {
  it.each(CT_CURVE_KINDS)('%s gives a curve that a tuning file accepts', (kind) => {
    const whitePoints = lights(200, 'fit');
    const curve = fitCtCurve(kind, whitePoints, {
      physical: PHYSICAL,
      fromKelvin: 2000,
      toKelvin: 13_000,
    });
    const { points } = curve;
    expect(points[0].cctKelvin).toBe(2000);
    expect(points[points.length - 1].cctKelvin).toBe(13_000);
    for (let i = 1; i < points.length; i++) {
      expect(points[i].cctKelvin).toBeGreaterThan(points[i - 1].cctKelvin);
      expect(points[i].r).toBeLessThan(points[i - 1].r);
    }
    for (const truth of whitePoints) {
      const foot = projectOntoCurve(points, truth);
      expect(foot.distance).toBeLessThanOrEqual(curve.transversePos);
      expect(-foot.distance).toBeLessThanOrEqual(curve.transverseNeg);
      expect(recoveryErrorDegrees(foot, truth)).toBeLessThan(3);
    }
  });

  it('continues a curve along the physical one without a jump', () => {
    const half = PHYSICAL.filter(({ cctKelvin }) => cctKelvin > 3000 && cctKelvin < 7000).map(
      (point) => ({ ...point, r: 1.02 * point.r }),
    );
    const whole = extendCurve(half, PHYSICAL, { fromKelvin: 2000, toKelvin: 12_000 });
    for (const { cctKelvin, r, b } of whole) {
      const there = curveAt(PHYSICAL, cctKelvin);
      expect(r / there.r).toBeCloseTo(1.02, 2);
      expect(b / there.b).toBeCloseTo(1, 2);
    }
    expect(extendCurve(half, PHYSICAL, {})).toEqual(half);
  });

  it('refuses lights that are all one', () => {
    const same = Array.from({ length: 9 }, () => ({ r: 0.5, b: 0.6 }));
    expect(() => fitCtCurve('hat-quadratic', same, { physical: PHYSICAL })).toThrow(
      'along a curve',
    );
  });
});

describeWithShared('cube64', 'CT curves of real lights', () => {
  const rows = () =>
    readFileSync(sharedData('cube64', 'train', 'gt.csv'), 'utf8')
      .trim()
      .split('\n')
      .slice(1);

  it('lie nearer to the labels than physics alone', () => {
    const truth = rows().map((row) => {
      const [red, green, blue] = row.split(',').slice(1).map(Number);
      return { r: red / green, b: blue / green };
    });
    const mean = Object.fromEntries(
      CT_CURVE_KINDS.map((kind) => {
        const { points } = fitCtCurve(kind, truth, { physical: PHYSICAL });
        const errors = truth.map((light) =>
          recoveryErrorDegrees(projectOntoCurve(points, light), light),
        );
        return [kind, errors.reduce((sum, error) => sum + error, 0) / errors.length];
      }),
    );
    expect(mean.physical).toBeLessThan(0.9);
    expect(mean['hat-quadratic']).toBeLessThan(0.55);
    expect(mean['gaussian-process']).toBeLessThan(0.35);
  });
});
