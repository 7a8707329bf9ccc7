/**
 * A model as a TensorFlow Lite file: float32, batch normalisation folded, fixed shapes, built-in operators in their first
 * version, so that runtimes of any age read it.
 *
 *   input   thumbnail    [1, height, width, 4]: linear R, G, B in 0..1, means over the visible part of each cell, and
 *                        coverage, its visible share
 *   output  white_point  [1, 2]: r = R/G and b = B/G of a grey; gains are 1/r and 1/b
 */
import {
  ArchitectureError,
  checkParameters,
  foldArchitecture,
  inferShapes,
  type Model,
  type Stage,
} from '../../model/index.js';
import { withInt8Weights } from '../int8-model.js';
import type { WeightFormat } from '../weight-format.js';
import { Graph, type Value } from './graph.js';
import { lowerPlain, type PlainLowering } from './lower-plain.js';
import { lowerConvolution, lowerDense, lowerDepthwise, lowerNormalise } from './lower-weighted.js';
import { channels, unary } from './lowering.js';
import { encodeTflite } from './messages.js';

export interface TfliteExportOptions {
  /** `int8`: weights of convolutions and dense layers rounded as bytes would be; they stay float32. */
  readonly weights?: WeightFormat;
}

/** Read by TensorFlow's own tools; the first that had these operators. */
const MIN_RUNTIME_VERSION = '1.15.0';

/** Bytes of the file. Throws ArchitectureError for a network that cannot be run. */
export function exportTflite(
  model: Model,
  { weights = 'float32' }: TfliteExportOptions = {},
): Uint8Array {
  const { architecture, parameters } = weights === 'int8' ? withInt8Weights(model) : model;
  checkParameters(architecture, parameters);
  const shapes = inferShapes(architecture);
  const { stages, output } = foldArchitecture(architecture, parameters, shapes);
  const graph = new Graph();
  const { heightPx, widthPx } = architecture.input;
  const thumbnail = graph.input('thumbnail', [1, heightPx, widthPx, 4]);
  const values = new Map<string, Value>();
  const lowering: PlainLowering = {
    graph,
    shape: (id) => shapes.get(id)!,
    value: (id) => values.get(id)!,
    thumbnail: {
      // Noise takes averages of dark cells below 0.
      light: unary(graph, 'RELU', channels(graph, thumbnail, 0, 3)),
      coverage: channels(graph, thumbnail, 3, 4),
    },
  };
  for (const stage of stages) {
    const value = lowerStage(stage, lowering);
    graph.rename(value, stage.id);
    values.set(stage.id, value);
  }
  return encodeTflite({
    description: `Automatic white balance. thumbnail [1, ${heightPx}, ${widthPx}, 4]: linear R, G, B in 0..1 and coverage; white_point [1, 2]: R/G and B/G of a grey.`,
    metadata: { min_runtime_version: MIN_RUNTIME_VERSION, deepawb: describe(model, weights) },
    graph,
    inputs: [{ name: 'thumbnail', value: thumbnail }],
    outputs: [{ name: 'white_point', value: values.get(output)! }],
  });
}

/** Where the model comes from, as JSON. */
function describe({ metadata }: Model, weights: WeightFormat): string {
  const { name, version, data, licence, attribution, seed, blackLevel, whiteLevel } = metadata;
  return JSON.stringify({
    name,
    version,
    weights,
    data,
    licence,
    attribution,
    seed,
    blackLevel,
    whiteLevel,
  });
}

function lowerStage(stage: Stage, lowering: PlainLowering): Value {
  switch (stage.op) {
    case 'conv':
      return lowerConvolution(stage, lowering);
    case 'depthwise':
      return lowerDepthwise(stage, lowering);
    case 'dense':
      return lowerDense(stage, lowering);
    case 'normalise':
      return lowerNormalise(stage, lowering);
    case 'plain':
      return lowerPlain(stage, lowering);
    default:
      stage satisfies never;
      throw new ArchitectureError('unknown stage');
  }
}
