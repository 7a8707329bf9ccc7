import { describe, expect, it } from 'vitest';
import { densityWeights, whitePointDensity } from '../../dist/dataset/index.js';
import { createRng } from '../../dist/random/index.js';

const FIVE = [
  { r: 0.4, b: 0.7 },
  { r: 0.42, b: 0.69 },
  { r: 0.45, b: 0.66 },
  { r: 0.8, b: 0.3 },
  { r: 1.1, b: 0.25 },
];

/**
 * What scipy.stats.gaussian_kde(points, bw_method=0.5) computes, another way than the code under test: whitened by the
 * inverse of the Cholesky factor of the covariance, then summed as products of one-dimensional normals.
 */
function scipyDensity(points: readonly { r: number; b: number }[], at: { r: number; b: number }) {
  const n = points.length;
  const mean = (f: (p: { r: number; b: number }) => number) =>
    points.reduce((s, p) => s + f(p), 0) / n;
  const [mr, mb] = [mean((p) => p.r), mean((p) => p.b)];
  const cov = (f: (p: { r: number; b: number }) => number) => ((mean(f) * n) / (n - 1)) * 0.25;
  const l11 = Math.sqrt(cov((p) => (p.r - mr) ** 2));
  const l21 = cov((p) => (p.r - mr) * (p.b - mb)) / l11;
  const l22 = Math.sqrt(cov((p) => (p.b - mb) ** 2) - l21 ** 2);
  const normal = (z: number) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  return mean((p) => {
    const z1 = (at.r - p.r) / l11;
    const z2 = (at.b - p.b - l21 * z1) / l22;
    return (normal(z1) / l11) * (normal(z2) / l22);
  });
}

describe('whitePointDensity', () => {
  it('is the Gaussian kernel estimate with bandwidth factor 0.5', () => {
    const rng = createRng('density');
    const density = whitePointDensity(FIVE);
    for (let i = 0; i < 50; i++) {
      const at = { r: 0.2 + rng.uniform(), b: rng.uniform() };
      const expected = scipyDensity(FIVE, at);
      expect(Math.abs((density?.(at) ?? 0) - expected)).toBeLessThan(1e-12 + 1e-9 * expected);
    }
  });

  it('integrates to one', () => {
    const density = whitePointDensity(FIVE);
    const step = 0.01;
    let sum = 0;
    for (let r = -1; r < 3; r += step) {
      for (let b = -1; b < 2; b += step) sum += density?.({ r, b }) ?? 0;
    }
    expect(sum * step * step).toBeCloseTo(1, 6);
  });

  it('is null where points do not span the plane', () => {
    expect(whitePointDensity(FIVE.slice(0, 2))).toBeNull();
    expect(whitePointDensity([1, 2, 3, 4].map((i) => ({ r: 0.1 * i, b: 0.2 * i })))).toBeNull();
    expect(whitePointDensity(FIVE.map(() => ({ r: 0.5, b: 0.6 })))).toBeNull();
  });
});

describe('densityWeights', () => {
  it('is 1 / (density + 1e-6) over its mean, clipped to 0.1 .. 15', () => {
    const rng = createRng('weights');
    const lights = Array.from({ length: 300 }, (_, i) =>
      i < 12
        ? { r: 1 + 0.5 * i, b: 0.1 + 0.2 * i }
        : { r: 0.4 + 0.02 * rng.normal(), b: 0.7 + 0.02 * rng.normal() },
    );
    const inverse = lights.map((p) => 1 / (scipyDensity(lights, p) + 1e-6));
    const mean = inverse.reduce((a, b) => a + b, 0) / inverse.length;
    const weights = densityWeights(lights);
    inverse.forEach((w, i) => {
      expect(weights[i]).toBeCloseTo(Math.min(15, Math.max(0.1, w / mean)), 5);
    });
    // Both bounds are met, or this would not test the clipping.
    expect(Math.max(...weights)).toBe(15);
    expect(Math.min(...weights)).toBe(0.1);
  });

  it('weighs rare lights more, and all the same where there is no density', () => {
    const weights = densityWeights(FIVE);
    expect(Math.max(weights[0], weights[1], weights[2])).toBeLessThan(
      Math.min(weights[3], weights[4]),
    );
    expect([...densityWeights([{ r: 0.5, b: 0.5 }])]).toEqual([1]);
    expect(densityWeights([]).length).toBe(0);
  });
});
