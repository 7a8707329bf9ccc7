/**
 * Gaussian-process regression of one variable [Rasmussen2006, chapters 2 and 5]: constant mean m, scaled RBF kernel,
 * Gaussian noise; hyperparameters by maximum marginal likelihood with exact gradients through L-BFGS.
 *   k(x, x') = s^2 exp(-(x - x')^2 / (2 l^2)) + n^2 [x = x'],   y ~ N(m 1, K)
 *   ln p = -1/2 a^T (y - m) - 1/2 ln|K| - N/2 ln 2 pi,           a = K^-1 (y - m)
 *   d ln p / d theta = 1/2 tr((a a^T - K^-1) dK/d theta),        d ln p / d m = sum a
 * Samples that share an x are merged into their mean with noise n^2 / count, which changes nothing: the scatter
 * within enters the likelihood by itself. Inputs may be rounded to a step first, which makes large sets cheap.
 * [Rasmussen2006] Gaussian Processes for Machine Learning.
 */
import {
  cholesky,
  choleskyInverse,
  choleskyLogDeterminant,
  choleskySolve,
  minimiseLbfgs,
  solveLower,
} from '../../linalg/index.js';

/** In the units of x and y. */
export interface GpHyperparameters {
  readonly lengthScale: number;
  readonly signalSd: number;
  readonly noiseSd: number;
  readonly mean: number;
}

export interface GpPrediction {
  readonly mean: number;
  /** Standard deviation of the curve itself: half the width of its 68 % confidence band. */
  readonly curveSd: number;
  /** Of a new sample: curve and noise. */
  readonly sampleSd: number;
}

export interface GaussianProcess {
  readonly hyperparameters: GpHyperparameters;
  /** ln p(y | x) of the data as given. */
  readonly logLikelihood: number;
  readonly predict: (x: number) => GpPrediction;
  /** The mean alone, which costs no more than a sum over the samples. */
  readonly meanAt: (x: number) => number;
}

/** Samples by distinct x: mean of y, how many, and the sum of squares within. */
interface MergedSamples {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly counts: Float64Array;
  readonly total: number;
  readonly scatterWithin: number;
}

const LOG_TWO_PI = Math.log(2 * Math.PI);

function mergeSamples(x: ArrayLike<number>, y: ArrayLike<number>, roundTo: number): MergedSamples {
  const groups = new Map<number, number[]>();
  for (let i = 0; i < x.length; i++) {
    const at = roundTo > 0 ? Math.round(x[i] / roundTo) * roundTo : x[i];
    const group = groups.get(at);
    if (group === undefined) groups.set(at, [y[i]]);
    else group.push(y[i]);
  }
  const sorted = [...groups].sort((a, b) => a[0] - b[0]);
  const means = sorted.map(([, values]) => values.reduce((sum, v) => sum + v, 0) / values.length);
  return {
    x: Float64Array.from(sorted, ([at]) => at),
    y: Float64Array.from(means),
    counts: Float64Array.from(sorted, ([, values]) => values.length),
    total: x.length,
    scatterWithin: sorted.reduce(
      (sum, [, values], i) => sum + values.reduce((s, v) => s + (v - means[i]) ** 2, 0),
      0,
    ),
  };
}

/** K, its factor and a = K^-1 (y - m); null where K is not positive definite. */
function factorise(samples: MergedSamples, p: GpHyperparameters) {
  const { x, y, counts } = samples;
  const n = x.length;
  const rbf = new Float64Array(n * n);
  const k = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const distance = (x[i] - x[j]) / p.lengthScale;
      const value = p.signalSd * p.signalSd * Math.exp(-0.5 * distance * distance);
      rbf[i * n + j] = value;
      k[i * n + j] = value;
    }
    k[i * n + i] += (p.noiseSd * p.noiseSd) / counts[i];
  }
  const factor = cholesky(k, n);
  if (factor === null) return null;
  const residual = y.map((value) => value - p.mean);
  return { n, rbf, factor, residual, weights: choleskySolve(factor, n, residual) };
}

