/**
 * Parameters of libcamera's Bayesian AWB (`rpi.awb`), with its defaults. Names in the tuning file are given in
 * brackets. "16-bit units": 65535 is the sensor's white.
 */
import { type PiecewiseLinear, piecewiseLinear } from './piecewise-linear.js';

/** One point of a CT curve: colour temperature in K and the white point of that light. */
export interface CtCurvePoint {
  readonly cctKelvin: number;
  readonly r: number;
  readonly b: number;
}

/** The range of CT that a named mode searches, K; both > 0. Where hi is below lo, libcamera tries these two alone. */
export interface AwbMode {
  readonly lo: number;
  readonly hi: number;
}

/** Log-likelihood over CT (K) at one brightness of the scene. */
export interface AwbPrior {
  readonly lux: number;
  readonly logLikelihood: PiecewiseLinear;
}

export interface BayesianAwbParameters {
  /** The search; false: grey world. [bayes] */
  readonly bayes: boolean;
  /** White point over CT, CT strictly increasing, at least two points; null: grey world. [ct_curve] */
  readonly ctCurve: readonly CtCurvePoint[] | null;
  /** By increasing lux; empty: grey world. [priors] */
  readonly priors: readonly AwbPrior[];
  /** By name; the first is the default; empty: grey world. [modes] */
  readonly modes: ReadonlyMap<string, AwbMode>;
  /** Pixels a zone must have counted. [min_pixels] */
  readonly minPixels: number;
  /** Least mean green of a zone, 16-bit units. [min_G] */
  readonly minGreen: number;
  /** More than this many zones must be kept. [min_regions] */
  readonly minRegions: number;
  /** A step of the coarse search is CT / 10 times this. [coarse_step] */
  readonly coarseStep: number;
  /** Cap on one zone's squared error; Infinity: none. [delta_limit] */
  readonly deltaLimit: number;
  /** How far to look off the curve, in r/b units, > 0: towards larger r and b. [transverse_pos] */
  readonly transversePos: number;
  /** And towards smaller r and b. [transverse_neg] */
  readonly transverseNeg: number;
  /** Offset of the grey aimed for. [whitepoint_r, whitepoint_b] */
  readonly greyOffsetR: number;
  readonly greyOffsetB: number;
  /** This sensor against the canonical one; only positive ones give gains. [sensitivity_r, sensitivity_b] */
  readonly sensitivityR: number;
  readonly sensitivityB: number;
  /** Share of samples of biasCctKelvin mixed into each zone. [bias_proportion, bias_ct] */
  readonly biasProportion: number;
  readonly biasCctKelvin: number;
  /** Frames between two runs. [frame_period] */
  readonly framePeriod: number;
  /** Frames run as often as possible and without smoothing. [startup_frames] */
  readonly startupFrames: number;
  /** Frames that an application should drop before the first good one. [convergence_frames] */
  readonly convergenceFrames: number;
  /** Weight of the target per frame; beyond 0..1 gains overshoot. [speed] */
  readonly speed: number;
}

/** libcamera's defaults: grey world until curve, priors and modes are given. */
export const DEFAULT_AWB_PARAMETERS: BayesianAwbParameters = {
  bayes: true,
  ctCurve: null,
  priors: [],
  modes: new Map(),
  minPixels: 16,
  minGreen: 32,
  minRegions: 10,
  coarseStep: 0.2,
  deltaLimit: 0.2,
  transversePos: 0.01,
  transverseNeg: 0.01,
  greyOffsetR: 0,
  greyOffsetB: 0,
  sensitivityR: 1,
  sensitivityB: 1,
  biasProportion: 0,
  biasCctKelvin: 4500,
  framePeriod: 10,
  startupFrames: 10,
  convergenceFrames: 3,
  speed: 0.05,
};

/** What grey world reports as CT, K. */
export const GREY_WORLD_CCT_KELVIN = 4500;

/** The priors that Raspberry Pi's Bayesian tunings share. */
export const STOCK_PRIORS: readonly AwbPrior[] = [
  { lux: 0, logLikelihood: piecewiseLinear([2000, 3000, 13000], [1, 0, 0]) },
  { lux: 800, logLikelihood: piecewiseLinear([2000, 6000, 13000], [0, 2, 2]) },
  {
    lux: 1500,
    logLikelihood: piecewiseLinear([2000, 4000, 6000, 6500, 7000, 13000], [0, 1, 6, 7, 1, 1]),
  },
];

/** r and b of a CT curve as functions of CT. */
export function curveFunctions(curve: readonly CtCurvePoint[]): {
  r: PiecewiseLinear;
  b: PiecewiseLinear;
} {
  const cct = curve.map((point) => point.cctKelvin);
  return {
    r: piecewiseLinear(
      cct,
      curve.map((point) => point.r),
    ),
    b: piecewiseLinear(
      cct,
      curve.map((point) => point.b),
    ),
  };
}

/** True where the parameters lack what the search needs, so that grey world runs instead. */
export function isGreyWorld(parameters: BayesianAwbParameters): boolean {
  const { bayes, ctCurve, priors, modes } = parameters;
  return !bayes || ctCurve === null || priors.length === 0 || modes.size === 0;
}

/** More steps than this of the coarse search are refused. */
export const MOST_COARSE_STEPS = 10_000;

/** CTs that the coarse search tries from lo to hi, at most; Infinity where it would not end. */
export function coarseSteps(lo: number, hi: number, coarseStep: number): number {
  if (hi <= lo) return 2;
  const steps = 2 + Math.ceil(Math.log(hi / lo) / Math.log1p(coarseStep / 10));
  return Number.isNaN(steps) ? Number.POSITIVE_INFINITY : steps;
}

/**
 * Checks numbers that the search relies on.
 * @throws RangeError naming the first one out of range
 */
export function checkAwbParameters(parameters: BayesianAwbParameters): void {
  const expect = (holds: boolean, name: string, range: string, got: number): void => {
    if (!holds)
      throw new RangeError(`Bayesian AWB parameters: expected ${name} ${range}, got ${got}`);
  };
  const { ctCurve, transversePos, transverseNeg, coarseStep, deltaLimit } = parameters;
  expect(transversePos > 0, 'transversePos', '> 0', transversePos);
  expect(transverseNeg > 0, 'transverseNeg', '> 0', transverseNeg);
  expect(coarseStep > 0, 'coarseStep', '> 0', coarseStep);
  expect(!Number.isNaN(deltaLimit), 'deltaLimit', 'that is a number', deltaLimit);
  if (ctCurve !== null) {
    expect(ctCurve.length >= 2, 'ctCurve points', '>= 2', ctCurve.length);
    curveFunctions(ctCurve);
  }
  for (const [name, { lo, hi }] of parameters.modes) {
    expect(lo > 0, `modes.${name}.lo`, '> 0', lo);
    expect(hi > 0, `modes.${name}.hi`, '> 0', hi);
    const steps = coarseSteps(lo, hi, coarseStep);
    const most = `with at most ${MOST_COARSE_STEPS} steps in mode ${name}`;
    expect(steps <= MOST_COARSE_STEPS, 'coarseStep', most, coarseStep);
  }
  for (let i = 1; i < parameters.priors.length; i++) {
    const { lux } = parameters.priors[i];
    expect(!(lux <= parameters.priors[i - 1].lux), `priors[${i}].lux`, 'above the one before', lux);
  }
}
