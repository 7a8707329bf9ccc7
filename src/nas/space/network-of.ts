/** From a point of a network space to the network and how it is trained. */
import {
  GATES,
  READING_NAMES,
  REGRESSED,
  type ReadingName,
  type Regressed,
  type SmallBlock,
  type SmallHead,
} from '../../model/index.js';
import { LOSS_KINDS } from '../../nn/index.js';
import type { Configuration } from '../../search/index.js';
import {
  DISTILLATION_SETTINGS,
  LIGHT_CURVE_SETTINGS,
  type NetworkRecipe,
  type TrainSettings,
  UNLABELLED_SETTINGS,
  type UnlabelledSettings,
  ZONE_TRAIN_SETTINGS,
} from '../../train/index.js';
import type { NetworkSpace } from './network-space.js';

export interface NetworkPlan {
  readonly network: NetworkRecipe;
  /** Threads are 1: trials run side by side. */
  readonly settings: TrainSettings;
}

/** Settings that a study gives to all of its trials. */
export interface TrialSettings {
  readonly epochs: number;
  readonly batch?: number;
  readonly seed: number;
}

/** Kernel and stride of the first block, by the name of the stem. */
const STEMS: Readonly<Record<string, Pick<SmallBlock, 'kernel' | 'stride'>>> = {
  '1x1': { kernel: 1, stride: 1 },
  '2x2/2': { kernel: 2, stride: 2 },
  '3x3': { kernel: 3, stride: 1 },
  '3x3/2': { kernel: 3, stride: 2 },
  '4x4/4': { kernel: 4, stride: 4 },
};

/** Sizes are whole numbers within these; whatever multiplies out of them is bounded in cost/computed-cost.ts. */
const SIZES: Readonly<Record<string, readonly [low: number, high: number]>> = {
  inputSize: [1, 1024],
  depth: [1, 64],
  width: [1, 4096],
  lastWidth: [1, 4096],
  kernel: [1, 31],
  hidden: [1, 4096],
  cell: [1, 16],
  anchors: [0, 128],
  lossGroups: [0, 1000],
  pseudoTeachers: [2, 64],
  experts: [1, 64],
  heightPx: [1, 16_384],
  widthPx: [1, 16_384],
  hiddenNeurons: [1, 65_536],
  mlpDepth: [1, 64],
  ...Object.fromEntries(
    [1, 2, 3].flatMap((block) => [
      [`kernels${block}`, [1, 4096]],
      [`kernelSize${block}`, [1, 31]],
      [`stride${block}`, [1, 31]],
    ]),
  ),
};

/** Values of a configuration and of what is fixed. */
class Values {
  private readonly values: Configuration;
  private readonly known = new Set<string>();

  constructor(space: NetworkSpace, configuration: Configuration) {
    this.values = { ...space.fixed, ...configuration };
  }

  number(name: string, otherwise?: number): number {
    this.known.add(name);
    const value = this.values[name] ?? otherwise;
    if (typeof value !== 'number') {
      throw new RangeError(`network space: expected a number '${name}', got ${value}`);
    }
    const [low, high] = SIZES[name] ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    if (value < low || value > high || (name in SIZES && !Number.isInteger(value))) {
      throw new RangeError(
        `network space: expected '${name}' to be a whole number from ${low} to ${high}, got ${value}`,
      );
    }
    return value;
  }

  text(name: string, otherwise: string, allowed: readonly string[]): string {
    this.known.add(name);
    const value = String(this.values[name] ?? otherwise);
    if (!allowed.includes(value)) {
      const cure =
        name === 'head' && value === 'curve'
          ? "; answers on a curve of lights are the parameter 'curve': labels or physical"
          : '';
      throw new RangeError(
        `network space: expected '${name}' to be one of ${allowed.join(', ')}, got ${value}${cure}`,
      );
    }
    return value;
  }

  /** Once all that mean something were asked for: throws RangeError for a name that means nothing. */
  checkNames(): void {
    const unknown = Object.keys(this.values).find((name) => !this.known.has(name));
    if (unknown === undefined) return;
    const known = [...this.known].sort().join(', ');
    throw new RangeError(`network space: expected parameters of ${known}; got '${unknown}'`);
  }
}

/**
 * The network of a configuration. What neither varies nor is fixed is as in ZONE_NETWORK and its settings. Throws RangeError for a
 * parameter whose name or value means nothing.
 */
export function networkOf(
  space: NetworkSpace,
  configuration: Configuration,
  { epochs, batch, seed }: TrialSettings,
): NetworkPlan {
  const values = new Values(space, configuration);
  const { augmentation } = ZONE_TRAIN_SETTINGS;
  const lowLight = space.family === 'small' ? augmentation.lowLight.share : 0;
  const plan = withTaughtGate(
    space.family === 'small' ? smallNetwork(values) : referenceNetwork(space.family, values),
    {
      ...ZONE_TRAIN_SETTINGS,
      epochs,
      batch: batch ?? ZONE_TRAIN_SETTINGS.batch,
      ...trainingOf(values, lowLight),
      seed,
      threads: 1,
    },
  );
  values.checkNames();
  return plan;
}

