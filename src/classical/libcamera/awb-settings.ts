/**
 * The settings of `rpi.awb` in a tuning file, read into parameters and written from them. Keys and defaults are
 * libcamera's; every error names the key.
 */
import {
  type AwbMode,
  type AwbPrior,
  type BayesianAwbParameters,
  type CtCurvePoint,
  DEFAULT_AWB_PARAMETERS,
} from './awb-parameters.js';
import { type PiecewiseLinear, piecewiseLinear } from './piecewise-linear.js';
import {
  type JsonRecord,
  optionalNumber,
  requireList,
  requireNumber,
  requireRecord,
  TuningFileError,
} from './tuning-values.js';

/** The algorithm's name in a tuning file. */
export const AWB = 'rpi.awb';

/** Parameters out of one algorithm's settings; `path` is where they stand in the file. */
export function readAwb(settings: JsonRecord, path: string = AWB): BayesianAwbParameters {
  const d = DEFAULT_AWB_PARAMETERS;
  const number = (key: string, fallback: number, range?: NumberRange): number =>
    checkedNumber(settings, key, path, fallback, range);
  return {
    bayes: number('bayes', 1, WHOLE) !== 0,
    ctCurve: readCtCurve(settings.ct_curve, `${path}.ct_curve`),
    priors: readPriors(settings.priors, `${path}.priors`),
    modes: readModes(settings.modes, `${path}.modes`),
    minPixels: number('min_pixels', d.minPixels),
    minGreen: number('min_G', d.minGreen, WHOLE),
    minRegions: number('min_regions', d.minRegions, WHOLE),
    coarseStep: number('coarse_step', d.coarseStep, POSITIVE),
    deltaLimit: number('delta_limit', d.deltaLimit, POSITIVE),
    transversePos: number('transverse_pos', d.transversePos, POSITIVE),
    transverseNeg: number('transverse_neg', d.transverseNeg, POSITIVE),
    greyOffsetR: number('whitepoint_r', d.greyOffsetR),
    greyOffsetB: number('whitepoint_b', d.greyOffsetB),
    sensitivityR: number('sensitivity_r', d.sensitivityR, POSITIVE),
    sensitivityB: number('sensitivity_b', d.sensitivityB, POSITIVE),
    biasProportion: number('bias_proportion', d.biasProportion, NOT_NEGATIVE),
    biasCctKelvin: number('bias_ct', d.biasCctKelvin, POSITIVE),
    framePeriod: number('frame_period', d.framePeriod, WHOLE),
    startupFrames: number('startup_frames', d.startupFrames, WHOLE),
    convergenceFrames: number('convergence_frames', d.convergenceFrames, WHOLE),
    speed: number('speed', d.speed, SHARE),
  };
}

interface NumberRange {
  readonly text: string;
  readonly holds: (value: number) => boolean;
}

const POSITIVE: NumberRange = { text: 'a number > 0', holds: (value) => value > 0 };
const NOT_NEGATIVE: NumberRange = { text: 'a number >= 0', holds: (value) => value >= 0 };
const SHARE: NumberRange = { text: 'a number in 0..1', holds: (v) => v >= 0 && v <= 1 };
const WHOLE: NumberRange = {
  text: 'a whole number >= 0',
  holds: (value) => Number.isInteger(value) && value >= 0,
};

function checkedNumber(
  settings: JsonRecord,
  key: string,
  path: string,
  fallback: number,
  range?: NumberRange,
): number {
  const value = optionalNumber(settings, key, `${path}.${key}`, fallback);
  if (range !== undefined && !range.holds(value)) {
    throw new TuningFileError(`${path}.${key}`, range.text, value);
  }
  return value;
}

function readCtCurve(value: unknown, path: string): CtCurvePoint[] | null {
  if (value === undefined) return null;
  const list = requireList(value, path);
  if (list.length < 6 || list.length % 3 !== 0) {
    throw new TuningFileError(path, 'CT, r, b for at least 2 points', `${list.length} numbers`);
  }
  const curve: CtCurvePoint[] = [];
  for (let i = 0; i < list.length; i += 3) {
    const [cctKelvin, r, b] = [0, 1, 2].map((k) => requireNumber(list[i + k], `${path}[${i + k}]`));
    if (i > 0 && !(cctKelvin > curve[i / 3 - 1].cctKelvin)) {
      throw new TuningFileError(
        `${path}[${i}]`,
        `a CT above ${curve[i / 3 - 1].cctKelvin}`,
        cctKelvin,
      );
    }
    if (!(r > 0)) throw new TuningFileError(`${path}[${i + 1}]`, 'r > 0', r);
    if (!(b > 0)) throw new TuningFileError(`${path}[${i + 2}]`, 'b > 0', b);
    curve.push({ cctKelvin, r, b });
  }
  return curve;
}

