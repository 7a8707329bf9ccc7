/** What libcamera v0.7.1 will do with a tuning file, and what older tools have left broken in it, a finding each. */
import {
  asBoolean,
  asDouble,
  findTuning,
  memberOf,
  parseTuningFile,
  type TuningNode,
  type TuningTarget,
} from '../classical/index.js';
import { NEURAL_AWB, type NeuralAwbSettings, readNeuralAwb } from './neural-settings.js';

export interface Finding {
  /**
   * `fault`: the camera does not start, crashes, is green or grey; `warning`: colours are off or may be lost later;
   * `unchecked`: what could not be looked at.
   */
  readonly level: 'ok' | 'unchecked' | 'warning' | 'fault';
  readonly text: string;
  readonly cure?: string;
}

const SIGNS: Readonly<Record<Finding['level'], string>> = {
  ok: 'ok     ',
  unchecked: 'not checked',
  warning: 'warning',
  fault: 'FAULT  ',
};

/** One finding in a line, with its cure. */
export function describeFinding({ level, text, cure }: Finding): string {
  return `${SIGNS[level]}  ${text}${cure === undefined ? '' : `. ${cure}`}`;
}

export interface DiagnosisOptions {
  /** Why the named model would not run; null where it would; undefined where it cannot be looked at here. */
  readonly modelFault?: (path: string, target: TuningTarget) => string | null | undefined;
}

export interface Diagnosis {
  readonly target: string;
  readonly findings: readonly Finding[];
  /** Which AWB runs. */
  readonly runs: 'network' | 'bayes' | 'none' | 'two';
}

const AWBS = ['rpi.awb', NEURAL_AWB] as const;
/** The line of libcamera's log that proves that the network runs. */
export const LOADED_LINE = 'RPiAwb awb_nn.cpp:262 Model loaded successfully from';

/** Throws TuningFileError where the text is no tuning file. */
export function diagnoseTuning(text: string, options: DiagnosisOptions = {}): Diagnosis {
  const { target, isTargetStated, algorithms } = findTuning(text);
  const isTarget = target === 'pisp' || target === 'bcm2835';
  const findings: Finding[] = [targetFinding(target, isTargetStated)];
  const enabled = algorithms.filter(
    ({ name, settings }) => (AWBS as readonly string[]).includes(name) && isEnabled(settings),
  );
  findings.push(...renamed(algorithms, enabled.length === 0));
  if (enabled.length > 1) {
    findings.push({
      level: 'fault',
      text: `two AWB algorithms are enabled: libcamera says "Algorithm type 'awb' already exists", and there is no camera`,
      cure: 'Give rpi.awb "enabled": false.',
    });
    return { target, findings, runs: 'two' };
  }
  const [awb] = enabled;
  if (awb === undefined) {
    findings.push({
      level: 'fault',
      text: 'no AWB algorithm is enabled: gains stay 1, the picture is green, AwbEnable and ColourGains do nothing',
      cure: 'Enable rpi.awb or rpi.nn.awb, one of the two.',
    });
    return { target, findings, runs: 'none' };
  }
  findings.push(...orderOf(algorithms, awb.name));
  if (awb.name === 'rpi.awb') {
    findings.push(...(isTarget ? bayesFindings(text) : []));
    findings.push({ level: 'ok', text: 'rpi.awb, the Bayesian AWB, runs; no network does' });
    return { target, findings, runs: 'bayes' };
  }
  findings.push(...networkFindings(awb.settings, isTarget ? target : 'pisp', options));
  return { target, findings, runs: 'network' };
}

function targetFinding(target: string, isStated: boolean): Finding {
  const cure = 'Write "pisp" for a Raspberry Pi 5, "bcm2835" for others.';
  if (!isStated) {
    return {
      level: 'warning',
      text: 'target: the key is missing, and libcamera takes bcm2835, a Raspberry Pi 4 and older; on a Raspberry Pi 5 there is no camera',
      cure,
    };
  }
  if (target !== 'pisp' && target !== 'bcm2835') {
    return { level: 'fault', text: `target ${target}: no camera`, cure };
  }
  const board = target === 'pisp' ? 'Raspberry Pi 5' : 'Raspberry Pi 4 and older';
  return { level: 'ok', text: `target ${target}: ${board}; on others there is no camera` };
}

/** What libcamera passes over in an enabled rpi.awb, or does not start with. */
function bayesFindings(text: string): Finding[] {
  try {
    return parseTuningFile(text)
      .warnings.filter((warning) => !warning.includes('no algorithm has that name'))
      .map((warning): Finding => ({ level: 'warning', text: warning }));
  } catch (error) {
    const { name, message } = error as Error;
    if (name !== 'TuningFileError') throw error;
    return [{ level: 'fault', text: message, cure: 'Correct that key.' }];
  }
}

interface Named {
  readonly name: string;
  readonly settings: TuningNode;
}

function isEnabled(settings: TuningNode): boolean {
  return asBoolean(memberOf(settings, 'enabled')) ?? true;
}

