/**
 * Length scales and noise of a Gaussian process by maximum a posteriori:
 *   y = mean + f + noise      f ~ GP(0, k), the output standardised, so that its variance is 1
 *   l_k   ~ LogNormal(location + ln(d) / 2, spread), wider with the number of inputs [Hvarfner2024]
 *   noise ~ LogNormal(location, spread), a variance
 * The mean is the generalised least-squares one. Gradients are exact: with K a = y - mean,
 *   d(-ln p)/dt = -1/2 tr((a a^T - K^-1) dK/dt).
 * [Hvarfner2024] Vanilla Bayesian optimization performs great in high dimensions, ICML.
 */
import {
  cholesky,
  choleskyInverse,
  choleskyLogDeterminant,
  dot,
  minimiseInBox,
} from '../../linalg/index.js';
import {
  covariance,
  covarianceSlope,
  type Inputs,
  type KernelKind,
  pairDistances,
} from './kernel.js';

export interface LogNormal {
  readonly location: number;
  readonly spread: number;
}

export interface FitSettings {
  readonly kernel: KernelKind;
  /** Before ln(d) / 2 is added to its location. */
  readonly lengthScale: LogNormal;
  readonly noise: LogNormal;
}

/**
 * Two surrogates that the search listens to: a very smooth one and a rougher one. Shorter length scales than
 * [Hvarfner2024]'s LogNormal(sqrt 2, sqrt 3) and less noise: with a few dozen trials that one takes most functions for
 * planes and tries corners.
 */
export const DEFAULT_FITS: readonly FitSettings[] = [
  {
    kernel: 'squaredExponential',
    lengthScale: { location: -1, spread: 0.7 },
    noise: { location: -7, spread: 2 },
  },
  {
    kernel: 'matern52',
    lengthScale: { location: -0.5, spread: 0.7 },
    noise: { location: -7, spread: 2 },
  },
];

/** The same for outcomes that would differ if they were measured again, as errors of trained networks do. */
export const NOISY_FITS: readonly FitSettings[] = DEFAULT_FITS.map((settings) => ({
  ...settings,
  noise: { location: -2, spread: 1 },
}));

export interface Hyperparameters {
  readonly lengthScales: Float64Array;
  /** Variance of the noise that was inferred, beside what is known of single observations. */
  readonly noise: number;
}

/** How a fit looks for them. Chosen by hand, not measured one by one; `npm run bench:search` ran with them. */
export const FIT_SETTINGS = {
  leastLengthScale: 0.025,
  mostLengthScale: 1e3,
  leastNoise: 1e-6,
  mostNoise: 1,
  iterations: 50,
  /** Times the square root of the number of inputs: about the prior's mode, and a long one. */
  startLengthScales: [0.3, 1.5],
  /** Added to the location of the noise's prior: its start. */
  startNoise: -2,
} as const;

/** The negative logarithm of posterior density, up to a constant, with its gradient. */
export type FitObjective = (logParameters: Float64Array, gradient: Float64Array) => number;

/**
 * The function that is minimised: of the logarithms of d length scales and of the noise.
 * @param known variance of the noise of each observation where it is known, else 0
 */
