/**
 * Density weights: most pictures of any data set are daylight, and a network trained on them plainly would be good at
 * daylight and little else. Each picture therefore counts by the inverse of how common its light is, the density of
 * the training white points being estimated with Gaussian kernels [Scott1992, Multivariate Density Estimation]:
 *
 *   p(x) = 1/n sum_i N(x; x_i, S),   S = f^2 C      x = (r, b), C covariance of the x_i (divided by n - 1)
 *
 * With f = 0.5 this is scipy.stats.gaussian_kde(points, bw_method=0.5).
 */
import type { WhitePoint } from '../color/index.js';

/** Bandwidth factor f, offset of the density, and the bounds of a weight. */
export const DENSITY_WEIGHT_SETTINGS = {
  bandwidthFactor: 0.5,
  densityOffset: 1e-6,
  smallestWeight: 0.1,
  largestWeight: 15,
} as const;

export type Density = (at: WhitePoint) => number;

/**
 * The density of white points over the plane of r and b, in 1 / (unit of r x unit of b); integrates to 1.
 * @returns null where the points do not span the plane (fewer than 3, or all on one line)
 */
export function whitePointDensity(
  whitePoints: readonly WhitePoint[],
  bandwidthFactor: number = DENSITY_WEIGHT_SETTINGS.bandwidthFactor,
): Density | null {
  const n = whitePoints.length;
  const r = Float64Array.from(whitePoints, (p) => p.r);
  const b = Float64Array.from(whitePoints, (p) => p.b);
  const meanR = mean(r);
  const meanB = mean(b);
  let sumRR = 0;
  let sumRB = 0;
  let sumBB = 0;
  for (let i = 0; i < n; i++) {
    const dr = r[i] - meanR;
    const db = b[i] - meanB;
    sumRR += dr * dr;
    sumRB += dr * db;
    sumBB += db * db;
  }
  const scale = (bandwidthFactor * bandwidthFactor) / (n - 1);
  const [sRR, sRB, sBB] = [sumRR * scale, sumRB * scale, sumBB * scale];
  const determinant = sRR * sBB - sRB * sRB;
  // Below this the kernel is a line to within rounding, and its inverse means nothing.
  if (!(n >= 3 && determinant > 1e-12 * sRR * sBB)) return null;
  const iRR = sBB / determinant;
  const iRB = -sRB / determinant;
  const iBB = sRR / determinant;
  const norm = 1 / (n * 2 * Math.PI * Math.sqrt(determinant));
  return (at) => {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const dr = at.r - r[i];
      const db = at.b - b[i];
      sum += Math.exp(-0.5 * (iRR * dr * dr + 2 * iRB * dr * db + iBB * db * db));
    }
    return norm * sum;
  };
}

/**
 * One weight per training picture: 1 / (density + 1e-6), over its mean, clipped to [0.1, 15]. All 1 where the lights
 * do not span the plane and there is no density to speak of.
 */
export function densityWeights(whitePoints: readonly WhitePoint[]): Float64Array {
  const { densityOffset, smallestWeight, largestWeight } = DENSITY_WEIGHT_SETTINGS;
  const density = whitePointDensity(whitePoints);
  if (density === null) return new Float64Array(whitePoints.length).fill(1);
  const inverse = Float64Array.from(whitePoints, (p) => 1 / (density(p) + densityOffset));
  const scale = 1 / mean(inverse);
  return Float64Array.from(whitePoints, ({ r, b }) => {
    // Labels are float32 where the reference weighs them, which shows in the sixth digit of large weights.
    const at = { r: Math.fround(r), b: Math.fround(b) };
    const weight = scale / (density(at) + densityOffset);
    return Math.min(Math.max(weight, smallestWeight), largestWeight);
  });
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
