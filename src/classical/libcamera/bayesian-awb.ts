/**
 * The Bayesian AWB of the Raspberry Pi Camera Guide as libcamera v0.7 runs it (`rpi.awb`, BSD-2-Clause), in double
 * precision with its order of operations: one estimate from one frame's statistics, no memory of other frames
 * (awb-controller.ts adds that). Where curve, priors or modes are missing, grey world.
 */

import type { ColourGains, WhitePoint } from '../../color/index.js';
import { UNKNOWN_LUX } from '../../constants/index.js';
import { BadInput } from '../../errors/index.js';
import {
  type AwbMode,
  type AwbPrior,
  type BayesianAwbParameters,
  checkAwbParameters,
  curveFunctions,
  GREY_WORLD_CCT_KELVIN,
  isGreyWorld,
} from './awb-parameters.js';
import { coarseSearch, fineSearch, type SearchObserver, SearchScratch } from './curve-search.js';
import { greyWorldGains } from './grey-world-zones.js';
import { blendPiecewise, evaluatePiecewise, type PiecewiseLinear } from './piecewise-linear.js';
import {
  type AwbZones,
  KeptZones,
  keepZones,
  type ShadingTables,
  type ZoneRules,
} from './zone-statistics.js';

/** One frame's answer: the light's CT in K, and the colour gains against it. */
export interface AwbResult extends ColourGains {
  readonly cctKelvin: number;
}

/** Beyond these no gain is a camera's. */
const LEAST_GAIN = 1e-9;
const GREATEST_GAIN = 1e9;

/** Parameters that led the search to gains which cannot be: zero, negative, infinite or none. */
export class AwbAnswerError extends BadInput {
  override readonly name = 'AwbAnswerError';
  readonly result: AwbResult;

  constructor(result: AwbResult) {
    const { cctKelvin, red, blue } = result;
    super(
      `the search ended at ${cctKelvin} K with gains ${red} and ${blue}, which cannot be: expected tuning parameters of a ` +
        'camera (transverse_pos and transverse_neg are about 0.01 to 0.1, sensitivity_r and _b about 1, modes within the curve)',
    );
    this.result = result;
  }
}

/** The result itself. Throws AwbAnswerError where its gains cannot be. */
export function checkedResult(result: AwbResult): AwbResult {
  const { cctKelvin, red, blue } = result;
  if (Number.isFinite(cctKelvin) && isGain(red) && isGain(blue)) return result;
  throw new AwbAnswerError(result);
}

function isGain(gain: number): boolean {
  return gain >= LEAST_GAIN && gain <= GREATEST_GAIN;
}

export interface AwbFrame {
  /** Brightness of the scene, 400 where unknown. */
  readonly lux?: number;
  /** A mode's name; the first mode where absent or unknown. */
  readonly mode?: string | undefined;
  /** What multiplies the zones first, for statistics that are taken before lens shading correction (`pisp`). */
  readonly shading?: ShadingTables | undefined;
  /** Sees every point of the search, for plots. */
  readonly observe?: SearchObserver | undefined;
}

/**
 * Null where too few zones are usable: the last result stands. Throws AwbAnswerError rather than give out gains that cannot
 * be.
 */
export type BayesianAwb = (zones: AwbZones, frame?: AwbFrame) => AwbResult | null;

/** The white point that a result's gains undo. */
export function awbResultToWhitePoint({ red, blue }: AwbResult): WhitePoint {
  return { r: 1 / red, b: 1 / blue };
}

/**
 * An estimator for these parameters. It keeps its working memory from frame to frame and is not reentrant.
 * Throws RangeError for parameters out of range, and when called with statistics that do not fit their grid.
 */
export function createBayesianAwb(parameters: BayesianAwbParameters): BayesianAwb {
  checkAwbParameters(parameters);
  return isGreyWorld(parameters) ? createGreyWorld(parameters) : createSearch(parameters);
}

/** Grey world over the kept zones; neither bias nor sensitivities make sense without a curve. */
function createGreyWorld(parameters: BayesianAwbParameters): BayesianAwb {
  const rules = { ...parameters, biasR: 0, biasB: 0, sensitivityR: 1, sensitivityB: 1 };
  const kept = new KeptZones();
  return (zones, { shading } = {}) => {
    keepZones(zones, rules, kept, shading);
    if (kept.count <= parameters.minRegions) return null;
    return checkedResult({ cctKelvin: GREY_WORLD_CCT_KELVIN, ...greyWorldGains(kept) });
  };
}

function createSearch(parameters: BayesianAwbParameters): BayesianAwb {
  const { ctCurve, priors, modes, biasCctKelvin, sensitivityR, sensitivityB } = parameters;
  const { r: curveR, b: curveB } = curveFunctions(ctCurve ?? []);
  const rules: ZoneRules = {
    ...parameters,
    biasR: evaluatePiecewise(curveR, biasCctKelvin),
    biasB: evaluatePiecewise(curveB, biasCctKelvin),
  };
  const kept = new KeptZones();
  const scratch = new SearchScratch();
  return (zones, { lux = UNKNOWN_LUX, mode, shading, observe } = {}) => {
    keepZones(zones, rules, kept, shading);
    if (kept.count <= parameters.minRegions) return null;
    kept.divideByGreen();
    const prior = scalePrior(priorForLux(priors, lux), kept.count / (zones.width * zones.height));
    const problem = { zones: kept, curveR, curveB, prior, parameters };
    const { lo, hi } = chooseMode(modes, mode);
    const coarse = coarseSearch(problem, lo, hi, scratch, observe);
    const { cctKelvin, r, b } = fineSearch(problem, coarse, scratch, observe);
    return checkedResult({
      cctKelvin,
      red: (1 / r) * sensitivityR,
      blue: (1 / b) * sensitivityB,
    });
  };
}

function chooseMode(modes: ReadonlyMap<string, AwbMode>, name: string | undefined): AwbMode {
  const [first] = modes.values();
  return (name === undefined ? undefined : modes.get(name)) ?? first;
}

/** Log-likelihood over CT at a brightness: linear in lux between two listed ones, the outermost beyond them. */
export function priorForLux(priors: readonly AwbPrior[], lux: number): PiecewiseLinear {
  const last = priors.length - 1;
  if (lux <= priors[0].lux) return priors[0].logLikelihood;
  if (lux >= priors[last].lux) return priors[last].logLikelihood;
  let i = 0;
  while (priors[i + 1].lux < lux) i++;
  const below = priors[i];
  const above = priors[i + 1];
  return blendPiecewise(
    below.logLikelihood,
    above.logLikelihood,
    lux - below.lux,
    above.lux - below.lux,
  );
}

/** The prior counts as much as the share of zones kept, not as their number: weaker on a finer grid. */
function scalePrior({ x, y }: PiecewiseLinear, factor: number): PiecewiseLinear {
  return { x, y: y.map((value) => value * factor) };
}
