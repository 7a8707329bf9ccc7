/** Everything that a training run is determined by, besides its data. Plain data: it goes into checkpoints and cards. */
import type { BlurOptions, LowLightOptions, WarpOptions } from '../dataset/index.js';
import type { Initialisation, LossKind, OptimiserSettings, Schedule } from '../nn/index.js';
import type { ImaginaryCameraOptions } from './imaginary-cameras.js';

/** `relaxed` fuses multiply and add, and rounds as the machine at hand does. */
export type Simd = 'plain' | 'relaxed';

export interface TrainSettings {
  readonly epochs: number;
  /** Samples a step; the last, smaller batch of an epoch is left out. */
  readonly batch: number;
  readonly schedule: Schedule;
  readonly optimiser: OptimiserSettings;
  /** `mired` where the network answers in kelvin, and there alone. */
  readonly loss: LossKind | 'mired';
  /** Exponent of the density weights (KDE of the training lights): 1 as they are, 0 for none. */
  readonly densityExponent: number;
  /** Exponent of the density weights by which pictures are drawn; each once an epoch where it is absent. */
  readonly resampleExponent?: number;
  /** Ranges along the curve of the labels whose pictures count alike together in the loss; none where absent. */
  readonly lossGroups?: number;
  /**
   * Property of the pictures whose values the gate of a network of experts is taught, an expert for each: its cross-entropy is added
   * to the loss. The gate finds kinds by itself where it is absent.
   */
  readonly gateLabel?: string;
  /** Of that cross-entropy in nats, in units of the loss; GATE_SETTINGS.weight where absent. */
  readonly gateWeight?: number;
  readonly augmentation: AugmentationSettings;
  /** What pictures without labels teach, where there are such; nothing where absent. */
  readonly unlabelled?: UnlabelledSettings;
  /** First weights: He's normal rule, or uniform within 1 / sqrt(fan-in) for weights and biases alike, as PyTorch has it. */
  readonly initialisation?: Initialisation;
  /** Whether the last, smaller batch of an epoch is trained on; left out unless it is kept. */
  readonly lastBatch?: 'dropped' | 'kept';
  /** Targets that are partly the answers of other networks; the labels alone where absent. */
  readonly distillation?: DistillationSettings;
  readonly seed: number;
  readonly threads: number;
  /** Arithmetic of the kernels; plain, the same bits on every machine, where it is absent. */
  readonly simd?: Simd;
}

/** Training on pictures without labels, beside those with labels: docs/unlabelled.md. */
export interface UnlabelledSettings {
  /** Weight of the loss that two views of one picture have where answers do not move as their lights do; 0 for none. */
  readonly consistency: number;
  /** Weight of the loss against what teachers answer; 0 for none. */
  readonly pseudoLabels: number;
  /** Networks that answer for it, each trained without one part of the labelled pictures; at least 2. */
  readonly teachers: number;
  /** Pseudo-labels are weighed by their doubt in degrees to minus this power; 0 for all alike. */
  readonly doubtExponent: number;
  /** Share of the pictures, from the surest on, that are given pseudo-labels. */
  readonly surest: number;
  /** Pictures without labels a step, for each of the batch; two views of each where they are to be consistent. */
  readonly perLabelled: number;
  /** Standard deviation of the relighting of half of the views, in log chroma. */
  readonly relight: number;
  /** Share of all steps over which both weights rise from 0. */
  readonly warmUp: number;
}

/** What a network learns of others [Hinton2015]: of its teachers' mean answer about the very sample it sees. */
export interface DistillationSettings {
  /** Networks of the same recipe that are trained first, on the same pictures, with other seeds; 0 where teachers are given. */
  readonly teachers: number;
  /** How far the target lies from the label, at 0, towards the teachers' answer, at 1, in the logarithms of r and b. */
  readonly share: number;
}

