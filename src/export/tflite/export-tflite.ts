/**
 * A model as a TensorFlow Lite file: float32, batch normalisation folded, fixed shapes, built-in operators in their first
 * version, so that runtimes of any age read it.
 *
 *   input   thumbnail    [1, height, width, 4]: linear R, G, B in 0..1, means over the visible part of each cell, and
 *                        coverage, its visible share
 *           lux, exposure, iso, time  [1], from models that read them, in this order: what the camera knows, as
 *                        CameraReadings has it; 0, NaN and less where it is not known
 *   output  white_point  [1, 2]: r = R/G and b = B/G of a grey; gains are 1/r and 1/b
 *
 * A network that answers with a colour temperature is what libcamera's rpi.nn.awb loads, which takes inputs by position:
 *
 *   inputs  image        [1, height, width, 3]: R, G, B of wholly visible cells, of any values
 *           lux          [1], read or not
 *   output  cct          [1]: kelvin
 */
import {
  answerOf,
  cameraNamesOf,
  checkParameters,
  foldArchitecture,
  inferShapes,
  LUX,
  type Model,
  type NetworkInput,
} from '../../model/index.js';
import { withInt8Weights } from '../int8-model.js';
import type { WeightFormat } from '../weight-format.js';
import { Graph, type Value } from './graph.js';
import type { PlainLowering } from './lower-plain.js';
import { lowerStage } from './lower-stage.js';
import { aboveZero, channels, reshape, unary } from './lowering.js';
import { encodeTflite, type NamedValue } from './messages.js';

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
  const { stages, output } = foldArchitecture(architecture, parameters, shapes, {
    expectedError: false,
  });
  const graph = new Graph();
  const isKelvin = answerOf(architecture, shapes) === 'kelvin';
  const { inputs, light, coverage, numbers } = addInputs(graph, architecture.input, isKelvin);
  const values = new Map(numbers);
  const lowering: PlainLowering = {
    graph,
    shape: (id) => shapes.get(id)!,
    value: (id) => values.get(id)!,
    thumbnail: {
      // Noise takes averages of dark cells below 0.
      light: unary(graph, 'RELU', light),
      coverage,
    },
  };
  for (const stage of stages) {
    const value = lowerStage(stage, lowering);
    graph.rename(value, stage.id);
    values.set(stage.id, value);
  }
  const answer = values.get(output)!;
  return encodeTflite({
    description: `Automatic white balance. ${inputs.map(({ name, value }) => `${name} [${value.dims.join(', ')}]`).join(', ')}; ${isKelvin ? 'cct [1]: kelvin' : 'white_point [1, 2]: R/G and B/G of a grey'}.`,
    metadata: { min_runtime_version: MIN_RUNTIME_VERSION, deepawb: describe(model, weights) },
    graph,
    inputs,
    outputs: isKelvin
      ? [{ name: 'cct', value: reshape(graph, answer, [1]) }]
      : [{ name: 'white_point', value: answer }],
  });
}

interface Inputs {
  readonly inputs: readonly NamedValue[];
  readonly light: Value;
  /** Null where every cell is wholly visible. */
  readonly coverage: Value | null;
  /** Inputs of one number as the network reads them, by id. */
  readonly numbers: ReadonlyMap<string, Value>;
}

function addInputs(
  graph: Graph,
  { heightPx, widthPx, lux: hasLux, readings = [] }: NetworkInput,
  isKelvin: boolean,
): Inputs {
  const size = [1, heightPx, widthPx];
  const image = graph.input(isKelvin ? 'image' : 'thumbnail', [...size, isKelvin ? 3 : 4]);
  const lux = isKelvin || hasLux ? graph.input('lux', [1]) : null;
  const inputs = [
    { name: isKelvin ? 'image' : 'thumbnail', value: image },
    ...(lux ? [{ name: 'lux', value: lux }] : []),
  ];
  const numbers = new Map<string, Value>(lux ? [[LUX, reshape(graph, lux, [1, 1])]] : []);
  if (isKelvin) return { inputs, light: image, coverage: null, numbers };
  for (const name of readings) {
    const value = graph.input(name, [1]);
    inputs.push({ name, value });
    numbers.set(name, reshape(graph, aboveZero(graph, value), [1, 1]));
  }
  const light = channels(graph, image, 0, 3);
  return { inputs, light, coverage: channels(graph, image, 3, 4), numbers };
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
    cameras: cameraNamesOf(metadata),
    blackLevel,
    whiteLevel,
  });
}