/**
 * -ln p and its gradient by (ln lengthScale, ln signalSd, ln noiseSd, mean), written into `gradient` where given.
 * Infinity where the kernel matrix is not positive definite.
 */
function negativeLogLikelihood(
  samples: MergedSamples,
  p: GpHyperparameters,
  gradient?: Float64Array,
): number {
  const fit = factorise(samples, p);
  if (fit === null) return Number.POSITIVE_INFINITY;
  const { n, factor, residual, weights } = fit;
  const { counts, total, scatterWithin } = samples;
  const noiseVariance = p.noiseSd * p.noiseSd;
  let value = 0.5 * (choleskyLogDeterminant(factor, n) + total * LOG_TWO_PI);
  for (let i = 0; i < n; i++) value += 0.5 * (weights[i] * residual[i] + Math.log(counts[i]));
  value += 0.5 * (scatterWithin / noiseVariance + (total - n) * Math.log(noiseVariance));
  if (gradient !== undefined) {
    kernelGradient(samples, p, fit, gradient);
    gradient[2] += total - n - scatterWithin / noiseVariance;
  }
  return value;
}

/** The part of the gradient that comes from the merged samples; into `gradient`. */
function kernelGradient(
  { x, counts }: MergedSamples,
  { lengthScale, noiseSd }: GpHyperparameters,
  fit: NonNullable<ReturnType<typeof factorise>>,
  gradient: Float64Array,
): void {
  const { n, rbf, factor, weights } = fit;
  const inverse = choleskyInverse(factor, n);
  let byLength = 0;
  let bySignal = 0;
  let byNoise = 0;
  let byMean = 0;
  for (let i = 0; i < n; i++) {
    byMean += weights[i];
    const onDiagonal = weights[i] * weights[i] - inverse[i * n + i];
    bySignal += onDiagonal * rbf[i * n + i];
    byNoise += (onDiagonal * noiseSd * noiseSd) / counts[i];
    for (let j = 0; j < i; j++) {
      // Both triangles: twice the half that is walked.
      const q = 2 * (weights[i] * weights[j] - inverse[i * n + j]) * rbf[i * n + j];
      const distance = (x[i] - x[j]) / lengthScale;
      bySignal += q;
      byLength += q * distance * distance;
    }
  }
  // dK/d ln s = 2 K_rbf, dK/d ln n = 2 n^2 / count, dK/d ln l = K_rbf distance^2; minus for -ln p.
  gradient[0] = -0.5 * byLength;
  gradient[1] = -bySignal;
  gradient[2] = -byNoise;
  gradient[3] = -byMean;
}

export interface GpFitOptions {
  /** Inputs are rounded to multiples of this before they are merged; 0 (the default) merges equal ones alone. */
  readonly roundTo?: number;
  /** Takes these as they are and does not optimise. */
  readonly hyperparameters?: GpHyperparameters;
}

/**
 * Fits y(x). Starts from several length scales, because the likelihood can have several maxima (short and rough,
 * long and noisy). Throws RangeError for fewer than 3 distinct x or unequal lengths.
 */
export function fitGaussianProcess(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  { roundTo = 0, hyperparameters }: GpFitOptions = {},
): GaussianProcess {
  if (x.length !== y.length) {
    throw new RangeError(
      `fitGaussianProcess: expected as many x as y, got ${x.length}, ${y.length}`,
    );
  }
  const samples = mergeSamples(x, y, roundTo);
  if (samples.x.length < 3) {
    throw new RangeError(
      `fitGaussianProcess: expected at least 3 distinct x, got ${samples.x.length}`,
    );
  }
  return conditioned(samples, hyperparameters ?? optimise(samples));
}

/** Length scales tried first, as shares of the range of x. */
const STARTING_LENGTHS = [0.1, 0.3, 1];

