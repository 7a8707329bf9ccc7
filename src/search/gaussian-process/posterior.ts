/**
 * What a Gaussian process says after its observations, for one set of inputs and any number of output vectors over them
 * (fantasies): they share the covariance and differ in the mean.
 *   mean(x) = m + k(x)^T a       variance(x) = 1 - k(x)^T K^-1 k(x)       [Rasmussen2006, algorithm 2.1]
 */
import { cholesky, choleskyInverse, dot } from '../../linalg/index.js';
import type { Rng } from '../../random/index.js';
import { centre, covarianceMatrix, type Hyperparameters } from './fit.js';
import { crossCovariance, type Inputs, type KernelKind, pairDistances } from './kernel.js';

export interface Posterior {
  readonly inputs: Inputs;
  readonly kernel: KernelKind;
  readonly inverseSquares: Float64Array;
  readonly inverse: Float64Array;
  readonly noiseVariances: Float64Array;
  readonly means: Float64Array;
  /** K^-1 (y - mean), one after another. */
  readonly weights: readonly Float64Array[];
}

/** Added to the diagonal where it is not positive definite, and ten times as much at each further attempt. */
const FIRST_JITTER = 1e-8;
const ATTEMPTS = 8;

/**
 * @param known variance of the noise of each row where it is known
 * @param outputs vectors of `inputs.count`; all give the same covariance
 * @param mean of the process, where it is known already; else it is estimated for each output
 */
export function createPosterior(
  inputs: Inputs,
  { lengthScales, noise }: Hyperparameters,
  kernel: KernelKind,
  known: Float64Array,
  outputs: readonly Float64Array[],
  mean?: number,
): Posterior {
  const { count: n, dimensions: d } = inputs;
  const inverseSquares = lengthScales.map((length) => 1 / (length * length));
  const r2 = new Float64Array((n * (n - 1)) / 2);
  for (let k = 0; k < d; k++) {
    const distances = pairDistances(inputs, k);
    for (let p = 0; p < r2.length; p++) r2[p] += distances[p] * inverseSquares[k];
  }
  const inverse = choleskyInverse(factorOf(covarianceMatrix(kernel, r2, n, known, noise), n), n);
  const centred = outputs.map((y) =>
    mean === undefined ? centre(inverse, y) : { mean, weights: multiply(inverse, y, mean) },
  );
  return {
    inputs,
    kernel,
    inverseSquares,
    inverse,
    noiseVariances: known.map((v) => v + noise),
    means: Float64Array.from(centred, (c) => c.mean),
    weights: centred.map((c) => c.weights),
  };
}

function multiply(inverse: Float64Array, y: Float64Array, mean: number): Float64Array {
  return y.map((_, i) => {
    let sum = 0;
    for (let j = 0; j < y.length; j++) sum += inverse[i * y.length + j] * (y[j] - mean);
    return sum;
  });
}

function factorOf(matrix: Float64Array, n: number): Float64Array {
  let jitter = FIRST_JITTER;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++, jitter *= 10) {
    const factor = cholesky(matrix, n);
    if (factor) return factor;
    for (let i = 0; i < n; i++) matrix[i * n + i] += jitter;
  }
  throw new Error('createPosterior: the covariance is not positive definite');
}

/** Room for one prediction, so that thousands of them allocate nothing. */
export interface Prediction {
  readonly means: Float64Array;
  variance: number;
  /** d(mean of output s)/dx_k at s * d + k. */
  readonly meanGradients: Float64Array;
  readonly varianceGradient: Float64Array;
  readonly covariances: Float64Array;
  readonly slopes: Float64Array;
  readonly solved: Float64Array;
}

export function createPrediction({
  inputs: { count, dimensions },
  weights,
}: Posterior): Prediction {
  return {
    means: new Float64Array(weights.length),
    variance: 1,
    meanGradients: new Float64Array(weights.length * dimensions),
    varianceGradient: new Float64Array(dimensions),
    covariances: new Float64Array(count),
    slopes: new Float64Array(count),
    solved: new Float64Array(count),
  };
}

const LEAST_VARIANCE = 1e-10;

/** Means and the variance of f (without noise) at a point; the gradients too where asked for. */
export function predict(
  posterior: Posterior,
  point: ArrayLike<number>,
  into: Prediction,
  withGradient: boolean,
): void {
  const { inputs, kernel, inverseSquares, inverse, means, weights } = posterior;
  const { covariances, slopes, solved } = into;
  const { count: n } = inputs;
  crossCovariance(
    kernel,
    inputs,
    inverseSquares,
    point,
    covariances,
    withGradient ? slopes : undefined,
  );
  let explained = 0;
  for (let i = 0, row = 0; i < n; i++, row += n) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += inverse[row + j] * covariances[j];
    solved[i] = sum;
    explained += sum * covariances[i];
  }
  into.variance = Math.max(LEAST_VARIANCE, 1 - explained);
  for (let s = 0; s < weights.length; s++) {
    const w = weights[s];
    let sum = means[s];
    for (let i = 0; i < n; i++) sum += covariances[i] * w[i];
    into.means[s] = sum;
  }
  if (withGradient) fillGradients(posterior, point, into);
}

function fillGradients(posterior: Posterior, point: ArrayLike<number>, into: Prediction): void {
  const { inputs, inverseSquares, weights } = posterior;
  const { count: n, dimensions: d, values, categories } = inputs;
  into.meanGradients.fill(0);
  into.varianceGradient.fill(0);
  for (let i = 0, row = 0; i < n; i++, row += d) {
    const slope = 2 * into.slopes[i];
    for (let k = 0; k < d; k++) {
      if (categories[k]) continue;
      const change = slope * (point[k] - values[row + k]) * inverseSquares[k];
      into.varianceGradient[k] -= 2 * into.solved[i] * change;
      for (let s = 0; s < weights.length; s++)
        into.meanGradients[s * d + k] += weights[s][i] * change;
    }
  }
}

/**
 * Joint samples of f at some points, one array of `points.length` a sample.
 * @param points as inputs with the posterior's number of dimensions
 */
export function samplePosterior(
  posterior: Posterior,
  points: Inputs,
  samples: number,
  rng: Rng,
): Float64Array[] {
  const p = points.count;
  const { inputs, kernel, inverseSquares, inverse, means, weights } = posterior;
  const n = inputs.count;
  const d = inputs.dimensions;
  const rows = Array.from({ length: p }, (_, i) => points.values.subarray(i * d, (i + 1) * d));
  const cross = rows.map((row) => {
    const out = new Float64Array(n);
    crossCovariance(kernel, inputs, inverseSquares, row, out);
    return out;
  });
  const solved = cross.map((row) => multiply(inverse, row, 0));
  const matrix = new Float64Array(p * p);
  const own = new Float64Array(p);
  for (let i = 0; i < p; i++) {
    crossCovariance(kernel, points, inverseSquares, rows[i], own);
    for (let j = 0; j < p; j++) matrix[i * p + j] = own[j] - dot(cross[j], solved[i]);
    matrix[i * p + i] += FIRST_JITTER;
  }
  const factor = factorOf(matrix, p);
  const mean = cross.map((row) => means[0] + dot(row, weights[0]));
  return Array.from({ length: samples }, () => {
    const z = Float64Array.from({ length: p }, () => rng.normal());
    return Float64Array.from({ length: p }, (_, i) => {
      let sum = mean[i];
      for (let j = 0; j <= i; j++) sum += factor[i * p + j] * z[j];
      return sum;
    });
  });
}