function readPriors(value: unknown, path: string): AwbPrior[] {
  if (value === undefined) return [];
  const priors: AwbPrior[] = [];
  for (const [i, entry] of requireList(value, path).entries()) {
    const record = requireRecord(entry, `${path}[${i}]`);
    const lux = requireNumber(record.lux, `${path}[${i}].lux`);
    if (i > 0 && !(lux > priors[i - 1].lux)) {
      throw new TuningFileError(`${path}[${i}].lux`, `a lux above ${priors[i - 1].lux}`, lux);
    }
    priors.push({ lux, logLikelihood: readPiecewise(record.prior, `${path}[${i}].prior`) });
  }
  if (priors.length === 0) throw new TuningFileError(path, 'at least one prior', 'none');
  return priors;
}

/** A flat list x, y, x, y, ... of increasing x, or one number for a constant. */
function readPiecewise(value: unknown, path: string): PiecewiseLinear {
  if (typeof value === 'number') return piecewiseLinear([0], [value]);
  const list = requireList(value, path);
  if (list.length === 0 || list.length % 2 !== 0) {
    throw new TuningFileError(path, 'pairs CT, log-likelihood', `${list.length} numbers`);
  }
  const numbers = list.map((entry, i) => requireNumber(entry, `${path}[${i}]`));
  const x = numbers.filter((_, i) => i % 2 === 0);
  const unordered = x.findIndex((at, i) => i > 0 && !(at > x[i - 1]));
  if (unordered > 0) {
    throw new TuningFileError(
      `${path}[${2 * unordered}]`,
      `a CT above ${x[unordered - 1]}`,
      x[unordered],
    );
  }
  return piecewiseLinear(
    x,
    numbers.filter((_, i) => i % 2 === 1),
  );
}

function readModes(value: unknown, path: string): Map<string, AwbMode> {
  const modes = new Map<string, AwbMode>();
  if (value === undefined) return modes;
  for (const [name, entry] of Object.entries(requireRecord(value, path))) {
    const record = requireRecord(entry, `${path}.${name}`);
    const lo = requireNumber(record.lo, `${path}.${name}.lo`);
    const hi = requireNumber(record.hi, `${path}.${name}.hi`);
    if (!(lo > 0)) throw new TuningFileError(`${path}.${name}.lo`, 'a CT > 0', lo);
    if (!(hi >= lo)) throw new TuningFileError(`${path}.${name}.hi`, `a CT >= lo (${lo})`, hi);
    modes.set(name, { lo, hi });
  }
  if (modes.size === 0) throw new TuningFileError(path, 'at least one mode', 'none');
  return modes;
}

/** Parameters as the settings of `rpi.awb` in a tuning file; readAwb gives the same parameters back. */
export function writeAwb(parameters: BayesianAwbParameters): JsonRecord {
  const { ctCurve, priors, modes } = parameters;
  return {
    bayes: parameters.bayes ? 1 : 0,
    ...(ctCurve === null
      ? {}
      : { ct_curve: ctCurve.flatMap(({ cctKelvin, r, b }) => [cctKelvin, r, b]) }),
    ...(priors.length === 0 ? {} : { priors: priors.map(priorEntry) }),
    ...(modes.size === 0 ? {} : { modes: Object.fromEntries(modes) }),
    min_pixels: parameters.minPixels,
    min_G: parameters.minGreen,
    min_regions: parameters.minRegions,
    coarse_step: parameters.coarseStep,
    delta_limit: parameters.deltaLimit,
    transverse_pos: parameters.transversePos,
    transverse_neg: parameters.transverseNeg,
    whitepoint_r: parameters.greyOffsetR,
    whitepoint_b: parameters.greyOffsetB,
    sensitivity_r: parameters.sensitivityR,
    sensitivity_b: parameters.sensitivityB,
    bias_proportion: parameters.biasProportion,
    bias_ct: parameters.biasCctKelvin,
    frame_period: parameters.framePeriod,
    startup_frames: parameters.startupFrames,
    convergence_frames: parameters.convergenceFrames,
    speed: parameters.speed,
  };
}

function priorEntry({ lux, logLikelihood: { x, y } }: AwbPrior): JsonRecord {
  return { lux, prior: [...x].flatMap((at, i) => [at, y[i]]) };
}
