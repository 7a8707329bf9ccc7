/** A small untrained network in a model file: its answers mean nothing, but they are white points. */
import { writeFileSync } from 'node:fs';
import {
  encodeModel,
  type Model,
  type ModelMetadata,
  parameterLayout,
  smallArchitecture,
} from '../../dist/model/index.js';
import { initialParameters } from '../../dist/nn/index.js';
import { createRng } from '../../dist/random/index.js';

/** Writes the model and returns the number of its parameters. */
export function writeTinyModel(file: string, metadata: Partial<ModelMetadata> = {}): number {
  const model = tinyModel(metadata);
  writeFileSync(file, encodeModel(model));
  return parameterLayout(model.architecture).trainable;
}

/** The model itself. */
export function tinyModel(metadata: Partial<ModelMetadata> = {}): Model {
  const architecture = smallArchitecture({
    heightPx: 16,
    widthPx: 16,
    blocks: [{ kernel: 2, stride: 2, channels: 8 }],
    hidden: 8,
    centre: [-0.6, -0.5],
    anchors: [],
  });
  const layout = parameterLayout(architecture);
  const parameters = new Float32Array(layout.total);
  parameters.set(initialParameters(architecture, layout, createRng(3)));
  return {
    architecture,
    parameters,
    metadata: {
      name: 'tiny',
      version: '0.1.0',
      data: { name: 'none', hash: '', pictures: 0 },
      licence: 'MIT',
      attribution: 'none',
      seed: 3,
      settings: {},
      blackLevel: 2048,
      whiteLevel: 16383,
      ...metadata,
    },
  };
}
