/**
 * Expected errors from doubts: log degrees = w tanh(W z + c) + d over standardised doubts z, by maximum likelihood under
 * exponentially distributed errors, log(m) + e / m, whose best m is the mean error; so that means are right whatever the
 * distribution. Then the scale: log degrees = a + b (what that says), fitted in the same way on pictures that took no part in
 * the first fit, b at most 1. New cameras and scenes are less well told apart than known ones, and b is by how much.
 */
import { ERROR_NEURONS, type ErrorCalibration } from '../../model/doubt/index.js';
import type { Rng } from '../../random/index.js';
import { CALIBRATION_SETTINGS } from './settings.js';

/** Doubts of an answer and what it erred by. */
export interface DoubtedAnswer {
  readonly doubts: Float32Array;
  readonly errorDegrees: number;
}

type Fitted = Omit<ErrorCalibration, 'limit'>;

/** Adam over random batches. The same answers and stream give the same numbers. */
export function fitError(answers: readonly DoubtedAnswer[], rng: Rng): Fitted {
  const { means, deviations } = spreadOf(answers);
  const inputs = answers.map(({ doubts }) =>
    Float64Array.from(doubts, (value, j) => (value - means[j]!) / deviations[j]!),
  );
  const errors = answers.map(({ errorDegrees }) => errorDegrees);
  const network = new ErrorNetwork(means.length, meanOf(errors), rng.fork('weights'));
  descend(network, inputs, errors, rng.fork('order'));
  return { ...network.over(means, deviations), means, deviations };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function spreadOf(answers: readonly DoubtedAnswer[]) {
  const count = answers[0]!.doubts.length;
  const means = Float64Array.from({ length: count }, (_, j) =>
    meanOf(answers.map(({ doubts }) => doubts[j]!)),
  );
  const deviations = means.map((mean, j) => {
    const variance = meanOf(answers.map(({ doubts }) => (doubts[j]! - mean) ** 2));
    // A doubt that is the same everywhere says nothing.
    return Math.max(Math.sqrt(variance), 1e-3);
  });
  return { means, deviations };
}

class ErrorNetwork {
  /** [doubt][neuron], biases of neurons, weights of neurons, bias. */
  readonly numbers: Float64Array;
  readonly gradient: Float64Array;
  private readonly inputs: number;
  private readonly hidden = new Float64Array(ERROR_NEURONS);

  constructor(inputs: number, meanDegrees: number, rng: Rng) {
    this.inputs = inputs;
    const length = inputs * ERROR_NEURONS + 2 * ERROR_NEURONS + 1;
    this.numbers = new Float64Array(length);
    this.gradient = new Float64Array(length);
    const { firstWeight } = CALIBRATION_SETTINGS;
    for (let i = 0; i < inputs * ERROR_NEURONS; i++) {
      this.numbers[i] = rng.normal() / Math.sqrt(inputs);
    }
    for (let i = 0; i < ERROR_NEURONS; i++) {
      this.numbers[this.weightsAt + i] = firstWeight * rng.normal();
    }
    this.numbers[length - 1] = Math.log(meanDegrees);
  }

  private get biasAt(): number {
    return this.inputs * ERROR_NEURONS;
  }

  private get weightsAt(): number {
    return this.biasAt + ERROR_NEURONS;
  }

  logDegrees(input: Float64Array): number {
    const { numbers, hidden, biasAt, weightsAt } = this;
    let sum = numbers[numbers.length - 1]!;
    for (let i = 0; i < ERROR_NEURONS; i++) {
      let into = numbers[biasAt + i]!;
      for (let j = 0; j < input.length; j++) into += numbers[j * ERROR_NEURONS + i]! * input[j]!;
      hidden[i] = Math.tanh(into);
      sum += numbers[weightsAt + i]! * hidden[i]!;
    }
    return sum;
  }

  /** Adds the gradient of log(m) + e / m, times `share`. */
  backward(input: Float64Array, error: number, share: number): void {
    const { numbers, gradient, hidden, biasAt, weightsAt } = this;
    const slope = (1 - error * Math.exp(-this.logDegrees(input))) * share;
    gradient[gradient.length - 1]! += slope;
    for (let i = 0; i < ERROR_NEURONS; i++) {
      gradient[weightsAt + i]! += slope * hidden[i]!;
      const inner = slope * numbers[weightsAt + i]! * (1 - hidden[i]! ** 2);
      gradient[biasAt + i]! += inner;
      for (let j = 0; j < input.length; j++) {
        gradient[j * ERROR_NEURONS + i]! += inner * input[j]!;
      }
    }
  }

  /** The same over doubts as they are. */
  over(means: Float64Array, deviations: Float64Array) {
    const { numbers, biasAt, weightsAt } = this;
    const weights = numbers.slice(weightsAt, weightsAt + ERROR_NEURONS);
    const hiddenBias = numbers.slice(biasAt, weightsAt);
    const hiddenWeights = numbers.slice(0, biasAt);
    hiddenWeights.forEach((value, at) => {
      const j = Math.floor(at / ERROR_NEURONS);
      hiddenWeights[at] = value / deviations[j]!;
      hiddenBias[at % ERROR_NEURONS]! -= (value * means[j]!) / deviations[j]!;
    });
    return { hiddenWeights, hiddenBias, weights, bias: numbers.at(-1)! };
  }
}

function descend(
  network: ErrorNetwork,
  inputs: readonly Float64Array[],
  errors: readonly number[],
  rng: Rng,
): void {
  const { epochs, batch, rate, decay, momentum, squares } = CALIBRATION_SETTINGS;
  const { numbers, gradient } = network;
  const first = new Float64Array(numbers.length);
  const second = new Float64Array(numbers.length);
  const order = Uint32Array.from(inputs, (_, i) => i);
  const steps = epochs * Math.ceil(inputs.length / batch);
  let step = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    rng.shuffle(order);
    for (let from = 0; from < order.length; from += batch) {
      const part = order.subarray(from, from + batch);
      gradient.fill(0);
      for (const i of part) network.backward(inputs[i]!, errors[i]!, 1 / part.length);
      step++;
      const size = (rate * (1 + Math.cos((Math.PI * step) / steps))) / 2;
      for (let i = 0; i < numbers.length; i++) {
        first[i] = momentum * first[i]! + (1 - momentum) * gradient[i]!;
        second[i] = squares * second[i]! + (1 - squares) * gradient[i]! ** 2;
        const mean = first[i]! / (1 - momentum ** step);
        const scale = Math.sqrt(second[i]! / (1 - squares ** step)) + 1e-8;
        const isBias = i === numbers.length - 1;
        numbers[i]! -= size * (mean / scale + (isBias ? 0 : decay * numbers[i]!));
      }
    }
  }
}

