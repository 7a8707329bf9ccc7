/**
 * The settings of `rpi.awb` in a tuning file, read into parameters and written from them. Keys and defaults are
 * libcamera's; every error names the key.
 */
import {
  type AwbMode,
  type AwbPrior,
  type BayesianAwbParameters,
  type CtCurvePoint,
  coarseSteps,
  DEFAULT_AWB_PARAMETERS,
  MOST_COARSE_STEPS,
} from './awb-parameters.js';
import { KNOT_SEPARATION, type PiecewiseLinear, piecewiseLinear } from './piecewise-linear.js';
import {
  asAnyDouble,
  asWhole,
  describeNode,
  entriesOf,
  itemsOf,
  memberOf,
  type TuningNode,
  tuningNodeOf,
} from './tuning-node.js';
import { type JsonRecord, TuningFileError } from './tuning-values.js';

/** The algorithm's name in a tuning file. */
export const AWB = 'rpi.awb';

/** Parameters out of one algorithm's settings, as JSON.parse gives them; `path` is where they stand in the file. */
export function readAwb(settings: JsonRecord, path: string = AWB): BayesianAwbParameters {
  return readAwbNode(tuningNodeOf(settings, path), path, () => {});
}

/**
 * Parameters out of one algorithm's settings as they stand in a file. `warn` is told what libcamera would pass over or replace
 * by a default. Throws TuningFileError for what libcamera refuses, and for what no gains could be computed with.
 */
export function readAwbNode(
  settings: TuningNode,
  path: string,
  warn: (sentence: string) => void,
): BayesianAwbParameters {
  const d = DEFAULT_AWB_PARAMETERS;
  const reader: SettingsReader = { settings, path, warn };
  const number = (key: string, fallback: number, range?: NumberRange): number =>
    readNumber(reader, key, fallback, range);
  const whole = (key: string, fallback: number, most: number, least = 0): number =>
    readWhole(reader, key, fallback, [least, most]);
  const parameters: BayesianAwbParameters = {
    bayes: whole('bayes', 1, MAX_INT32, -MAX_INT32 - 1) !== 0,
    ctCurve: readCtCurve(memberOf(settings, 'ct_curve'), `${path}.ct_curve`, warn),
    priors: readPriors(memberOf(settings, 'priors'), `${path}.priors`),
    modes: readModes(memberOf(settings, 'modes'), `${path}.modes`),
    minPixels: number('min_pixels', d.minPixels),
    minGreen: whole('min_G', d.minGreen, MAX_UINT16),
    minRegions: whole('min_regions', d.minRegions, MAX_UINT32),
    coarseStep: number('coarse_step', d.coarseStep, POSITIVE),
    // Least of a cost and NaN is the cost in C++.
    deltaLimit: nanAs(Number.POSITIVE_INFINITY, number('delta_limit', d.deltaLimit)),
    transversePos: number('transverse_pos', d.transversePos, POSITIVE),
    transverseNeg: number('transverse_neg', d.transverseNeg, POSITIVE),
    greyOffsetR: number('whitepoint_r', d.greyOffsetR),
    greyOffsetB: number('whitepoint_b', d.greyOffsetB),
    sensitivityR: number('sensitivity_r', d.sensitivityR),
    sensitivityB: number('sensitivity_b', d.sensitivityB),
    biasProportion: number('bias_proportion', d.biasProportion, NOT_NEGATIVE),
    biasCctKelvin: number('bias_ct', d.biasCctKelvin),
    framePeriod: whole('frame_period', d.framePeriod, MAX_UINT16),
    startupFrames: whole('startup_frames', d.startupFrames, MAX_UINT16),
    convergenceFrames: whole('convergence_frames', d.convergenceFrames, MAX_UINT32),
    speed: number('speed', d.speed),
  };
  warnOfOdd(parameters, path, warn);
  return { ...parameters, modes: searchableModes(parameters, path, warn) };
}

function nanAs(instead: number, value: number): number {
  return Number.isNaN(value) ? instead : value;
}