/** Names that no algorithm has, which is how tools switched algorithms off. */
function renamed(algorithms: readonly Named[], isNone: boolean): Finding[] {
  return algorithms
    .filter(({ name }) => AWBS.some((awb) => name !== awb && name.endsWith(awb)))
    .map(({ name }): Finding => {
      const text = `${name}: no algorithm has that name, and libcamera passes it over`;
      if (!isNone) return { level: 'warning', text };
      return {
        level: 'fault',
        text: `${text}. awb_nn's gen_tuning.py leaves a file of libcamera 0.7 so: it renames rpi.awb, and looks for a network under a name that is gone`,
        cure: 'Start from the stock file: deepawb export MODEL --format libcamera.',
      };
    });
}

function orderOf(algorithms: readonly Named[], awb: string): Finding[] {
  const at = (name: string) => algorithms.findIndex((algorithm) => algorithm.name === name);
  if (at('rpi.lux') < 0) {
    return [{ level: 'warning', text: 'no rpi.lux: AWB counts on 400 lux, whatever the light' }];
  }
  if (at('rpi.lux') < at(awb)) return [];
  const cure = `Move ${awb} behind rpi.lux.`;
  return [
    {
      level: 'warning',
      text: `${awb} stands before rpi.lux: it sees the lux of the frame before`,
      cure,
    },
  ];
}

function networkFindings(
  node: TuningNode,
  target: TuningTarget,
  { modelFault }: DiagnosisOptions,
): Finding[] {
  const { settings, faults, warnings } = readNeuralAwb(node);
  const findings = warnings.map(
    (warning): Finding => ({ level: 'warning', text: `rpi.nn.awb.${warning}` }),
  );
  const broken = faults.map(
    ({ outcome, message }): Finding => ({
      level: 'fault',
      text: `rpi.nn.awb.${message}: ${outcome}`,
      cure: 'Write the file anew: deepawb export MODEL --format libcamera.',
    }),
  );
  findings.push(...broken);
  const model = memberOf(node, 'model');
  const path = model?.kind === 'value' ? model.text : '';
  findings.push(...modelFindings(path, target, modelFault));
  if (asBoolean(memberOf(node, 'enable_nn')) === false) {
    const text =
      'rpi.nn.awb.enable_nn is false: libcamera reads a whole number, and the network still runs';
    findings.push({ level: 'warning', text, cure: 'Write 0 to switch it off, 1 to leave it on.' });
  }
  for (const key of ['min_temp', 'max_temp']) {
    if (asDouble(memberOf(node, key)) === null) continue;
    findings.push({ level: 'warning', text: `rpi.nn.awb.${key}: read, and never used` });
  }
  if (settings !== null) findings.push(...transverseFindings(settings));
  const isRunning = findings.every(({ level }) => level !== 'fault');
  if (isRunning) {
    const isSeen = findings.every(({ level }) => level !== 'unchecked');
    findings.push({
      level: isSeen ? 'ok' : 'unchecked',
      text: `the network runs where the log has: INFO ${LOADED_LINE} ${path || "libcamera's own file"}`,
    });
  }
  return findings;
}

function modelFindings(
  path: string,
  target: TuningTarget,
  look: DiagnosisOptions['modelFault'],
): Finding[] {
  if (path === '') {
    const folder = target === 'pisp' ? 'pisp' : 'vc4';
    return [
      {
        level: 'warning',
        text: `rpi.nn.awb.model: none is named, so /usr/share/libcamera/ipa/rpi/${folder}/awb_model.tflite is loaded, which libcamera does not ship (package awb-nn); without it grey world`,
        cure: 'Name the model by its absolute path.',
      },
    ];
  }
  if (!path.startsWith('/')) {
    const text = `rpi.nn.awb.model: ${path} is relative to the working directory of each program`;
    return [{ level: 'fault', text, cure: 'Write the absolute path.' }];
  }
  const fault = look?.(path, target);
  if (fault === undefined) {
    return [
      {
        level: 'unchecked',
        text: `rpi.nn.awb.model: ${path} is not on this machine`,
        cure: 'Name the file here (--model).',
      },
    ];
  }
  if (fault === null) {
    const text = `rpi.nn.awb.model: ${path} fits: zones, lux and CT, no NaN among its constants. Its answers are not checked`;
    return [{ level: 'ok', text }];
  }
  const cure = 'Export it again; it is written in one step.';
  return [{ level: 'fault', text: `rpi.nn.awb.model: ${path}: ${fault}`, cure }];
}

/** v0.7.1 searches across the curve with zones that were never divided by green: the result is a constant. */
function transverseFindings({ transversePos, transverseNeg }: NeuralAwbSettings): Finding[] {
  const steps = Math.floor((transversePos + transverseNeg) * 100 + 0.5) + 1;
  const n = Math.max(3, Math.min(12, steps));
  const offset = -transverseNeg + (transverseNeg + transversePos) / (n - 1);
  if (Math.abs(offset) < 1e-9) {
    return [{ level: 'ok', text: 'transverse_pos and transverse_neg: gains stay on the curve' }];
  }
  return [
    {
      level: 'warning',
      text: `transverse_pos ${transversePos} and transverse_neg ${transverseNeg}: the search across the curve is broken in v0.7.0 and v0.7.1 and moves every picture by ${offset.toFixed(4)}`,
      cure: 'Write 0.01 for both: no offset, and harmless once libcamera is repaired.',
    },
  ];
}
