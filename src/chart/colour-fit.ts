/**
 * Whether 24 colours are those of a chart, whatever camera and light. A camera sees patch k as
 *
 *   m_k = s_k M r_k + o
 *
 * with r_k the chart's linear colour, M a 3 x 3 matrix (camera and light), o stray light or a wrong black level, and s_k
 * the light's falling off over the chart: smooth, but for patches in a shadow. M, o and s are fitted in turn by weighted
 * least squares; what counts is the angle between m_k - o and s_k M r_k, beside how colourful the 24 are at all.
 */
import { leastSquares } from '../linalg/index.js';
import { CHART_SETTINGS } from './chart-settings.js';
import { CHART_COLUMNS, PATCH_COUNT } from './reference-colours.js';

const DEGREES = 180 / Math.PI;
const ROUNDS = CHART_SETTINGS.colours.rounds;
const SHADOW = CHART_SETTINGS.colours.shadow;

export interface ColourFit {
  /** Root mean square angle between measured and expected colours, degrees. */
  readonly colourDegrees: number;
  /** The same over that of a model in which all patches are grey: 0 perfect, 1 says nothing. */
  readonly unexplained: number;
  /** Median deviation of brightness from its smooth course over the chart, natural logarithm. */
  readonly brightnessSpread: number;
  /** Whether M is one that a camera could have: each channel sees its own primary most. */
  readonly isCamera: boolean;
}

/** `measured`, `deviations` (of the means) and `reference` are 24 x R, G, B; row by row. Null where nothing fits. */
export function fitColours(
  measured: Float64Array,
  deviations: Float64Array,
  reference: Float64Array,
): ColourFit | null {
  let brightest = 0;
  for (const value of measured) brightest = Math.max(brightest, value);
  if (!(brightest > 0)) return null;
  const scale = new Float64Array(PATCH_COUNT).fill(1);
  let model: Float64Array | null = null;
  let spread = 0;
  for (let round = 0; round < ROUNDS; round++) {
    model = fitMatrix(measured, deviations, reference, scale, 0.02 * brightest);
    if (!model) return null;
    spread = fitShading(measured, reference, model, scale);
  }
  if (!model) return null;
  const colourDegrees = rmsAngle(measured, deviations, reference, model);
  const greyDegrees = rmsFromGrey(measured, deviations, model);
  return {
    colourDegrees,
    unexplained: colourDegrees / Math.max(greyDegrees, 0.5),
    brightnessSpread: spread,
    isCamera: isCameraMatrix(model),
  };
}

/** Rows of [M | o], 12 numbers. */
function fitMatrix(
  measured: Float64Array,
  deviations: Float64Array,
  reference: Float64Array,
  scale: Float64Array,
  floor: number,
): Float64Array | null {
  const rows = new Float64Array(PATCH_COUNT * 4);
  const right = new Float64Array(PATCH_COUNT);
  const model = new Float64Array(12);
  for (let c = 0; c < 3; c++) {
    for (let k = 0; k < PATCH_COUNT; k++) {
      const weight = 1 / (sizeOf(measured, k) + floor + 3 * deviations[3 * k + c]);
      for (let e = 0; e < 3; e++) rows[4 * k + e] = weight * scale[k] * reference[3 * k + e];
      rows[4 * k + 3] = weight;
      right[k] = weight * measured[3 * k + c];
    }
    const solved = leastSquares(rows, PATCH_COUNT, 4, right);
    if (!solved) return null;
    model.set(solved, 4 * c);
  }
  return model;
}

const sizeOf = (colours: Float64Array, k: number): number =>
  Math.hypot(colours[3 * k], colours[3 * k + 1], colours[3 * k + 2]);

/** M r_k, written to `out`. */
function predict(model: Float64Array, reference: Float64Array, k: number, out: Float64Array): void {
  for (let c = 0; c < 3; c++) {
    let sum = 0;
    for (let e = 0; e < 3; e++) sum += model[4 * c + e] * reference[3 * k + e];
    out[c] = sum;
  }
}

/** Updates `scale` to a robust plane over the chart, patches far from it to what they are; returns the median deviation. */
function fitShading(
  measured: Float64Array,
  reference: Float64Array,
  model: Float64Array,
  scale: Float64Array,
): number {
  const logs = new Float64Array(PATCH_COUNT);
  const expected = new Float64Array(3);
  for (let k = 0; k < PATCH_COUNT; k++) {
    predict(model, reference, k, expected);
    let [dot, own] = [0, 1e-12];
    for (let c = 0; c < 3; c++) {
      dot += (measured[3 * k + c] - model[4 * c + 3]) * expected[c];
      own += expected[c] * expected[c];
    }
    logs[k] = Math.log(Math.min(20, Math.max(0.05, dot / own)));
  }
  const weights = new Float64Array(PATCH_COUNT).fill(1);
  let plane: Float64Array = new Float64Array(3);
  const off = new Float64Array(PATCH_COUNT);
  for (let round = 0; round < 3; round++) {
    plane = fitPlane(logs, weights) ?? plane;
    for (let k = 0; k < PATCH_COUNT; k++) {
      off[k] = logs[k] - planeAt(plane, k);
      weights[k] = Math.min(1, 0.1 / (Math.abs(off[k]) + 1e-9));
    }
  }
  for (let k = 0; k < PATCH_COUNT; k++) {
    scale[k] = Math.exp(Math.abs(off[k]) > SHADOW ? logs[k] : planeAt(plane, k));
  }
  const sorted = off.map(Math.abs).sort();
  return sorted[PATCH_COUNT >> 1];
}