/** Ranges of the augmentations; every draw is made anew for every sample of every epoch. */
export interface AugmentationSettings {
  /** Smallest share of the picture's area that a crop keeps; 1 for no crops. */
  readonly cropArea: number;
  /** Largest ratio of a crop's side to the picture's shape, e.g. 1.15. */
  readonly cropAspect: number;
  /** Mirror images in both directions, and transposition of square pictures. */
  readonly flips: boolean;
  /** Exposure changes by up to this factor either way; 1 for none. */
  readonly exposure: number;
  /** Standard deviation of relative noise; 0 for none. */
  readonly noise: number;
  /** Standard deviation of random relighting in log chroma, picture and label alike; 0 for none. */
  readonly relight: number;
  /** Relighting towards another training light, by up to this share of the way; 0 for none. */
  readonly relightToward: number;
  /** Probability of pasting in a strip of a picture under a like light, relit to this one's. */
  readonly mix: number;
  /** The noise of a camera in the dark, at the network's cells; a share of 0 for none. */
  readonly lowLight: LowLightOptions;
  /** Standard deviation of a shift of the light along the camera's curve, mired; none where absent. */
  readonly locusMired?: number;
  /** Standard deviation of the natural logarithm of lux; none where absent. */
  readonly luxJitter?: number;
  /**
   * Of networks that read what the camera knows: share of samples that know nothing of it, and of the others' readings, one by one,
   * that are left out; READING_SETTINGS.dropout where absent.
   */
  readonly readingDropout?: number;
  /** Standard deviation of the natural logarithm of readings, of the time a twelfth of it in hours; READING_SETTINGS.jitter where absent. */
  readonly readingJitter?: number;
  /** Turns, shifts, scales and perspective; none where absent. */
  readonly warp?: WarpOptions;
  /** Gaussian and motion blur; none where absent. */
  readonly blur?: BlurOptions;
  /** Contrast about a grey of the light's colour, from 1 - this to 1 + this; none where absent. */
  readonly contrast?: number;
  /** Samples as other cameras would have taken them; none where absent. */
  readonly cameras?: ImaginaryCameraOptions;
}

/** What `--unlabelled` asks for unless a recipe says otherwise; docs/experiments.md has what chose its weights. */
export const UNLABELLED_SETTINGS: UnlabelledSettings = {
  consistency: 0.3,
  pseudoLabels: 1,
  teachers: 4,
  doubtExponent: 1,
  surest: 1,
  perLabelled: 0.5,
  relight: 0,
  warmUp: 0.3,
};
/** What is done to readings in training unless a recipe says otherwise. Set by hand: docs/experiments.md has what they are worth. */
export const READING_SETTINGS = { dropout: 0.15, jitter: 0.1 } as const;

/** Of gates that are taught, unless a recipe says otherwise. Set by hand. */
export const GATE_SETTINGS = {
  weight: 1,
  /** A value of fewer training pictures is no kind; they teach the gate nothing. */
  fewestOfAKind: 10,
} as const;

/** What a recipe may set besides the defaults, at values that change nothing. */
export const NEUTRAL_SETTINGS = {
  initialisation: 'heNormal',
  lastBatch: 'dropped',
  simd: 'plain',
  resampleExponent: 0,
  lossGroups: 0,
  gateLabel: '',
  gateWeight: GATE_SETTINGS.weight,
  unlabelled: { ...UNLABELLED_SETTINGS, consistency: 0, pseudoLabels: 0 },
  distillation: { teachers: 0, share: 0 },
  schedule: { every: 'step' },
  augmentation: {
    warp: {
      probability: 0,
      rotateDegrees: 0,
      shift: 0,
      scale: 0,
      perspectiveProbability: 0,
      perspective: 0,
    },
    blur: { gaussianProbability: 0, motionProbability: 0, largestKernel: 7 },
    contrast: 0,
    readingDropout: READING_SETTINGS.dropout,
    readingJitter: READING_SETTINGS.jitter,
    cameras: { share: 0, reach: 1, diagonal: 0, crosstalk: 0 },
  },
} as const;