/** What a fit says of doubts, before it is bounded. */
export function logDegreesOf(fit: Fitted, doubts: ArrayLike<number>): number {
  let sum = fit.bias;
  for (let i = 0; i < ERROR_NEURONS; i++) {
    let into = fit.hiddenBias[i]!;
    for (let j = 0; j < doubts.length; j++) {
      into += fit.hiddenWeights[j * ERROR_NEURONS + i]! * doubts[j]!;
    }
    sum += fit.weights[i]! * Math.tanh(into);
  }
  return sum;
}

/** log degrees = offset + slope (what a fit says). */
export interface ErrorScale {
  readonly offset: number;
  readonly slope: number;
}

/** The scale of what was said of pictures that took no part, by what they erred. Newton's method; slopes within 0..1. */
export function fitScale(logDegrees: readonly number[], errors: readonly number[]): ErrorScale {
  const middle = meanOf(logDegrees);
  let offset = Math.log(meanOf(errors));
  let slope = 1;
  for (let round = 0; round < CALIBRATION_SETTINGS.scaleRounds; round++) {
    let [g0, g1, h00, h01, h11] = [0, 0, 1e-9, 0, 1e-9];
    logDegrees.forEach((value, i) => {
      const x = value - middle;
      const ratio = errors[i]! * Math.exp(-offset - slope * x);
      g0 += 1 - ratio;
      g1 += (1 - ratio) * x;
      h00 += ratio;
      h01 += ratio * x;
      h11 += ratio * x * x;
    });
    const determinant = h00 * h11 - h01 * h01;
    // Half steps, as the first may be far off.
    offset -= (h11 * g0 - h01 * g1) / determinant / 2;
    slope = Math.min(1, Math.max(0, slope - (h00 * g1 - h01 * g0) / determinant / 2));
  }
  return { offset: offset - slope * middle, slope };
}

/** A fit on a scale. */
export function scaled(fit: Fitted, { offset, slope }: ErrorScale): Fitted {
  return {
    ...fit,
    weights: Float64Array.from(fit.weights, (weight) => slope * weight),
    bias: offset + slope * fit.bias,
  };
}

/** Mean square of standardised doubts that `share` of the answers stay below. */
export function noveltyLimit(
  answers: readonly DoubtedAnswer[],
  { means, deviations }: Pick<Fitted, 'means' | 'deviations'>,
  share: number,
): number {
  const distances = answers.map(({ doubts }) =>
    meanOf(Array.from(doubts, (value, j) => ((value - means[j]!) / deviations[j]!) ** 2)),
  );
  distances.sort((a, b) => a - b);
  return Math.max(1, distances[Math.floor(share * (distances.length - 1))]!);
}
