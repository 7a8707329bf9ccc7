/**
 * Corrected moments: the light is a linear function of the picture's root moments, fitted to pictures whose light is
 * known [Finlayson2013].
 *
 *   p_i   the nine root moments of picture i up to degree two: E[R], E[G], E[B] and sqrt E[XY] for the products
 *         RR, GG, BB, RG, RB, GB. They scale as the exposure does, so that a brighter picture has the same answer.
 *   minimise over C (9 x 3) and exposures k_i     sum_i |k_i p_i C - l_i|^2 + ridge n |C - G|^2,  |l_i| = 1
 *
 * by alternating least squares: C with the k_i held, then k_i = q_i . l_i / q_i . q_i with q_i = p_i C. The ridge is
 * ours: G is grey world (C that keeps E[R], E[G], E[B]), which few pictures stay near and many leave.
 *
 * [Finlayson2013] G. Finlayson: Corrected-Moment Illuminant Estimation, ICCV 2013.
 */
import { DEFAULT_CLIP_LEVEL, type Thumbnail } from '../classical/index.js';
import type { WhitePoint } from '../color/index.js';
import { leastSquares } from '../linalg/index.js';
import { labelledThumbnails } from './bayesian.js';
import { fittedMethod } from './fitted-method.js';
import type { FitProgress, TrainingPart } from './method.js';
import { fallbackLight } from './training.js';

/**
 * Rounds of the alternation, and how strongly C is pulled towards grey world: chosen on Cube+'s training part in four
 * blocks of neighbouring pictures, among 10, 50 and 200 rounds and ridges of 1e-10 to 1e-3.
 */
export const CORRECTED_MOMENTS_SETTINGS = {
  rounds: 200,
  ridge: 1e-8,
  clipLevel: DEFAULT_CLIP_LEVEL,
} as const;

const CHANNELS = 4;
const LIGHTS = 3;
const MOMENTS = 9;
/** Moments are scaled to a sum of 1: the three means are about a ninth each, lights of length 1 about 0.6. */
const GREY_WORLD = 5;

/**
 * The root moments of a picture over its unmasked, unclipped pixels, each by its coverage; linear, 0..1. Null where
 * none is left or one moment is 0.
 */
export function rootMoments({ pixels }: Thumbnail): Float64Array | null {
  const sums = new Float64Array(MOMENTS);
  let mass = 0;
  for (let o = 0; o < pixels.length; o += CHANNELS) {
    const weight = pixels[o + 3]!;
    const red = Math.max(0, pixels[o]!);
    const green = Math.max(0, pixels[o + 1]!);
    const blue = Math.max(0, pixels[o + 2]!);
    const isClipped = Math.max(red, green, blue) >= CORRECTED_MOMENTS_SETTINGS.clipLevel;
    if (isClipped || !(weight > 0)) continue;
    mass += weight;
    const terms = [red, green, blue, red * red, green * green, blue * blue];
    terms.push(red * green, red * blue, green * blue);
    for (let m = 0; m < MOMENTS; m++) sums[m]! += weight * terms[m]!;
  }
  const moments = sums.map((sum, m) => (m < LIGHTS ? sum / mass : Math.sqrt(sum / mass)));
  return moments.every((moment) => moment > 0) ? moments : null;
}

/** The matrix C row by row, 9 x 3. */
interface Correction {
  readonly matrix: readonly number[];
}

