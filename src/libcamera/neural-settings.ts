/**
 * The settings of `rpi.nn.awb` in a tuning file, read as libcamera v0.7.1 reads them. What would end in a camera that does not
 * start, in grey world or in a crash is a fault, a sentence each; `doctor` prints them, the emulation refuses them.
 */
import {
  asDouble,
  asWhole,
  type CtCurvePoint,
  entriesOf,
  itemsOf,
  memberOf,
  readCtCurve,
  requireLights,
  type TuningNode,
} from '../classical/index.js';

export const NEURAL_AWB = 'rpi.nn.awb';

export interface NeuralAwbSettings {
  /** Empty where the file names none. */
  readonly model: string;
  readonly ctCurve: readonly CtCurvePoint[];
  /** In the order of the file; the first is the default. */
  readonly modes: ReadonlyMap<string, { readonly lo: number; readonly hi: number }>;
  /** Row by row. */
  readonly ccm: readonly number[];
  readonly sensitivityR: number;
  readonly sensitivityB: number;
  readonly transversePos: number;
  readonly transverseNeg: number;
  readonly deltaLimit: number;
  readonly framePeriod: number;
  readonly startupFrames: number;
  readonly speed: number;
}

/** What becomes of a camera with a file that is not right. */
export type Outcome = 'no camera' | 'crash' | 'grey world' | 'no colours' | 'wrong colours';

export interface NeuralAwbFault {
  readonly outcome: Outcome;
  /** Names the key. */
  readonly message: string;
}

const MAX_INT32 = 2 ** 31 - 1;
const MAX_UINT16 = 2 ** 16 - 1;
const DEFAULTS = {
  transverse: 0.01,
  deltaLimit: 0.2,
  framePeriod: 10,
  startupFrames: 10,
  speed: 0.05,
};

/** Settings as far as they can be read, and everything that is wrong with them. */
export function readNeuralAwb(node: TuningNode): {
  readonly settings: NeuralAwbSettings | null;
  readonly faults: readonly NeuralAwbFault[];
  /** What libcamera passes over, a sentence each. */
  readonly warnings: readonly string[];
} {
  const faults: NeuralAwbFault[] = [];
  const warnings: string[] = [];
  const fault = (outcome: Outcome, message: string) => faults.push({ outcome, message });
  const number = (key: string, fallback: number) => asDouble(memberOf(node, key)) ?? fallback;
  const whole = (key: string, fallback: number) =>
    asWhole(memberOf(node, key), 0, MAX_UINT16) ?? fallback;
  const ctCurve = readCurve(node, fault, (warning) => warnings.push(warning));
  const modes = readModes(node, fault);
  const ccm = readCcm(node, fault);
  for (const key of ['transverse_pos', 'transverse_neg']) {
    if (!(number(key, DEFAULTS.transverse) > 0))
      fault('no camera', `${key}: expected a number > 0`);
  }
  for (const key of ['sensitivity_r', 'sensitivity_b']) {
    const value = number(key, 1);
    if (!(value > 0)) fault('no colours', `${key}: expected a number > 0, got ${value}`);
  }
  if ((asWhole(memberOf(node, 'enable_nn'), -MAX_INT32, MAX_INT32) ?? 1) === 0) {
    fault('grey world', 'enable_nn is 0: the network does not run');
  }
  const model = memberOf(node, 'model');
  const settings = {
    model: model?.kind === 'value' ? model.text : '',
    ctCurve,
    modes,
    ccm,
    sensitivityR: number('sensitivity_r', 1),
    sensitivityB: number('sensitivity_b', 1),
    transversePos: number('transverse_pos', DEFAULTS.transverse),
    transverseNeg: number('transverse_neg', DEFAULTS.transverse),
    deltaLimit: number('delta_limit', DEFAULTS.deltaLimit),
    framePeriod: whole('frame_period', DEFAULTS.framePeriod),
    startupFrames: whole('startup_frames', DEFAULTS.startupFrames),
    speed: number('speed', DEFAULTS.speed),
  };
  return { settings: faults.length === 0 ? settings : null, faults, warnings };
}

type Report = (outcome: Outcome, message: string) => void;

function readCurve(
  node: TuningNode,
  fault: Report,
  warn: (warning: string) => void,
): CtCurvePoint[] {
  const list = memberOf(node, 'ct_curve');
  if (list === null) {
    fault('grey world', 'ct_curve: there is none');
    return [];
  }
  try {
    return [...requireLights(readCtCurve(list, 'ct_curve', warn) ?? [], 'ct_curve')];
  } catch (error) {
    if ((error as Error).name !== 'TuningFileError') throw error;
    fault('no camera', (error as Error).message);
    return [];
  }
}

function readModes(node: TuningNode, fault: Report): Map<string, { lo: number; hi: number }> {
  const modes = new Map<string, { lo: number; hi: number }>();
  const list = memberOf(node, 'modes');
  if (list === null) {
    fault('crash', 'modes: there are none, and the first frame reads them');
    return modes;
  }
  for (const [name, mode] of entriesOf(list)) {
    const [lo, hi] = [asDouble(memberOf(mode, 'lo')), asDouble(memberOf(mode, 'hi'))];
    if (lo === null || hi === null) fault('no camera', `modes.${name}: expected lo and hi`);
    else if (!(lo <= hi)) {
      fault('wrong colours', `modes.${name}: expected lo <= hi, got ${lo} and ${hi}`);
    } else if (!modes.has(name)) modes.set(name, { lo, hi });
  }
  if (entriesOf(list).length === 0) fault('no camera', 'modes: expected at least one');
  return modes;
}

function readCcm(node: TuningNode, fault: Report): number[] {
  const list = memberOf(node, 'ccm');
  const entries = list === null ? [] : itemsOf(list).map(asDouble);
  const ccm = entries.filter((entry) => entry !== null);
  if (ccm.length !== 9 || entries.length !== 9) {
    fault('grey world', `ccm: expected nine numbers, got ${entries.length}`);
  } else if (ccm.includes(0))
    fault('grey world', 'ccm: expected no exact 0, which counts as unset');
  return ccm;
}
