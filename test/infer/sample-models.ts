/** Small models with parameters at random, for tests of what does not depend on training. */
import {
  type Architecture,
  type Model,
  type ModelMetadata,
  referenceArchitecture,
  smallArchitecture,
} from '../../dist/model/index.js';
import { createRng } from '../../dist/random/index.js';
import type { RawImage } from '../../dist/raw/index.js';
import { randomParameters } from './random-architecture.js';

const METADATA: ModelMetadata = {
  name: 'random',
  version: '0.1.0',
  data: { name: 'none', hash: '0', pictures: 0 },
  licence: 'MIT',
  attribution: '',
  seed: 1,
  settings: {},
  blackLevel: 2048,
  whiteLevel: 16383,
};

export function modelOf(architecture: Architecture): Model {
  const parameters = randomParameters(architecture, createRng('sample'));
  return { architecture, parameters, metadata: METADATA };
}

export const MEAN_LIGHT = { r: 0.5, b: 0.65 };
const LIGHTS = {
  centre: [Math.log(MEAN_LIGHT.r), Math.log(MEAN_LIGHT.b)],
  anchors: [
    [0.2, -0.3],
    [-0.1, 0.2],
    [0, 0],
  ],
} as const;

/** Log-chroma planes and a mixture of anchors: has a mean light. 16 x 12 pixels. */
export function smallModel(): Model {
  return modelOf(
    smallArchitecture({
      heightPx: 12,
      widthPx: 16,
      blocks: [
        { kernel: 2, stride: 2, channels: 8 },
        { kernel: 1, stride: 1, channels: 12 },
      ],
      hidden: 8,
      ...LIGHTS,
    }),
  );
}

/** Cells of 3 x 3 pixels and their edges, of 34 x 25 pixels; chroma without luminance where told so. */
export function edgesModel({ luminance = true } = {}): Model {
  return modelOf(
    smallArchitecture({
      heightPx: 25,
      widthPx: 34,
      blocks: [
        { kernel: 2, stride: 2, channels: 16 },
        { kernel: 2, stride: 1, channels: 12 },
      ],
      hidden: 8,
      ...LIGHTS,
      cell: 3,
      edges: true,
      luminance,
    }),
  );
}

/** Blocks that say of the whole picture what is added to their cells, the last one too; before kernels that read beyond the map. */
export function contextModel(): Model {
  return modelOf(
    smallArchitecture({
      heightPx: 25,
      widthPx: 34,
      blocks: [
        { kernel: 2, stride: 2, channels: 16, context: true },
        { kernel: 3, stride: 1, channels: 12, depthwise: true },
        { kernel: 1, stride: 1, channels: 12, context: true },
      ],
      hidden: 8,
      ...LIGHTS,
    }),
  );
}

/** RGB planes: has no mean light. 24 x 20 pixels. */
export function referenceModel(): Model {
  return modelOf(
    referenceArchitecture({
      heightPx: 20,
      widthPx: 24,
      blocks: [{ kernel: 3, stride: 1, channels: 16 }],
      hiddenNeurons: 12,
      decay: 0.5,
      depth: 2,
    }),
  );
}

/** A picture with every value from `value(pixel, channel)`, 30 x 22 pixels. */
export function rawImage(value: (pixel: number, channel: number) => number): RawImage {
  const rgb = Uint16Array.from({ length: 30 * 22 * 3 }, (_, i) => value(Math.floor(i / 3), i % 3));
  return { widthPx: 30, heightPx: 22, rgb, blackLevel: 2048, whiteLevel: 16383 };
}