/**
 * Where experts, gate and what it is taught vary apart: without experts nothing is taught, and a gate that is taught nothing
 * is soft. Spaces in which that is always so are refused (description/check-space.ts).
 */
function withTaughtGate(network: NetworkRecipe, settings: TrainSettings): NetworkPlan {
  const { gateLabel, ...untaught } = settings;
  if (network.family !== 'small' || network.experts === undefined) {
    return { network, settings: untaught };
  }
  if (gateLabel !== undefined) return { network, settings };
  const { gate: _means, ...soft } = network;
  return { network: soft, settings };
}

/** Properties of Cube++ that divide scenes. */
const GATE_LABELS = ['none', 'place', 'daytime', 'illumination'];

/** How a configuration is trained; what it leaves open is as in ZONE_TRAIN_SETTINGS: journals mean what they meant. */
function trainingOf(values: Values, lowLight: number): Partial<TrainSettings> {
  const { schedule, optimiser, augmentation, loss } = ZONE_TRAIN_SETTINGS;
  const initialisation = values.text('initialisation', 'heNormal', ['heNormal', 'uniformFanIn']);
  const lastBatch = values.text('lastBatch', 'dropped', ['dropped', 'kept']);
  const resampleExponent = values.number('resampleExponent', 0);
  const lossGroups = values.number('lossGroups', 0);
  const teachers = values.number('teachers', 0);
  const share = values.number('teacherShare', DISTILLATION_SETTINGS.share);
  const gateLabel = values.text('gateLabel', 'none', GATE_LABELS);
  const unlabelled = unlabelledOf(values);
  const every = values.text('rateEvery', 'step', ['step', 'epoch']);
  return {
    loss: values.text('loss', loss, LOSS_KINDS) as TrainSettings['loss'],
    schedule: {
      rate: values.number('rate', schedule.rate),
      finalRate: values.number('finalRate', schedule.finalRate),
      warmUp: values.number('warmUp', schedule.warmUp),
      ...(every === 'epoch' ? { every } : {}),
    },
    optimiser: {
      ...optimiser,
      kind: values.text('optimiser', optimiser.kind, ['adam', 'adamw']) as 'adam' | 'adamw',
      beta2: values.number('beta2', optimiser.beta2),
      weightDecay: values.number('weightDecay', optimiser.weightDecay),
      clipNorm: values.number('clipNorm', optimiser.clipNorm),
      averageDecay: values.number('averageDecay', optimiser.averageDecay),
    },
    augmentation: {
      ...augmentation,
      flips: values.text('flips', 'yes', ['no', 'yes']) === 'yes',
      cropArea: values.number('cropArea', augmentation.cropArea),
      mix: values.number('mix', augmentation.mix),
      exposure: values.number('exposure', augmentation.exposure),
      noise: values.number('noise', augmentation.noise),
      relight: values.number('relight', augmentation.relight),
      relightToward: values.number('relightToward', augmentation.relightToward),
      lowLight: { ...augmentation.lowLight, share: values.number('lowLight', lowLight) },
      ...geometryOf(values),
    },
    densityExponent: values.number('densityExponent', ZONE_TRAIN_SETTINGS.densityExponent),
    ...(resampleExponent !== 0 ? { resampleExponent } : {}),
    ...(lossGroups > 0 ? { lossGroups } : {}),
    ...(gateLabel === 'none' ? {} : { gateLabel }),
    ...(unlabelled ? { unlabelled } : {}),
    ...(initialisation === 'uniformFanIn' ? { initialisation } : {}),
    ...(lastBatch === 'kept' ? { lastBatch } : {}),
    ...(teachers > 0 ? { distillation: { teachers, share } } : {}),
  };
}

/** What pictures without labels teach; absent where a configuration gives them no weight. */
function unlabelledOf(values: Values): UnlabelledSettings | null {
  const number = (name: keyof UnlabelledSettings, otherwise: number = UNLABELLED_SETTINGS[name]) =>
    values.number(OWN_NAMES[name] ?? name, otherwise);
  const settings = {
    consistency: number('consistency', 0),
    pseudoLabels: number('pseudoLabels', 0),
    teachers: number('teachers'),
    doubtExponent: number('doubtExponent'),
    surest: number('surest'),
    perLabelled: number('perLabelled'),
    relight: number('relight'),
    warmUp: number('warmUp'),
  };
  return settings.consistency + settings.pseudoLabels > 0 ? settings : null;
}

/** Of settings whose names mean others in a space. */
const OWN_NAMES: Partial<Record<keyof UnlabelledSettings, string>> = {
  teachers: 'pseudoTeachers',
  relight: 'viewRelight',
  warmUp: 'unlabelledWarmUp',
};