const columnOf = (k: number): number => (k % CHART_COLUMNS) - 2.5;
const rowOf = (k: number): number => Math.floor(k / CHART_COLUMNS) - 1.5;
const planeAt = (plane: Float64Array, k: number): number =>
  plane[0] + plane[1] * columnOf(k) + plane[2] * rowOf(k);

function fitPlane(logs: Float64Array, weights: Float64Array): Float64Array | null {
  const rows = new Float64Array(3 * PATCH_COUNT);
  const right = new Float64Array(PATCH_COUNT);
  for (let k = 0; k < PATCH_COUNT; k++) {
    const weight = Math.sqrt(weights[k]);
    rows.set([weight, weight * columnOf(k), weight * rowOf(k)], 3 * k);
    right[k] = weight * logs[k];
  }
  return leastSquares(rows, PATCH_COUNT, 3, right);
}

/** Weight of a patch whose colour noise has blurred by so many degrees. */
const weightOf = (noiseDegrees: number): number => 1 / (1 + (noiseDegrees / 3) ** 2);

function noiseDegrees(measured: Float64Array, deviations: Float64Array, k: number): number {
  return (DEGREES * sizeOf(deviations, k)) / Math.max(sizeOf(measured, k), 1e-9);
}

function rmsAngle(
  measured: Float64Array,
  deviations: Float64Array,
  reference: Float64Array,
  model: Float64Array,
): number {
  const expected = new Float64Array(3);
  return rmsDegrees(
    measured,
    deviations,
    (k) => {
      predict(model, reference, k, expected);
      return expected;
    },
    model,
  );
}

/** As rmsAngle, for a model in which each patch has the mean direction of all. */
function rmsFromGrey(
  measured: Float64Array,
  deviations: Float64Array,
  model: Float64Array,
): number {
  const mean = new Float64Array(3);
  for (let k = 0; k < PATCH_COUNT; k++) {
    const length = Math.max(sizeOf(measured, k), 1e-9);
    for (let c = 0; c < 3; c++) mean[c] += measured[3 * k + c] / length;
  }
  return rmsDegrees(measured, deviations, () => mean, model);
}

function rmsDegrees(
  measured: Float64Array,
  deviations: Float64Array,
  directionOf: (k: number) => Float64Array,
  model: Float64Array,
): number {
  let [sum, weights] = [0, 0];
  for (let k = 0; k < PATCH_COUNT; k++) {
    const expected = directionOf(k);
    const [x, y, z] = [0, 1, 2].map((c) => measured[3 * k + c] - model[4 * c + 3]);
    const [ex, ey, ez] = expected;
    const cross = Math.hypot(y * ez - z * ey, z * ex - x * ez, x * ey - y * ex);
    const degrees = DEGREES * Math.atan2(cross, x * ex + y * ey + z * ez);
    const noise = noiseDegrees(measured, deviations, k);
    const weight = weightOf(noise);
    sum += weight * Math.max(0, degrees * degrees - noise * noise);
    weights += weight;
  }
  return Math.sqrt(sum / weights);
}

/** Whether each row of M, for a grey of 1, has its own primary in front and no other far below 0. */
function isCameraMatrix(model: Float64Array): boolean {
  for (let c = 0; c < 3; c++) {
    const row = [model[4 * c], model[4 * c + 1], model[4 * c + 2]];
    const grey = row[0] + row[1] + row[2];
    if (!(grey > 0)) return false;
    const own = row[c] / grey;
    const others = row.filter((_, e) => e !== c).map((value) => value / grey);
    if (!(own > 0.2 && own < 1.8 && others.every((value) => value > -0.45 && value < 0.75))) {
      return false;
    }
  }
  return true;
}

/** Hues of 24 colours: log R/G, then log B/G, each about its mean and of length 1. */
export function huesOf(colours: Float64Array): Float64Array {
  const out = new Float64Array(2 * PATCH_COUNT);
  let floor = 0;
  for (const value of colours) floor = Math.max(floor, 0.01 * value);
  for (let k = 0; k < PATCH_COUNT; k++) {
    const [red, green, blue] = [0, 1, 2].map((c) => Math.max(colours[3 * k + c], 0) + floor);
    out[k] = Math.log(red / green);
    out[PATCH_COUNT + k] = Math.log(blue / green);
  }
  for (const from of [0, PATCH_COUNT]) {
    const half = out.subarray(from, from + PATCH_COUNT);
    const mean = half.reduce((sum, value) => sum + value, 0) / PATCH_COUNT;
    for (let k = 0; k < PATCH_COUNT; k++) half[k] -= mean;
    const length = Math.max(Math.hypot(...half), 1e-9);
    for (let k = 0; k < PATCH_COUNT; k++) half[k] /= length;
  }
  return out;
}

/**
 * The smaller correlation of measured hues with a chart's, -1 to 1: far quicker than a fit, blind to how the light
 * falls, and low for nearly everything that is no chart.
 */
export function hueAgreement(measured: Float64Array, hues: Float64Array): number {
  const own = huesOf(measured);
  let [red, blue] = [0, 0];
  for (let k = 0; k < PATCH_COUNT; k++) {
    red += own[k] * hues[k];
    blue += own[PATCH_COUNT + k] * hues[PATCH_COUNT + k];
  }
  return Math.min(red, blue);
}
