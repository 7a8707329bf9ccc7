/**
 * A head for the pictures of one camera: the most probable one where its numbers are normal around where they start, and
 * labels are spread around right answers with long tails [Student's t, Lange1989], because some pictures of any camera have
 * two lights or a card in the shade and must not pull the others along:
 *
 *   sum of (nu + 2) / 2 ln(1 + d^2 / (nu s^2))  +  sum of ((w - w0) / deviation)^2 / 2
 *
 * d is the distance of log r and log b from the label's. Minimised by L-BFGS, in numbers of their own deviations. Nothing is
 * drawn: the same pictures give the same bits.
 * [Lange1989] Robust statistical modeling using the t distribution.
 */
import { minimiseLbfgs } from '../linalg/index.js';
import { createHeadPass, type Head, type HeadPass } from './head.js';
import { ADAPT_SETTINGS } from './settings.js';

/** What a head reads of a picture, and the white point that it should have given, in the network's colours. */
export interface HeadSample {
  readonly input: ArrayLike<number>;
  readonly r: number;
  readonly b: number;
  /** How much it counts; 1 unless given. */
  readonly weight?: number;
}

/** nu: below 4 or so a far label counts for next to nothing. */
const DEGREES_OF_FREEDOM = 3;
/** A network without a last exp may answer less; it is taken for this, and nothing pulls there. */
const LEAST_ANSWER = 1e-6;

/** The network's parameters with another head; `parameters` stay as they are. */
export function fitHead(
  head: Head,
  parameters: ArrayLike<number>,
  samples: readonly HeadSample[],
): Float64Array {
  const fitted = Float64Array.from(parameters);
  const { indices, deviations } = freeParameters(head);
  const start = indices.map((index) => fitted[index]!);
  const sums = new Float64Array(fitted.length);
  const pass = createHeadPass(head);
  const place = (z: Float64Array) => {
    for (let i = 0; i < indices.length; i++) {
      fitted[indices[i]!] = start[i]! + deviations[i]! * z[i]!;
    }
  };
  const objective = (z: Float64Array, gradient: Float64Array): number => {
    place(z);
    sums.fill(0);
    let value = 0;
    for (const sample of samples) value += addMisfit(pass, fitted, sample, sums);
    for (let i = 0; i < indices.length; i++) {
      value += (z[i]! * z[i]!) / 2;
      gradient[i] = z[i]! + deviations[i]! * sums[indices[i]!]!;
    }
    return value;
  };
  const { mostIterations: maxIterations, valueTolerance } = ADAPT_SETTINGS;
  const stops = { maxIterations, valueTolerance };
  place(minimiseLbfgs(objective, new Float64Array(indices.length), stops).x);
  return fitted;
}

/** Every number of the head's layers: where it lies and how far it may go. */
function freeParameters({ steps }: Head): { indices: number[]; deviations: number[] } {
  const indices: number[] = [];
  const deviations: number[] = [];
  const add = (at: number, count: number, deviation: number) => {
    for (let i = 0; i < count; i++) {
      indices.push(at + i);
      deviations.push(deviation);
    }
  };
  const layers = steps.filter((step) => step.op === 'dense').toReversed();
  for (const [i, { weightAt, biasAt, inputs, units }] of layers.entries()) {
    const prior = ADAPT_SETTINGS.priors[i]!;
    add(weightAt, inputs * units, prior.weight);
    if (biasAt !== null) add(biasAt, units, prior.bias);
  }
  return { indices, deviations };
}

/** What a picture says against a head; the gradient is added to `sums`. */
function addMisfit(
  pass: HeadPass,
  parameters: Float64Array,
  { input, r, b, weight = 1 }: HeadSample,
  sums: Float64Array,
): number {
  const answer = pass.run(parameters, input);
  const [red, blue] = [Math.max(answer[0]!, LEAST_ANSWER), Math.max(answer[1]!, LEAST_ANSWER)];
  const [ofRed, ofBlue] = [Math.log(red / r), Math.log(blue / b)];
  const scale = DEGREES_OF_FREEDOM * ADAPT_SETTINGS.labelDeviation ** 2;
  const share = (ofRed * ofRed + ofBlue * ofBlue) / scale;
  const pull = (weight * (DEGREES_OF_FREEDOM + 2)) / scale / (1 + share);
  const byAnswer = [
    answer[0]! > LEAST_ANSWER ? (pull * ofRed) / red : 0,
    answer[1]! > LEAST_ANSWER ? (pull * ofBlue) / blue : 0,
  ];
  pass.addGradient(parameters, byAnswer, sums);
  return weight * ((DEGREES_OF_FREEDOM + 2) / 2) * Math.log1p(share);
}