/** Of numbers that libcamera takes and no camera has. */
function warnOfOdd(
  { speed, sensitivityR, sensitivityB, ctCurve }: BayesianAwbParameters,
  path: string,
  warn: (sentence: string) => void,
): void {
  if (!(speed >= 0 && speed <= 1)) {
    warn(`${path}.speed: libcamera takes ${speed} and overshoots; expected 0 to 1`);
  }
  for (const [key, value] of [
    ['sensitivity_r', sensitivityR],
    ['sensitivity_b', sensitivityB],
  ] as const) {
    if (!(value > 0)) warn(`${path}.${key}: ${value} leaves no gains; expected about 1`);
  }
  const bad = ctCurve?.find(({ r, b }) => !(r > 0 && b > 0));
  if (bad !== undefined) {
    const { cctKelvin, r, b } = bad;
    warn(`${path}.ct_curve: no light has r ${r}, b ${b} (at ${cctKelvin} K); expected both > 0`);
  }
}

const MAX_UINT16 = 2 ** 16 - 1;
const MAX_UINT32 = 2 ** 32 - 1;
const MAX_INT32 = 2 ** 31 - 1;

interface SettingsReader {
  readonly settings: TuningNode;
  readonly path: string;
  readonly warn: (sentence: string) => void;
}

interface NumberRange {
  readonly text: string;
  readonly holds: (value: number) => boolean;
}

/** Others would never end the search (coarse_step) or have it look nowhere (transverse_pos, _neg). */
const POSITIVE: NumberRange = {
  text: 'a number > 0',
  holds: (value) => value > 0 && value < Number.POSITIVE_INFINITY,
};
/** What C++ makes of others depends on the processor. */
const NOT_NEGATIVE: NumberRange = {
  text: 'a number >= 0',
  holds: (value) => value >= 0 && value < Number.POSITIVE_INFINITY,
};

function readNumber(
  reader: SettingsReader,
  key: string,
  fallback: number,
  range?: NumberRange,
): number {
  const node = memberOf(reader.settings, key);
  const value = orDefault(reader, key, asAnyDouble(node), fallback, 'number');
  if (range !== undefined && !range.holds(value)) {
    throw new TuningFileError(`${reader.path}.${key}`, range.text, value);
  }
  return value;
}

function readWhole(
  reader: SettingsReader,
  key: string,
  fallback: number,
  [least, most]: readonly [number, number],
): number {
  const value = asWhole(memberOf(reader.settings, key), least, most);
  return orDefault(reader, key, value, fallback, 'whole number');
}

function orDefault(
  { settings, path, warn }: SettingsReader,
  key: string,
  value: number | null,
  fallback: number,
  what: string,
): number {
  if (value !== null) return value;
  const node = memberOf(settings, key);
  if (node !== null) {
    warn(
      `${path}.${key}: ${describeNode(node)} is no ${what} to libcamera, which takes ${fallback}`,
    );
  }
  return fallback;
}

/**
 * Nobody searches in so many steps; a tiny step would fill the memory or never end, and so would a mode that begins at 0 K.
 * Where that is the default mode nothing can be estimated; another mode is left out.
 */
function searchableModes(
  { modes, coarseStep }: BayesianAwbParameters,
  path: string,
  warn: (sentence: string) => void,
): Map<string, AwbMode> {
  const kept = new Map<string, AwbMode>();
  for (const [name, { lo, hi }] of modes) {
    const isRange = lo > 0 && hi > 0;
    if (isRange && coarseSteps(lo, hi, coarseStep) <= MOST_COARSE_STEPS) {
      kept.set(name, { lo, hi });
      continue;
    }
    const [key, expected, got] = isRange
      ? [
          'coarse_step',
          `at most ${MOST_COARSE_STEPS} steps from ${lo} to ${hi} K (mode ${name})`,
          `a step of ${coarseStep}`,
        ]
      : [`modes.${name}.${lo > 0 ? 'hi' : 'lo'}`, 'a CT > 0', lo > 0 ? hi : lo];
    if (kept.size === 0) throw new TuningFileError(`${path}.${key}`, expected, got);
    warn(`${path}.modes.${name}: left out, libcamera would never end in it: expected ${expected}`);
  }
  return kept;
}

/**
 * A point whose CT does not rise is left out, as libcamera's Pwl::append does. Of an object libcamera counts the entries and
 * reads none, which leaves it without a curve. Throws TuningFileError for fewer than two points of rising CT.
 */