function optimise(samples: MergedSamples): GpHyperparameters {
  const { x, y, counts } = samples;
  const range = x[x.length - 1] - x[0];
  const mean = y.reduce((sum, value, i) => sum + counts[i] * value, 0) / samples.total;
  const variance =
    (samples.scatterWithin + y.reduce((s, v, i) => s + counts[i] * (v - mean) ** 2, 0)) /
    samples.total;
  const sd = Math.sqrt(variance) || 1e-6;
  // In units of range and sd, so that one step size suits all four.
  const decode = (theta: ArrayLike<number>): GpHyperparameters => ({
    lengthScale: range * Math.exp(theta[0]),
    signalSd: sd * Math.exp(theta[1]),
    // A floor, so that noiseless data keep K invertible.
    noiseSd: sd * (1e-4 + Math.exp(theta[2])),
    mean: mean + sd * theta[3],
  });
  let best: { value: number; at: GpHyperparameters } | null = null;
  for (const length of STARTING_LENGTHS) {
    const { x: theta, value } = minimiseLbfgs(
      (at, gradient) => {
        const result = negativeLogLikelihood(samples, decode(at), gradient);
        gradient[2] *= Math.exp(at[2]) / (1e-4 + Math.exp(at[2]));
        gradient[3] *= sd;
        return result;
      },
      [Math.log(length), 0, Math.log(0.2), 0],
      { maxIterations: 60, gradientTolerance: 1e-4, valueTolerance: 1e-9 },
    );
    if (best === null || value < best.value) best = { value, at: decode(theta) };
  }
  return best!.at;
}

function conditioned(samples: MergedSamples, p: GpHyperparameters): GaussianProcess {
  const fit = factorise(samples, p);
  if (fit === null) {
    throw new RangeError(
      `fitGaussianProcess: expected a positive definite kernel matrix, got noiseSd ${p.noiseSd}`,
    );
  }
  const { n, factor, weights } = fit;
  const kernelAt = (x: number, at: number): number => {
    const distance = (x - at) / p.lengthScale;
    return p.signalSd * p.signalSd * Math.exp(-0.5 * distance * distance);
  };
  return {
    hyperparameters: p,
    logLikelihood: -negativeLogLikelihood(samples, p),
    meanAt: (at) => {
      let mean = p.mean;
      for (let i = 0; i < n; i++) mean += kernelAt(samples.x[i], at) * weights[i];
      return mean;
    },
    predict: (at) => {
      const k = samples.x.map((x) => kernelAt(x, at));
      const mean = p.mean + k.reduce((sum, value, i) => sum + value * weights[i], 0);
      const explained = solveLower(factor, n, k).reduce((sum, value) => sum + value * value, 0);
      const curveVariance = Math.max(0, p.signalSd * p.signalSd - explained);
      return {
        mean,
        curveSd: Math.sqrt(curveVariance),
        sampleSd: Math.sqrt(curveVariance + p.noiseSd * p.noiseSd),
      };
    },
  };
}

/** -ln p of data, whose inputs are rounded and merged once, as a function that writes its gradient by the logarithms. Throws RangeError for fewer than three distinct x. */
export function gpObjective(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  roundTo: number,
): (p: GpHyperparameters, gradient: Float64Array) => number {
  const samples = mergeSamples(x, y, roundTo);
  if (samples.x.length < 3) {
    throw new RangeError(`gpObjective: expected at least 3 distinct x, got ${samples.x.length}`);
  }
  return (p, gradient) => negativeLogLikelihood(samples, p, gradient);
}

/** -ln p and its gradient at given hyperparameters, for those who want to look at the likelihood itself. */
export function gpNegativeLogLikelihood(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  p: GpHyperparameters,
): { value: number; gradient: Float64Array } {
  const gradient = new Float64Array(4);
  return { value: negativeLogLikelihood(mergeSamples(x, y, 0), p, gradient), gradient };
}
