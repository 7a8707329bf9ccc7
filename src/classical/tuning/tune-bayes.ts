/**
 * Tuning of the Bayesian baseline on a training set alone, so that a network has a fair opponent: curve,
 * transverse limits, delta_limit, white point and a CT prior. Coordinate descent: one setting after the other, each
 * over its list of values, until a round changes nothing. A setting is scored by cross-validation: curve and prior
 * are fitted without a block of neighbouring pictures (often the same place on the same day) and judged on it,
 * by mean recovery error.
 */

import { recoveryErrorDegrees, type WhitePoint } from '../../color/index.js';
import { UNKNOWN_LUX } from '../../constants/index.js';
import {
  CT_CURVE_KINDS,
  type CtCurveKind,
  type FittedCtCurve,
  fitCtCurve,
} from '../curve/curve-fit.js';
import { projectOntoCurve } from '../curve/curve-geometry.js';
import { AwbController } from '../libcamera/awb-controller.js';
import {
  type BayesianAwbParameters,
  type CtCurvePoint,
  DEFAULT_AWB_PARAMETERS,
} from '../libcamera/awb-parameters.js';
import { awbResultToWhitePoint, createBayesianAwb } from '../libcamera/bayesian-awb.js';
import { DEFAULT_ZONE_GRID } from '../libcamera/thumbnail-bayes.js';
import { type AwbZones, thumbnailToZones } from '../libcamera/zone-statistics.js';
import type { LabelledThumbnail } from '../reference/tune-reference.js';
import { EXTENDED_RANGE } from './baselines.js';
import { learnCctPrior } from './learned-prior.js';

/** What is chosen. */
export interface BayesSettings {
  readonly curve: CtCurveKind;
  /** How far to look off the curve on each side, r/b units. */
  readonly transversePos: number;
  readonly transverseNeg: number;
  readonly deltaLimit: number;
  readonly greyOffsetR: number;
  readonly greyOffsetB: number;
  /** Weight of the CT prior. */
  readonly priorStrength: number;
}

/** Values tried for each setting, in the order in which settings are tried. */
export type BayesSpace = { readonly [K in keyof BayesSettings]: readonly BayesSettings[K][] };

const TRANSVERSE = [0.001, 0.003, 0.006, 0.01, 0.02, 0.035, 0.05, 0.08];
const GREY_OFFSETS = [
  -0.2, -0.16, -0.13, -0.1, -0.07, -0.05, -0.025, 0, 0.025, 0.05, 0.07, 0.1, 0.13, 0.16, 0.2,
];

export const BAYES_SPACE: BayesSpace = {
  curve: CT_CURVE_KINDS,
  priorStrength: [0, 0.5, 1, 2, 3, 4, 6, 8, 12],
  deltaLimit: [0.02, 0.04, 0.07, 0.1, 0.15, 0.2, 0.3, 0.45],
  transversePos: TRANSVERSE,
  transverseNeg: TRANSVERSE,
  greyOffsetR: GREY_OFFSETS,
  greyOffsetB: GREY_OFFSETS,
};

export const BAYES_START: BayesSettings = {
  curve: 'hat-quadratic',
  priorStrength: 1,
  deltaLimit: 0.2,
  transversePos: 0.05,
  transverseNeg: 0.05,
  greyOffsetR: 0,
  greyOffsetB: 0,
};

export interface BayesTrial {
  readonly settings: BayesSettings;
  /** Cross-validated mean recovery error, degrees. */
  readonly meanErrorDegrees: number;
  /** Whether it became the best so far. */
  readonly kept: boolean;
}

export interface TuneBayesOptions {
  /** Of physicalCurve, for the camera of the pictures. */
  readonly physical: readonly CtCurvePoint[];
  readonly space?: BayesSpace;
  readonly start?: BayesSettings;
  readonly folds?: number;
  /** Rounds over all settings at most. */
  readonly maxRounds?: number;
  readonly columns?: number;
  readonly rows?: number;
  /** Called after each trial; `total` is what is left at most if this round changes nothing more. */
  readonly onTrial?: (trial: BayesTrial, done: number, total: number) => void;
}

export interface TunedBayes {
  readonly settings: BayesSettings;
  /** With curve and prior fitted to the whole training set. */
  readonly parameters: BayesianAwbParameters;
  /** Cross-validated, of the settings chosen. */
  readonly meanErrorDegrees: number;
  readonly tried: readonly BayesTrial[];
}

/**
 * Chooses settings and fits the parameters that go with them.
 * @param training in their natural order: neighbours are kept together in the folds
 * @throws RangeError for fewer pictures than folds, or lights too few to carry a curve
 */
