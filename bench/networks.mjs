/** The networks that training is timed on, by name. Batch 16 throughout. */
import { PROOF_OF_CONCEPT, referenceArchitecture } from '../dist/model/index.js';

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
    depth: 1,
  },
};

export function architectureOf(name) {
  return referenceArchitecture(NETWORKS[name]);
}
