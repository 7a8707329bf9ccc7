/** The networks that training and inference are timed on, by name. */
import { PROOF_OF_CONCEPT, referenceArchitecture } from '../dist/model/index.js';

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

export function architectureOf(name) {
  return referenceArchitecture(NETWORKS[name]);
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
