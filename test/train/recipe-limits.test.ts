/** How far each number of a recipe may go: its least and its most are taken, and what is next to them on the other side is not. */
import { describe, expect, it } from 'vitest';
import {
  checkForm,
  DEFAULT_NETWORK,
  DEFAULT_TRAIN_SETTINGS,
  NETWORK_FORMS,
  NEUTRAL_SETTINGS,
  REFERENCE_NETWORK,
  SETTINGS_FORM,
} from '../../dist/train/index.js';

type Limits = Readonly<Record<string, readonly [low: number, high: number, isWhole?: true]>>;

const BELOW_1 = 1 - 1e-9;

const TRAINING: Limits = {
  epochs: [1, 100_000, true],
  batch: [1, 65_536, true],
  'schedule.rate': [0, 1000],
  'schedule.finalRate': [0, 1000],
  'schedule.warmUp': [0, 1],
  'optimiser.beta1': [0, BELOW_1],
  'optimiser.beta2': [0, BELOW_1],
  'optimiser.epsilon': [0, 1],
  'optimiser.weightDecay': [0, 1000],
  'optimiser.clipNorm': [1e-9, Number.MAX_VALUE],
  'optimiser.averageDecay': [0, BELOW_1],
  densityExponent: [0, 100],
  resampleExponent: [0, 100],
  lossGroups: [0, 1000, true],
  gateWeight: [0, 1000],
  'unlabelled.consistency': [0, 1000],
  'unlabelled.pseudoLabels': [0, 1000],
  'unlabelled.teachers': [2, 64, true],
  'unlabelled.doubtExponent': [0, 100],
  'unlabelled.surest': [1e-4, 1],
  'unlabelled.perLabelled': [1e-4, 64],
  'unlabelled.relight': [0, 1000],
  'unlabelled.warmUp': [0, 1],
  'augmentation.cropArea': [1e-4, 1],
  'augmentation.cropAspect': [1, 100],
  'augmentation.exposure': [1, 1e6],
  'augmentation.noise': [0, 1000],
  'augmentation.relight': [0, 1000],
  'augmentation.relightToward': [0, 1],
  'augmentation.mix': [0, 1],
  'augmentation.lowLight.share': [0, 1],
  'augmentation.lowLight.leastExposure': [1e-9, 1],
  'augmentation.lowLight.fullWellElectrons': [1e-3, 1e9],
  'augmentation.lowLight.readElectrons': [0, 1e9],
  'augmentation.lowLight.pixelsPerCell': [1, 1e9],
  'augmentation.locusMired': [0, 1000],
  'augmentation.luxJitter': [0, 1000],
  'augmentation.readingDropout': [0, 1],
  'augmentation.readingJitter': [0, 1000],
  'augmentation.warp.probability': [0, 1],
  'augmentation.warp.rotateDegrees': [0, 180],
  'augmentation.warp.shift': [0, BELOW_1],
  'augmentation.warp.scale': [0, BELOW_1],
  'augmentation.warp.perspectiveProbability': [0, 1],
  'augmentation.warp.perspective': [0, BELOW_1],
  'augmentation.blur.gaussianProbability': [0, 1],
  'augmentation.blur.motionProbability': [0, 1],
  'augmentation.blur.largestKernel': [3, 99, true],
  'augmentation.contrast': [0, BELOW_1],
  seed: [0, Number.MAX_SAFE_INTEGER, true],
  threads: [1, 1024, true],
};

const BLOCKS: Limits = {
  'blocks.0.kernel': [1, 31, true],
  'blocks.0.stride': [1, 31, true],
  'blocks.0.channels': [1, 4096, true],
  heightPx: [1, 8192, true],
  widthPx: [1, 8192, true],
};
const SMALL: Limits = {
  ...BLOCKS,
  hidden: [1, 65_536, true],
  anchors: [0, 1024, true],
  dropout: [0, 0.9],
  band: [0, 1],
  experts: [1, 64, true],
  cell: [1, 16, true],
};
const REFERENCE: Limits = {
  ...BLOCKS,
  hiddenNeurons: [1, 65_536, true],
  decay: [0, 100],
  depth: [2, 1024, true],
};

type Tree = Record<string, unknown>;

/** A copy with one number set, by its path. */
function withValue(base: object, path: string, value: number): Tree {
  const copy = structuredClone(base) as Tree;
  const keys = path.split('.');
  const parent = keys.slice(0, -1).reduce((at, key) => at[key] as Tree, copy);
  parent[keys.at(-1)!] = value;
  return copy;
}

/** The next number that is not within, of those of the size. */
function beyond(limit: number, sign: 1 | -1, isWhole: boolean): number {
  if (isWhole) return limit + sign;
  if (limit === 0) return sign * Number.MIN_VALUE;
  if (limit === Number.MAX_VALUE) return Number.POSITIVE_INFINITY;
  return limit + sign * Math.abs(limit) * Number.EPSILON;
}

const { warp, blur, contrast } = NEUTRAL_SETTINGS.augmentation;
const EVERYTHING = {
  ...DEFAULT_TRAIN_SETTINGS,
  unlabelled: NEUTRAL_SETTINGS.unlabelled,
  augmentation: { ...DEFAULT_TRAIN_SETTINGS.augmentation, warp, blur, contrast },
};

describe.each([
  ['training', SETTINGS_FORM, EVERYTHING, TRAINING],
  ['small networks', NETWORK_FORMS.small, DEFAULT_NETWORK, SMALL],
  ['networks of the reference', NETWORK_FORMS.reference, REFERENCE_NETWORK, REFERENCE],
] as const)('numbers of %s', (_, form, base, limits) => {
  const take = (path: string, value: number) =>
    checkForm(form, withValue(base, path, value), { file: '', path: 'recipe' });

  it.each(Object.entries(limits))(
    '%s reach as far as they should',
    (path, [low, high, isWhole]) => {
      for (const value of [low, high]) expect(() => take(path, value), String(value)).not.toThrow();
      const outside = [beyond(low, -1, isWhole === true), beyond(high, 1, isWhole === true)];
      for (const value of outside) expect(() => take(path, value), String(value)).toThrow(/recipe/);
      if (isWhole) expect(() => take(path, low + 0.5)).toThrow(/whole/);
    },
  );
});

it('a network has at least one block and at most 256', () => {
  const [block] = DEFAULT_NETWORK.blocks;
  const take = (count: number) => () =>
    checkForm(
      NETWORK_FORMS.small,
      { ...DEFAULT_NETWORK, blocks: Array(count).fill(block) },
      { file: '', path: 'network' },
    );
  expect(take(0)).toThrow(/blocks/);
  expect(take(1)).not.toThrow();
  expect(take(256)).not.toThrow();
  expect(take(257)).toThrow(/blocks/);
});
