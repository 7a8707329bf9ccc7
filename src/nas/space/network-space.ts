/**
 * Spaces of networks as data: which numbers may vary, within which limits, and what stays fixed. The names of parameters
 * say what they change (network-of.ts); a study file may hold a space of its own with the same names.
 */
import type { SearchSpace } from '../../search/index.js';

export interface NetworkSpace extends SearchSpace {
  /** `reference-v1`: the meaning that `reference` had in journals of version 1. */
  readonly family: 'small' | 'reference' | 'reference-v1';
  /** Parameters that do not vary, by name. */
  readonly fixed: Readonly<Record<string, number | string>>;
}

/** Our small networks: all of them cost less than a millisecond. */
export const SMALL_SPACE: NetworkSpace = {
  family: 'small',
  parameters: [
    { kind: 'ordered', name: 'inputSize', values: [12, 16, 20, 24, 28, 32, 40, 48] },
    { kind: 'choice', name: 'stem', values: ['1x1', '2x2/2', '3x3', '3x3/2', '4x4/4'] },
    { kind: 'choice', name: 'planes', values: ['chroma', 'chroma+luminance'] },
    { kind: 'integer', name: 'depth', low: 1, high: 4 },
    { kind: 'integer', name: 'width', low: 8, high: 48, log: true },
    { kind: 'integer', name: 'lastWidth', low: 8, high: 64, log: true },
    { kind: 'ordered', name: 'kernel', values: [1, 3] },
    { kind: 'choice', name: 'depthwise', values: ['no', 'yes'] },
    { kind: 'choice', name: 'head', values: ['both', 'confident', 'mean'] },
    { kind: 'integer', name: 'hidden', low: 8, high: 64, log: true },
    { kind: 'ordered', name: 'anchors', values: [0, 8, 16, 24, 48, 96] },
    { kind: 'float', name: 'rate', low: 2e-3, high: 6e-2, log: true },
    { kind: 'float', name: 'finalRate', low: 1e-6, high: 3e-3, log: true },
    { kind: 'float', name: 'cropArea', low: 0.3, high: 1 },
    { kind: 'float', name: 'mix', low: 0, high: 1 },
    { kind: 'float', name: 'relightToward', low: 0, high: 0.5 },
    { kind: 'float', name: 'weightDecay', low: 2e-3, high: 0.2, log: true },
  ],
  constraints: [{ lower: 'width', upper: 'lastWidth' }],
  fixed: {},
};

/** The space of the system that this project re-implements. */
export const REFERENCE_SPACE: NetworkSpace = {
  family: 'reference',
  parameters: [
    { kind: 'integer', name: 'hiddenNeurons', low: 40, high: 250 },
    { kind: 'float', name: 'decay', low: 0, high: 1.5 },
    { kind: 'integer', name: 'mlpDepth', low: 2, high: 5 },
    { kind: 'float', name: 'rate', low: 1e-4, high: 1e-2, log: true },
    { kind: 'float', name: 'finalRate', low: 1e-6, high: 1e-4, log: true },
    { kind: 'ordered', name: 'imageScale', values: [1, 1.5, 2, 2.5, 3] },
    ...[1, 2, 3].flatMap((block) => [
      { kind: 'integer' as const, name: `kernels${block}`, low: 16, high: 256 },
      { kind: 'integer' as const, name: `kernelSize${block}`, low: 3, high: 7 },
      { kind: 'integer' as const, name: `stride${block}`, low: 1, high: 5 },
    ]),
  ],
  constraints: [
    ...[1, 2, 3].map((block) => ({ lower: `stride${block}`, upper: `kernelSize${block}` })),
    { lower: 'kernels1', upper: 'kernels2' },
    { lower: 'kernels2', upper: 'kernels3' },
  ],
  /** The picture that an image scale of 1 means, px, and how the reference trained. */
  fixed: {
    heightPx: 432,
    widthPx: 648,
    planes: 'rendered',
    loss: 'mse',
    densityExponent: 1,
    optimiser: 'adam',
    beta2: 0.999,
    weightDecay: 0,
    clipNorm: 1000000,
    averageDecay: 0,
    warmUp: 0,
    rateEvery: 'epoch',
    initialisation: 'uniformFanIn',
    lastBatch: 'kept',
    flips: 'yes',
    cropArea: 1,
    mix: 0,
    exposure: 1.1,
    noise: 0.03,
    warpShare: 0.75,
    rotation: 15,
    shift: 0.1,
    scaleRange: 0.1,
    perspectiveShare: 0.5,
    perspective: 0.1,
    blurShare: 0.8,
    motionBlurShare: 0.8,
    contrast: 0.2,
  },
};

/** The same numbers as journals of version 1 meant them, trained as `deepawb train` does. */
const REFERENCE_SPACE_V1: NetworkSpace = {
  ...REFERENCE_SPACE,
  family: 'reference-v1',
  fixed: { heightPx: 432, widthPx: 648 },
};

export const BUILT_IN_SPACES = {
  small: SMALL_SPACE,
  reference: REFERENCE_SPACE,
  'reference-v1': REFERENCE_SPACE_V1,
} as const satisfies Readonly<Record<string, NetworkSpace>>;