/** What the augmentations have in common whatever the recipe. Set by hand with the first one: no run compares them. */
export const SAMPLE_SETTINGS = {
  /** Pictures that may be mixed into one: this many with the nearest lights. */
  mixNeighbours: 20,
  /** Where the strip of another picture ends, as a share of the side. */
  leastCut: 0.2,
  mostCut: 0.8,
  /** Share of samples that are relit. */
  relightProbability: 0.5,
  /** Noise that does not depend on the light, as a part of the relative noise. */
  readNoisePart: 10,
} as const;

/** Of `deepawb train --distil` and `--teachers` unless told otherwise; docs/accuracy.md says what it gained. */
export const DISTILLATION_SETTINGS = { share: 0.7 } as const;

/** The recipe of ZONE_NETWORK, and what others change: docs/settings.md says what chose its parts. */
export const ZONE_TRAIN_SETTINGS: TrainSettings = {
  epochs: 240,
  batch: 32,
  schedule: { rate: 1e-2, finalRate: 1e-5, warmUp: 0.15 },
  optimiser: {
    kind: 'adamw',
    beta1: 0.9,
    beta2: 0.99,
    epsilon: 1e-8,
    weightDecay: 0.02,
    clipNorm: 6.5,
    averageDecay: 0.99,
  },
  loss: 'chord',
  densityExponent: 0,
  augmentation: {
    cropArea: 0.5,
    cropAspect: 1.15,
    flips: true,
    exposure: 1,
    noise: 0,
    relight: 0,
    relightToward: 0,
    mix: 0.5,
    // A small sensor: cross-validated (docs/adr/0011-planes-relative-to-brightness.md) to cost nothing in full light. 16 pixels a cell are those of
    // 64x64 pictures; of larger ones cells are less noisy, and the range of exposures holds that too.
    lowLight: {
      share: 0.5,
      leastExposure: 1 / 64,
      fullWellElectrons: 10_000,
      readElectrons: 8,
      pixelsPerCell: 16,
    },
  },
  seed: 1,
  threads: 2,
};

/** The recipe of `deepawb train` unless told otherwise: that of cube64-small, rounded; docs/accuracy.md has what was tried. */
export const DEFAULT_TRAIN_SETTINGS: TrainSettings = {
  ...ZONE_TRAIN_SETTINGS,
  epochs: 240,
  schedule: { rate: 7.6e-3, finalRate: 1e-6, warmUp: 0.15 },
  optimiser: { ...ZONE_TRAIN_SETTINGS.optimiser, weightDecay: 0.014 },
  loss: 'angle',
  augmentation: { ...ZONE_TRAIN_SETTINGS.augmentation, cropArea: 0.4 },
};

/** The recipe of `deepawb train --fast`: the default, for less time and at a lower rate. */
export const FAST_TRAIN_SETTINGS: TrainSettings = {
  ...DEFAULT_TRAIN_SETTINGS,
  epochs: 160,
  schedule: { ...DEFAULT_TRAIN_SETTINGS.schedule, rate: 5e-3 },
};

/**
 * The recipe of `deepawb train --head ct`: another loss, lights moved along the curve of the camera and a little off it, more
 * weight decay. Chosen with its networks by fivefold cross-validation by session on awb_nn's 558 scenes; studies/pi has what was
 * tried.
 */
export const TEMPERATURE_TRAIN_SETTINGS: TrainSettings = {
  ...ZONE_TRAIN_SETTINGS,
  epochs: 60,
  optimiser: { ...ZONE_TRAIN_SETTINGS.optimiser, weightDecay: 0.05 },
  loss: 'mired',
  augmentation: {
    ...ZONE_TRAIN_SETTINGS.augmentation,
    relight: 0.05,
    locusMired: 10,
    luxJitter: 0.2,
  },
};