export function readCtCurve(
  node: TuningNode | null,
  path: string,
  warn: (sentence: string) => void,
): CtCurvePoint[] | null {
  if (node === null) return null;
  const entries = entriesOf(node).length;
  if (entries >= 6 && entries % 3 === 0) {
    warn(`${path}: libcamera reads no curve out of an object; expected a list`);
    return null;
  }
  if (node.kind !== 'list') throw new TuningFileError(path, 'a list', describeNode(node));
  const numbers = requireNumbers(node, path);
  if (numbers.length < 6 || numbers.length % 3 !== 0) {
    throw new TuningFileError(path, 'CT, r, b for at least 2 points', `${numbers.length} numbers`);
  }
  const curve: CtCurvePoint[] = [];
  for (let i = 0; i < numbers.length; i += 3) {
    const [cctKelvin, r, b] = numbers.slice(i, i + 3);
    const last = curve.at(-1)?.cctKelvin;
    if (last !== undefined && !(last + KNOT_SEPARATION < cctKelvin)) {
      warn(`${path}[${i}]: the point at ${cctKelvin} K is left out, since it follows ${last} K`);
      continue;
    }
    curve.push({ cctKelvin, r, b });
  }
  if (curve.length < 2) {
    throw new TuningFileError(path, 'at least 2 points of rising CT', String(curve.length));
  }
  return curve;
}

/** The curve, where all its white points are ones that a light can have. Throws TuningFileError that names the first other. */
export function requireLights(
  curve: readonly CtCurvePoint[],
  path: string,
): readonly CtCurvePoint[] {
  for (const { cctKelvin, r, b } of curve) {
    if (r > 0 && b > 0 && r + b < Number.POSITIVE_INFINITY) continue;
    throw new TuningFileError(path, 'r > 0 and b > 0', `r ${r}, b ${b} at ${cctKelvin} K`);
  }
  return curve;
}

function requireNumbers(node: TuningNode, path: string): number[] {
  return itemsOf(node).map((entry, i) => requireDouble(entry, `${path}[${i}]`));
}

function requireDouble(node: TuningNode | null, path: string): number {
  const value = asAnyDouble(node);
  if (value !== null) return value;
  throw new TuningFileError(path, 'a number', describeNode(node));
}

function readPriors(node: TuningNode | null, path: string): AwbPrior[] {
  if (node === null) return [];
  if (node.kind !== 'list') throw new TuningFileError(path, 'a list', describeNode(node));
  const priors: AwbPrior[] = [];
  for (const [i, entry] of node.items.entries()) {
    const lux = requireDouble(memberOf(entry, 'lux'), `${path}[${i}].lux`);
    if (i > 0 && lux <= priors[i - 1].lux) {
      throw new TuningFileError(`${path}[${i}].lux`, `a lux above ${priors[i - 1].lux}`, lux);
    }
    const prior = memberOf(entry, 'prior');
    priors.push({ lux, logLikelihood: readPiecewise(prior, `${path}[${i}].prior`) });
  }
  if (priors.length === 0) throw new TuningFileError(path, 'at least one prior', 'none');
  return priors;
}

/** A flat list x, y, x, y, ... of increasing x. */
function readPiecewise(node: TuningNode | null, path: string): PiecewiseLinear {
  if (node === null || node.kind !== 'list') {
    throw new TuningFileError(path, 'a list', describeNode(node));
  }
  const numbers = requireNumbers(node, path);
  if (numbers.length === 0 || numbers.length % 2 !== 0) {
    throw new TuningFileError(path, 'pairs CT, log-likelihood', `${numbers.length} numbers`);
  }
  const x = numbers.filter((_, i) => i % 2 === 0);
  const unordered = x.findIndex((at, i) => i > 0 && !(x[i - 1] + KNOT_SEPARATION < at));
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

/** In the order of the file; the first is the default. */
function readModes(node: TuningNode | null, path: string): Map<string, AwbMode> {
  const modes = new Map<string, AwbMode>();
  if (node === null) return modes;
  for (const [name, entry] of entriesOf(node)) {
    const lo = requireDouble(memberOf(entry, 'lo'), `${path}.${name}.lo`);
    const hi = requireDouble(memberOf(entry, 'hi'), `${path}.${name}.hi`);
    modes.set(name, { lo, hi });
  }
  if (modes.size === 0) throw new TuningFileError(path, 'at least one mode', describeNode(node));
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
