/**
 * What is done about lights of which there are few pictures: their weight in the loss, by density or by group, and how often
 * they are drawn.
 */
import type { WhitePoint } from '../color/index.js';
import { densityWeights, fitLabelCurve, placeByLine } from '../dataset/index.js';
import { createRng } from '../random/index.js';
import { RecipeError } from './recipe-error.js';
import type { TrainSettings } from './settings.js';

/** Weights of pictures in the loss, mean 1. Throws RecipeError for groups of labels that are on no curve. */
export function lossWeights(
  lights: readonly WhitePoint[],
  { densityExponent, lossGroups = 0 }: Pick<TrainSettings, 'densityExponent' | 'lossGroups'>,
): Float64Array {
  const byDensity = densityPowers(lights, densityExponent);
  if (lossGroups === 0) return byDensity;
  const groups = groupsOf(lights, lossGroups);
  const totals = new Float64Array(lossGroups);
  groups.forEach((group, i) => {
    totals[group]! += byDensity[i]!;
  });
  return withMeanOne(byDensity.map((weight, i) => weight / totals[groups[i]!]!));
}

/** How often pictures are drawn, mean 1; undefined where each is drawn once an epoch. */
export function drawWeights(
  lights: readonly WhitePoint[],
  { resampleExponent = 0 }: Pick<TrainSettings, 'resampleExponent'>,
): Float64Array | undefined {
  return resampleExponent === 0 ? undefined : densityPowers(lights, resampleExponent);
}

/** Density weights to a power, mean 1. */
function densityPowers(lights: readonly WhitePoint[], exponent: number): Float64Array {
  if (exponent === 0) return new Float64Array(lights.length).fill(1);
  const weights = densityWeights(lights).map((weight) => weight ** exponent);
  return exponent === 1 ? weights : withMeanOne(weights);
}

function withMeanOne(weights: Float64Array): Float64Array {
  const mean = weights.reduce((a, b) => a + b, 0) / weights.length;
  return weights.map((weight) => weight / mean);
}

/** For each picture the piece of the curve of the labels that it is nearest to, all pieces of one length. */
function groupsOf(lights: readonly WhitePoint[], count: number): number[] {
  const curve = fitLabelCurve(lights);
  if (curve === null) {
    throw new RecipeError(
      `lossGroups ${count}: expected at least 20 training pictures under different lights, got ${lights.length}; leave it out`,
    );
  }
  const whole = curve.at(-1)!.alongDegrees;
  return lights.map((light) => {
    const { alongDegrees } = placeByLine(curve, light);
    return Math.min(count - 1, Math.floor((count * alongDegrees) / whole));
  });
}

/**
 * Which pictures an epoch goes through: each as often as its weight says, rounded up or down at random so that their number stays
 * (systematic resampling [Carpenter1999]). The draw depends on seed and epoch alone. [Carpenter1999] Improved particle filter for
 * nonlinear problems.
 */
export function drawnPictures(weights: Float64Array, seed: number, epoch: number): Int32Array {
  const drawn = new Int32Array(weights.length);
  const start = createRng(seed).fork('resample', epoch).uniform();
  const scale = weights.length / weights.reduce((a, b) => a + b, 0);
  let [at, sum] = [0, 0];
  weights.forEach((weight, picture) => {
    sum += weight * scale;
    while (at < drawn.length && at + start < sum) drawn[at++] = picture;
  });
  // What rounding of the sum left over.
  drawn.fill(weights.length - 1, at);
  return drawn;
}