export function tuneBayes(
  training: readonly LabelledThumbnail[],
  {
    physical,
    space = BAYES_SPACE,
    start = BAYES_START,
    folds = 4,
    maxRounds = 3,
    columns = DEFAULT_ZONE_GRID.columns,
    rows = DEFAULT_ZONE_GRID.rows,
    onTrial,
  }: TuneBayesOptions,
): TunedBayes {
  const score = createScorer(training, { physical, folds, columns, rows });
  const tried: BayesTrial[] = [];
  const known = new Map<string, number>();
  const perRound = Object.values(space).reduce((sum, values) => sum + values.length, 0);
  let best = { settings: start, error: Number.POSITIVE_INFINITY };
  const attempt = (settings: BayesSettings, round: number): boolean => {
    const key = JSON.stringify(Object.entries(settings).sort());
    if (known.has(key)) return false;
    const error = score(settings);
    known.set(key, error);
    const kept = error < best.error;
    if (kept) best = { settings, error };
    const trial = { settings, meanErrorDegrees: error, kept };
    tried.push(trial);
    onTrial?.(trial, tried.length, Math.max(tried.length, perRound * (round + 1)));
    return kept;
  };
  attempt(start, 0);
  for (let round = 0; round < maxRounds; round++) {
    let changed = false;
    for (const name of Object.keys(space) as (keyof BayesSettings)[]) {
      for (const value of space[name]) {
        changed = attempt({ ...best.settings, [name]: value }, round) || changed;
      }
    }
    if (!changed) break;
  }
  const lights = training.map(({ whitePoint }) => whitePoint);
  return {
    settings: best.settings,
    parameters: createFitter(lights, physical)(best.settings),
    meanErrorDegrees: best.error,
    tried,
  };
}

/** Parameters for settings, with curves fitted to `lights` once for each kind. */
function createFitter(
  lights: readonly WhitePoint[],
  physical: readonly CtCurvePoint[],
): (settings: BayesSettings) => BayesianAwbParameters {
  const curves = new Map<CtCurveKind, { curve: FittedCtCurve; ccts: number[] }>();
  const { lo, hi } = EXTENDED_RANGE;
  const curveOf = (kind: CtCurveKind) => {
    const fitted = curves.get(kind);
    if (fitted !== undefined) return fitted;
    const curve = fitCtCurve(kind, lights, { physical, fromKelvin: lo, toKelvin: hi });
    const ccts = lights.map((light) => projectOntoCurve(curve.points, light).cctKelvin);
    curves.set(kind, { curve, ccts });
    return { curve, ccts };
  };
  return ({ curve: kind, priorStrength, ...settings }) => {
    const { curve, ccts } = curveOf(kind);
    return {
      ...DEFAULT_AWB_PARAMETERS,
      ...settings,
      ctCurve: curve.points,
      priors: [learnCctPrior(ccts, { lo, hi, strength: priorStrength })],
      modes: new Map([['auto', EXTENDED_RANGE]]),
    };
  };
}

interface Fold {
  readonly parametersFor: (settings: BayesSettings) => BayesianAwbParameters;
  readonly held: readonly { zones: AwbZones; whitePoint: WhitePoint }[];
}

/** Mean recovery error over all pictures, each judged by the fold that did not see it. */
function createScorer(
  training: readonly LabelledThumbnail[],
  {
    physical,
    folds,
    columns,
    rows,
  }: { physical: readonly CtCurvePoint[]; folds: number; columns: number; rows: number },
): (settings: BayesSettings) => number {
  if (!(folds >= 2 && training.length >= folds)) {
    throw new RangeError(
      `tuneBayes: expected at least 2 folds and as many pictures, got ${folds} and ${training.length}`,
    );
  }
  const block = (i: number): number => Math.floor((i * folds) / training.length);
  const list = Array.from({ length: folds }, (_, fold): Fold => {
    const seen = training.filter((_, i) => block(i) !== fold);
    return {
      parametersFor: createFitter(
        seen.map(({ whitePoint }) => whitePoint),
        physical,
      ),
      held: training
        .filter((_, i) => block(i) === fold)
        .map(({ thumbnail, whitePoint }) => ({
          zones: thumbnailToZones(thumbnail, { width: columns, height: rows }),
          whitePoint,
        })),
    };
  });
  return (settings) => {
    const sum = list.reduce(
      (total, { parametersFor, held }) => total + errorSum(parametersFor(settings), held),
      0,
    );
    return sum / training.length;
  };
}

function errorSum(parameters: BayesianAwbParameters, held: Fold['held']): number {
  const estimate = createBayesianAwb(parameters);
  const start = new AwbController(parameters).status;
  let sum = 0;
  for (const { zones, whitePoint } of held) {
    const result = estimate(zones, { lux: UNKNOWN_LUX });
    sum += recoveryErrorDegrees(awbResultToWhitePoint(result ?? start), whitePoint);
  }
  return sum;
}
