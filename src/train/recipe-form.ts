/** What a recipe may say: the range of every setting of networks and of training, which a file may change. */
import { type Form, findMisfit, type ObjectForm } from '../forms/index.js';
import { GATES, READING_NAMES, REGRESSED } from '../model/index.js';
import { LOSS_KINDS } from '../nn/index.js';
import { describeValue } from '../text/index.js';
import { CURVE_SOURCES } from './light-curve.js';
import type { NetworkRecipe } from './recipe.js';
import { RecipeError } from './recipe-error.js';
import type { AugmentationSettings, TrainSettings } from './settings.js';

/** One form a field: a setting that is added to the type and not here does not compile. */
type FormsOf<T> = { readonly [Field in keyof Required<T>]: Form };

const whole = (low: number, high: number) => ({ kind: 'whole', low, high }) as const;
const number = (low: number, high: number) => ({ kind: 'number', low, high }) as const;
const choice = (...choices: string[]) => ({ kind: 'choice', choices }) as const;
const optional = <F extends Form>(form: F) => ({ ...form, optional: true }) as const;
const object = <T>(fields: FormsOf<T>): ObjectForm => ({ kind: 'object', fields });
/** What it does not know is refused: a list is taken as it stands, so that nobody else would miss it. */
const closed = <T>(fields: FormsOf<T>): ObjectForm => ({ ...object(fields), closed: true });

/** A part of all, and one that is not all of it. */
const SHARE = number(0, 1);
const LESS_THAN_ALL = number(0, 1 - 1e-9);
const FLAG = { kind: 'flag' } as const;
/** Of factors and deviations, far beyond what is of use. */
const LARGEST = 1000;

const AUGMENTATION = object<AugmentationSettings>({
  cropArea: number(1e-4, 1),
  cropAspect: number(1, 100),
  flips: FLAG,
  exposure: number(1, 1e6),
  noise: number(0, LARGEST),
  relight: number(0, LARGEST),
  relightToward: SHARE,
  mix: SHARE,
  lowLight: object<AugmentationSettings['lowLight']>({
    share: SHARE,
    leastExposure: number(1e-9, 1),
    fullWellElectrons: number(1e-3, 1e9),
    readElectrons: number(0, 1e9),
    pixelsPerCell: number(1, 1e9),
  }),
  locusMired: optional(number(0, LARGEST)),
  luxJitter: optional(number(0, LARGEST)),
  readingDropout: optional(number(0, 1)),
  readingJitter: optional(number(0, LARGEST)),
  warp: optional(
    object<NonNullable<AugmentationSettings['warp']>>({
      probability: SHARE,
      rotateDegrees: number(0, 180),
      shift: LESS_THAN_ALL,
      scale: LESS_THAN_ALL,
      perspectiveProbability: SHARE,
      perspective: LESS_THAN_ALL,
    }),
  ),
  blur: optional(
    object<NonNullable<AugmentationSettings['blur']>>({
      gaussianProbability: SHARE,
      motionProbability: SHARE,
      largestKernel: whole(3, 99),
    }),
  ),
  contrast: optional(LESS_THAN_ALL),
  cameras: optional(
    object<NonNullable<AugmentationSettings['cameras']>>({
      share: SHARE,
      reach: SHARE,
      diagonal: number(0, 1),
      crosstalk: number(0, 1),
    }),
  ),
});

