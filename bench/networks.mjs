/** The networks that training and inference are timed on, by name. */
import { readFileSync } from 'node:fs';
import { withoutExpectedError } from '../dist/model/doubt/index.js';
import { decodeModel, PROOF_OF_CONCEPT, referenceArchitecture } from '../dist/model/index.js';
import {
  buildArchitecture,
  DEFAULT_NETWORK,
  DEFAULT_TRAIN_SETTINGS,
  ZONE_NETWORK,
  ZONE_TRAIN_SETTINGS,
} from '../dist/train/index.js';

/** Pictures of a training step. */
export const BATCH = 16;

export const NETWORKS = {
  'proof of concept, 288x432': PROOF_OF_CONCEPT,
  'tiny 16/32/64, 64x96': {
    heightPx: 64,
    widthPx: 96,
    blocks: [
      { kernel: 3, stride: 1, channels: 16 },
      { kernel: 3, stride: 2, channels: 32 },
      { kernel: 3, stride: 2, channels: 64 },
    ],
    hiddenNeurons: 32,
    decay: 0,
    depth: 2,
  },
};

/** Networks whose kernels are timed beside these, with the batch of their recipe. */
const RECIPES = {
  'default recipe, 32x32 in 16x16 cells': () => ({
    architecture: buildArchitecture(DEFAULT_NETWORK, MADE_LIGHTS, 1),
    batch: DEFAULT_TRAIN_SETTINGS.batch,
  }),
  'recipe of zones, 32x32': () => ({
    architecture: buildArchitecture(ZONE_NETWORK, MADE_LIGHTS, 1),
    batch: ZONE_TRAIN_SETTINGS.batch,
  }),
  'shipped cube64-small, 16x16': () => {
    const read = (path) => readFileSync(new URL(path, import.meta.url));
    const { training } = JSON.parse(read('../studies/cube64-small/recipe.json'));
    return {
      architecture: withoutExpectedError(decodeModel(read('../models/cube64-small.awb')))
        .architecture,
      batch: training.batch ?? ZONE_TRAIN_SETTINGS.batch,
    };
  },
};

/** As many as anchors are clustered of. */
const MADE_LIGHTS = Array.from({ length: 64 }, (_, i) => ({ r: 0.3 + i / 100, b: 1 - i / 120 }));

/** Names of all networks that can be trained here. */
export const TRAINED_NETWORKS = [...Object.keys(NETWORKS), ...Object.keys(RECIPES)];

/** A network and the pictures of one of its steps. Throws TypeError for a name that is none. */
export function trainedNetwork(name) {
  if (NETWORKS[name]) return { architecture: referenceArchitecture(NETWORKS[name]), batch: BATCH };
  return RECIPES[name]();
}

/** The networks that inference is timed on beside the shipped one: those of published comparisons, weights at random. */
export const INFERENCE_NETWORKS = {
  'micro 16/32/32, 32x48': {
    heightPx: 32,
    widthPx: 48,
    blocks: [
      { kernel: 3, stride: 1, channels: 16 },
      { kernel: 3, stride: 1, channels: 32 },
      { kernel: 3, stride: 1, channels: 32 },
    ],
    hiddenNeurons: 32,
    decay: 0,
    depth: 2,
  },
  'small 16/32/64, 96x144': {
    heightPx: 96,
    widthPx: 144,
    blocks: [
      { kernel: 3, stride: 2, channels: 16 },
      { kernel: 3, stride: 2, channels: 32 },
      { kernel: 3, stride: 2, channels: 64 },
    ],
    hiddenNeurons: 32,
    decay: 0,
    depth: 2,
  },
  'proof of concept, 288x432': PROOF_OF_CONCEPT,
};

/** The optimiser of steps that are timed: plain Adam, as PyTorch's by default. */
export const TIMED_ADAM = {
  kind: 'adam',
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0,
  clipNorm: Number.POSITIVE_INFINITY,
  averageDecay: 0,
};