export function fitObjective(
  inputs: Inputs,
  y: Float64Array,
  known: Float64Array,
  { kernel, lengthScale, noise }: FitSettings,
): FitObjective {
  const { count: n, dimensions: d } = inputs;
  const distances = Array.from({ length: d }, (_, k) => pairDistances(inputs, k));
  const location = lengthScale.location + Math.log(d) / 2;
  const r2 = new Float64Array((n * (n - 1)) / 2);
  return (log, gradient) => {
    const inverseSquares = Float64Array.from({ length: d }, (_, k) => Math.exp(-2 * log[k]));
    r2.fill(0);
    for (let k = 0; k < d; k++) {
      for (let p = 0; p < r2.length; p++) r2[p] += distances[k][p] * inverseSquares[k];
    }
    const variance = Math.exp(log[d]);
    const matrix = covarianceMatrix(kernel, r2, n, known, variance);
    const factor = cholesky(matrix, n);
    if (!factor) return Number.POSITIVE_INFINITY;
    const inverse = choleskyInverse(factor, n);
    const { residual, weights } = centre(inverse, y);
    let value = 0.5 * dot(residual, weights) + 0.5 * choleskyLogDeterminant(factor, n);
    gradient.fill(0);
    for (let i = 1, p = 0; i < n; i++) {
      for (let j = 0; j < i; j++, p++) {
        // Both triangles, hence without the half.
        const factorOfPair =
          (inverse[i * n + j] - weights[i] * weights[j]) * covarianceSlope(kernel, r2[p]);
        for (let k = 0; k < d; k++)
          gradient[k] -= 2 * factorOfPair * distances[k][p] * inverseSquares[k];
      }
    }
    for (let i = 0; i < n; i++) {
      gradient[d] += 0.5 * variance * (inverse[i * n + i] - weights[i] * weights[i]);
    }
    for (let k = 0; k <= d; k++) {
      const prior = k < d ? { location, spread: lengthScale.spread } : noise;
      const off = (log[k] - prior.location) / prior.spread;
      value += 0.5 * off * off + log[k];
      gradient[k] += off / prior.spread + 1;
    }
    return value;
  };
}

export function covarianceMatrix(
  kernel: KernelKind,
  r2: Float64Array,
  n: number,
  known: Float64Array,
  noise: number,
): Float64Array {
  const matrix = new Float64Array(n * n);
  for (let i = 0, p = 0; i < n; i++) {
    for (let j = 0; j < i; j++, p++) {
      matrix[i * n + j] = covariance(kernel, r2[p]);
      matrix[j * n + i] = matrix[i * n + j];
    }
    matrix[i * n + i] = 1 + noise + known[i];
  }
  return matrix;
}

/** The generalised least-squares mean, what remains of y, and K^-1 times that. */
export function centre(
  inverse: Float64Array,
  y: Float64Array,
): { mean: number; residual: Float64Array; weights: Float64Array } {
  const n = y.length;
  let total = 0;
  let weighted = 0;
  const sums = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) sums[i] += inverse[i * n + j];
    total += sums[i];
    weighted += sums[i] * y[i];
  }
  const mean = weighted / total;
  const residual = y.map((v) => v - mean);
  const weights = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) weights[i] += inverse[i * n + j] * residual[j];
  }
  return { mean, residual, weights };
}

/** Fits from several starts and keeps the best. */
export function fitHyperparameters(
  inputs: Inputs,
  y: Float64Array,
  known: Float64Array,
  settings: FitSettings,
): Hyperparameters {
  const { dimensions: d } = inputs;
  const objective = fitObjective(inputs, y, known, settings);
  const lower = new Float64Array(d + 1).fill(Math.log(FIT_SETTINGS.leastLengthScale));
  const upper = new Float64Array(d + 1).fill(Math.log(FIT_SETTINGS.mostLengthScale));
  lower[d] = Math.log(FIT_SETTINGS.leastNoise);
  upper[d] = Math.log(FIT_SETTINGS.mostNoise);
  let best: { x: Float64Array; value: number } | null = null;
  for (const scale of FIT_SETTINGS.startLengthScales) {
    const start = new Float64Array(d + 1).fill(Math.log(scale * Math.sqrt(d)));
    start[d] = settings.noise.location + FIT_SETTINGS.startNoise;
    const gradient = new Float64Array(d + 1);
    if (!Number.isFinite(objective(start, gradient))) continue;
    const found = minimiseInBox(objective, start, lower, upper, {
      maxIterations: FIT_SETTINGS.iterations,
    });
    if (best === null || found.value < best.value) best = found;
  }
  const log = best?.x ?? new Float64Array(d + 1).fill(Math.log(Math.sqrt(d)));
  const noise = best ? Math.exp(log[d]) : FIT_SETTINGS.mostNoise;
  return { lengthScales: log.slice(0, d).map(Math.exp), noise };
}