/** Of training. Words are told of in the words of their setting. */
export const SETTINGS_FORM = object<TrainSettings>({
  epochs: whole(1, 100_000),
  batch: whole(1, 65_536),
  schedule: object<TrainSettings['schedule']>({
    rate: number(0, LARGEST),
    finalRate: number(0, LARGEST),
    warmUp: SHARE,
    every: optional(choice('step', 'epoch')),
  }),
  optimiser: object<TrainSettings['optimiser']>({
    kind: choice('adam', 'adamw'),
    beta1: LESS_THAN_ALL,
    beta2: LESS_THAN_ALL,
    epsilon: number(0, 1),
    weightDecay: number(0, LARGEST),
    clipNorm: number(1e-9, Number.MAX_VALUE),
    averageDecay: LESS_THAN_ALL,
  }),
  loss: choice(...LOSS_KINDS, 'mired'),
  densityExponent: number(0, 100),
  resampleExponent: optional(number(0, 100)),
  lossGroups: optional(whole(0, 1000)),
  gateLabel: optional({ kind: 'text', longest: 200 } as const),
  gateWeight: optional(number(0, LARGEST)),
  augmentation: AUGMENTATION,
  unlabelled: optional(
    object<NonNullable<TrainSettings['unlabelled']>>({
      consistency: number(0, LARGEST),
      pseudoLabels: number(0, LARGEST),
      teachers: whole(2, 64),
      doubtExponent: number(0, 100),
      surest: number(1e-4, 1),
      perLabelled: number(1e-4, 64),
      relight: number(0, LARGEST),
      warmUp: SHARE,
    }),
  ),
  initialisation: optional(choice('heNormal', 'uniformFanIn')),
  lastBatch: optional(choice('dropped', 'kept')),
  distillation: optional(
    object<NonNullable<TrainSettings['distillation']>>({ teachers: whole(0, 64), share: SHARE }),
  ),
  seed: whole(0, Number.MAX_SAFE_INTEGER),
  threads: whole(1, 1024),
  simd: optional(choice('plain', 'relaxed')),
});

type Small = Extract<NetworkRecipe, { family: 'small' }>;
type Reference = Extract<NetworkRecipe, { family: 'reference' | 'reference-v1' }>;

const SIDE = whole(1, 8192);
const MOST_CURVE_POINTS = 1024;
const BLOCK: FormsOf<Reference['blocks'][number]> = {
  kernel: whole(1, 31),
  stride: whole(1, 31),
  channels: whole(1, 4096),
};

/** Of networks, by family; what multiplies out of their numbers is bounded where shapes are inferred. */
export const NETWORK_FORMS = {
  small: object<Small>({
    family: choice('small'),
    heightPx: SIDE,
    widthPx: SIDE,
    blocks: {
      kind: 'list',
      of: closed<Small['blocks'][number]>({
        ...BLOCK,
        depthwise: optional(FLAG),
        context: optional(FLAG),
      }),
      least: 1,
      most: 256,
    },
    hidden: whole(1, 65_536),
    anchors: whole(0, 1024),
    head: optional(choice('both', 'confident', 'mean')),
    luminance: optional(FLAG),
    cell: optional(whole(1, 16)),
    edges: optional(FLAG),
    answer: optional(choice('whitePoint', 'kelvin')),
    luxAt: optional(choice('head', 'plane', 'both')),
    readings: optional({
      kind: 'list',
      of: choice(...READING_NAMES),
      most: READING_NAMES.length,
    } as const),
    dropout: optional(number(0, 0.9)),
    experts: optional(whole(1, 64)),
    gate: optional(choice(...GATES)),
    regressed: optional(choice(...REGRESSED)),
    curve: optional(choice(...CURVE_SOURCES)),
    curvePoints: optional({
      kind: 'list',
      of: { kind: 'list', of: number(1e-4, LARGEST), least: 2, most: 2 },
      most: MOST_CURVE_POINTS,
    } as const),
    band: optional(number(0, 1)),
  }),
  reference: object<Reference>({
    family: choice('reference', 'reference-v1'),
    heightPx: SIDE,
    widthPx: SIDE,
    blocks: { kind: 'list', of: closed<Reference['blocks'][number]>(BLOCK), most: 256 },
    hiddenNeurons: whole(1, 65_536),
    decay: number(0, 100),
    depth: whole(2, 1024),
    planes: optional(choice('linear', 'rendered')),
  }),
} as const;

/** Throws RecipeError that names the file and the setting which is out of its range. */
export function checkForm(
  form: ObjectForm,
  value: unknown,
  { file, path }: { readonly file: string; readonly path: string },
): void {
  const misfit = findMisfit(form, value);
  if (misfit === null) return;
  const where = misfit.path === '' ? path : `${path}.${misfit.path}`;
  const prefix = file === '' ? '' : `${file}: `;
  throw new RecipeError(
    `${prefix}${where}: expected ${misfit.expected}, got ${describeValue(misfit.got)}`,
  );
}
