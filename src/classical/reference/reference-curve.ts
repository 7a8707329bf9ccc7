/**
 * The curve of the reference's Bayesian baseline, b as a function of r: a Gaussian process through the training white points
 * whose hyperparameters are what 888 steps of Adam at 0.01 make of gpytorch's first values (length scale, signal and noise
 * variance all ln 2, mean 0) on the mean marginal likelihood. It is not the likelihood's maximum, and beyond the labels
 * it falls back to its mean; both belong to the baseline, which is to be what it was.
 */
import type { WhitePoint } from '../../color/index.js';
import {
  fitGaussianProcess,
  type GaussianProcess,
  type GpHyperparameters,
  gpObjective,
} from '../curve/gaussian-process.js';

/** b of a white point at r. */
export type ReferenceCurve = (r: number) => number;

const STEPS = 888;
const RATE = 0.01;
const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;
/** Least noise variance of gpytorch's likelihood. */
const LEAST_NOISE = 1e-4;
/** Inputs are rounded to this share of their range: the noise is some ten times as wide. */
const ROUNDING = 1 / 200;

const softplus = (raw: number) => Math.log1p(Math.exp(raw));
const sigmoid = (raw: number) => 1 / (1 + Math.exp(-raw));

/** Of raw (length scale, signal variance, noise variance, mean). */
function decode(raw: ArrayLike<number>): GpHyperparameters {
  return {
    lengthScale: softplus(raw[0]),
    signalSd: Math.sqrt(softplus(raw[1])),
    noiseSd: Math.sqrt(LEAST_NOISE + softplus(raw[2])),
    mean: raw[3],
  };
}

/** Hyperparameters by the reference's own fit. Throws RangeError for labels on fewer than three r. */
export function fitReferenceHyperparameters(whitePoints: readonly WhitePoint[]): GpHyperparameters {
  const { x, y, roundTo } = samplesOf(whitePoints);
  const objective = gpObjective(x, y, roundTo);
  const raw = new Float64Array(4);
  const moments = new Float64Array(4);
  const squares = new Float64Array(4);
  const byLog = new Float64Array(4);
  for (let step = 1; step <= STEPS; step++) {
    const p = decode(raw);
    objective(p, byLog);
    const gradient = rawGradient(raw, p, byLog).map((value) => value / x.length);
    for (let i = 0; i < 4; i++) {
      moments[i] = ADAM.beta1 * moments[i] + (1 - ADAM.beta1) * gradient[i];
      squares[i] = ADAM.beta2 * squares[i] + (1 - ADAM.beta2) * gradient[i] ** 2;
      const moment = moments[i] / (1 - ADAM.beta1 ** step);
      const square = squares[i] / (1 - ADAM.beta2 ** step);
      raw[i] -= (RATE * moment) / (Math.sqrt(square) + ADAM.epsilon);
    }
  }
  return decode(raw);
}

/** From the gradient by (ln length scale, ln signal sd, ln noise sd, mean) to that by the raw numbers. */
function rawGradient(
  raw: ArrayLike<number>,
  { lengthScale, signalSd, noiseSd }: GpHyperparameters,
  byLog: ArrayLike<number>,
): number[] {
  return [
    (byLog[0] / lengthScale) * sigmoid(raw[0]),
    (byLog[1] / (2 * signalSd ** 2)) * sigmoid(raw[1]),
    (byLog[2] / (2 * noiseSd ** 2)) * sigmoid(raw[2]),
    byLog[3],
  ];
}

function samplesOf(whitePoints: readonly WhitePoint[]) {
  const x = whitePoints.map(({ r }) => r);
  const y = whitePoints.map(({ b }) => b);
  const roundTo = (Math.max(...x) - Math.min(...x)) * ROUNDING;
  return { x, y, roundTo };
}

/**
 * The process through the training white points, with given hyperparameters or by the reference's fit. Throws RangeError for
 * labels on fewer than three r.
 */
export function referenceProcess(
  whitePoints: readonly WhitePoint[],
  hyperparameters: GpHyperparameters = fitReferenceHyperparameters(whitePoints),
): GaussianProcess {
  const { x, y } = samplesOf(whitePoints);
  return fitGaussianProcess(x, y, { hyperparameters });
}

/** Its mean as a curve. */
export function fitReferenceCurve(
  whitePoints: readonly WhitePoint[],
  hyperparameters?: GpHyperparameters,
): ReferenceCurve {
  const { meanAt } = referenceProcess(whitePoints, hyperparameters);
  return meanAt;
}