/** The reference's augmentations; absent where a configuration has none of them. */
function geometryOf(values: Values): Partial<TrainSettings['augmentation']> {
  const number = (name: string) => values.number(name, 0);
  const warp = {
    probability: number('warpShare'),
    rotateDegrees: number('rotation'),
    shift: number('shift'),
    scale: number('scaleRange'),
    perspectiveProbability: number('perspectiveShare'),
    perspective: number('perspective'),
  };
  const blur = {
    gaussianProbability: number('blurShare'),
    motionProbability: number('motionBlurShare'),
    largestKernel: 7,
  };
  const contrast = number('contrast');
  return {
    ...(warp.probability + warp.perspectiveProbability > 0 ? { warp } : {}),
    ...(blur.gaussianProbability + blur.motionProbability > 0 ? { blur } : {}),
    ...(contrast > 0 ? { contrast } : {}),
  };
}

function smallNetwork(values: Values): NetworkRecipe {
  const size = values.number('inputSize', 32);
  const depth = values.number('depth', 3);
  const width = values.number('width', 32);
  const kernel = values.number('kernel', 1);
  const experts = values.number('experts', 1);
  const gate = values.text('gate', 'soft', GATES);
  const depthwise = values.text('depthwise', 'no', ['no', 'yes']) === 'yes' && kernel > 1;
  const context = values.text('context', 'no', ['no', 'yes']) === 'yes' ? { context: true } : {};
  const stem = STEMS[values.text('stem', '2x2/2', Object.keys(STEMS))]!;
  const blocks = Array.from({ length: depth }, (_, i): SmallBlock => {
    const channels = i === depth - 1 ? values.number('lastWidth', 48) : width;
    if (i === 0) return { ...stem, channels, ...context };
    return { kernel, stride: 1, channels, ...(depthwise ? { depthwise } : {}) };
  });
  return {
    family: 'small',
    heightPx: size,
    widthPx: size,
    blocks,
    hidden: values.number('hidden', 32),
    anchors: values.number('anchors', 24),
    head: values.text('head', 'both', ['both', 'confident', 'mean']) as SmallHead,
    luminance:
      values.text('planes', 'chroma+luminance', ['chroma', 'chroma+luminance']) !== 'chroma',
    ...cellsOf(values),
    ...(experts > 1 ? { experts } : {}),
    ...(gate === 'hard' && experts > 1 ? { gate } : {}),
    ...readingsOf(values),
    ...answerOf(values),
  };
}

/** What planes are of; a configuration that has neither is as it always was. */
function cellsOf(values: Values): Pick<SmallNetwork, 'cell' | 'edges'> {
  const cell = values.number('cell', 1);
  const edges = values.text('edges', 'no', ['no', 'yes']) === 'yes';
  return { ...(cell > 1 ? { cell } : {}), ...(edges ? { edges } : {}) };
}

/** What the camera knows that the network reads beside the picture; a configuration that has none is as it always was. */
function readingsOf(values: Values): { readonly readings?: readonly ReadingName[] } {
  const names = values.text('readings', 'none', ['none', ...combinations(READING_NAMES)]);
  return names === 'none' ? {} : { readings: names.split('+') as ReadingName[] };
}

/** Names of all choices of one and more, in their order: `a`, `b`, `a+b`. */
function combinations(names: readonly string[]): string[] {
  const found: string[] = [];
  for (const name of names) found.push(name, ...found.map((others) => `${others}+${name}`));
  return found;
}

/** What is regressed, and the curve that answers are restricted to; a configuration that has neither is as it always was. */
function answerOf(values: Values): Pick<SmallNetwork, 'regressed' | 'curve' | 'band'> {
  const regressed = values.text('regressed', 'logChroma', REGRESSED) as Regressed;
  const curve = values.text('curve', 'none', ['none', 'labels', 'physical']);
  const band = values.number('band', LIGHT_CURVE_SETTINGS.band);
  // Answers on a curve are places along it: whatever else would be regressed means nothing there.
  if (curve !== 'none') return { curve: curve as 'labels' | 'physical', band };
  return regressed === 'logChroma' ? {} : { regressed };
}

type SmallNetwork = Extract<NetworkRecipe, { family: 'small' }>;

function referenceNetwork(family: 'reference' | 'reference-v1', values: Values): NetworkRecipe {
  const scale = values.number('imageScale', 1.5);
  if (!(scale >= 0.1))
    throw new RangeError(`network space: expected 'imageScale' from 0.1, got ${scale}`);
  const whole = family === 'reference' ? Math.floor : Math.round;
  return {
    family,
    heightPx: whole(values.number('heightPx') / scale),
    widthPx: whole(values.number('widthPx') / scale),
    blocks: [1, 2, 3].map((block) => ({
      kernel: values.number(`kernelSize${block}`),
      stride: values.number(`stride${block}`),
      channels: values.number(`kernels${block}`),
    })),
    hiddenNeurons: values.number('hiddenNeurons'),
    decay: values.number('decay'),
    depth: values.number('mlpDepth'),
    ...(values.text('planes', 'linear', ['linear', 'rendered']) === 'rendered'
      ? { planes: 'rendered' as const }
      : {}),
  };
}