function fitCorrection(training: TrainingPart, onProgress: FitProgress): Correction {
  const rows = labelledThumbnails(training).flatMap(({ thumbnail, whitePoint: { r, b } }) => {
    const moments = rootMoments(thumbnail);
    const norm = Math.hypot(r, 1, b);
    return moments ? [{ moments: toUnitSum(moments), light: [r / norm, 1 / norm, b / norm] }] : [];
  });
  if (rows.length === 0) throw new RangeError('expected pictures that show light, got none');
  const exposures = new Float64Array(rows.length).fill(1);
  let matrix: Float64Array = new Float64Array(MOMENTS * LIGHTS);
  for (let round = 0; round < CORRECTED_MOMENTS_SETTINGS.rounds; round++) {
    matrix = solveCorrection(rows, exposures);
    for (const [i, { moments, light }] of rows.entries()) {
      const q = apply(matrix, moments);
      const square = q[0] ** 2 + q[1] ** 2 + q[2] ** 2;
      const dot = q[0] * light[0]! + q[1] * light[1]! + q[2] * light[2]!;
      if (dot > 0) exposures[i] = dot / square;
    }
    onProgress(round + 1, CORRECTED_MOMENTS_SETTINGS.rounds);
  }
  return { matrix: Array.from(matrix) };
}

/** Of the moments only their ratios matter; a sum of 1 keeps exposures near 1. */
function toUnitSum(moments: Float64Array): Float64Array {
  const sum = moments.reduce((a, b) => a + b, 0);
  return moments.map((moment) => moment / sum);
}

/** C for given exposures: least squares with a row for each entry of C that pulls it towards grey world. */
function solveCorrection(
  rows: readonly { readonly moments: Float64Array; readonly light: readonly number[] }[],
  exposures: Float64Array,
): Float64Array {
  const pull = Math.sqrt(CORRECTED_MOMENTS_SETTINGS.ridge * rows.length);
  const height = rows.length + MOMENTS;
  const a = new Float64Array(height * MOMENTS);
  for (const [i, { moments }] of rows.entries()) {
    for (let m = 0; m < MOMENTS; m++) a[i * MOMENTS + m] = exposures[i]! * moments[m]!;
  }
  for (let m = 0; m < MOMENTS; m++) a[(rows.length + m) * MOMENTS + m] = pull;
  const matrix = new Float64Array(MOMENTS * LIGHTS);
  for (let c = 0; c < LIGHTS; c++) {
    const target = new Float64Array(height);
    for (const [i, { light }] of rows.entries()) target[i] = light[c]!;
    target[rows.length + c] = pull * GREY_WORLD;
    // Of full rank by the rows that pull.
    const column = leastSquares(a, height, MOMENTS, target)!;
    for (let m = 0; m < MOMENTS; m++) matrix[m * LIGHTS + c] = column[m]!;
  }
  return matrix;
}

function apply(matrix: ArrayLike<number>, moments: Float64Array): [number, number, number] {
  const light: [number, number, number] = [0, 0, 0];
  for (let m = 0; m < MOMENTS; m++) {
    for (const c of [0, 1, 2] as const) light[c] += moments[m]! * matrix[m * LIGHTS + c]!;
  }
  return light;
}

function isCorrection(parameters: unknown): parameters is Correction {
  const matrix = (parameters as Partial<Correction> | null)?.matrix;
  return (
    Array.isArray(matrix) && matrix.length === MOMENTS * LIGHTS && matrix.every(Number.isFinite)
  );
}

/** The white point, or null where the picture says nothing or the correction leaves the positive lights. */
function correct(matrix: readonly number[], picture: Thumbnail): WhitePoint | null {
  const moments = rootMoments(picture);
  if (moments === null) return null;
  const [red, green, blue] = apply(matrix, moments);
  return red > 0 && green > 0 && blue > 0 ? { r: red / green, b: blue / green } : null;
}

export const correctedMomentsMethod = fittedMethod<Correction>({
  name: 'corrected-moments',
  family: 'statistical',
  learnsFrom: 'pictures',
  version: 1,
  settings: CORRECTED_MOMENTS_SETTINGS,
  fit: fitCorrection,
  isFit: isCorrection,
  create: ({ matrix }, training) => {
    const fallback = fallbackLight(training);
    return {
      parameters: matrix.length,
      estimate: (picture) => correct(matrix, picture) ?? fallback,
    };
  },
});
