/**
 * A model as an ONNX file: float32, batch normalisation folded, fixed shapes.
 *
 *   input   thumbnail    [1, height, width, 4]: linear R, G, B in 0..1, means over the visible part of each cell, and
 *                        coverage, its visible share
 *           lux, exposure, iso, time  [1], from models that read them: what the camera knows, as CameraReadings has it;
 *                        0, NaN and less where it is not known. Runtimes want them fed
 *   output  white_point  [1, 2]: r = R/G and b = B/G of a grey; gains are 1/r and 1/b
 *           expected_error [1, 1]: degrees that it is likely to be off by, from models that tell them
 */
import {
  ArchitectureError,
  type ConvolutionStage,
  cameraNamesOf,
  checkParameters,
  convolutionPadding,
  type DenseStage,
  type DepthwiseStage,
  foldArchitecture,
  inferShapes,
  type Model,
  type NormaliseStage,
  READINGS,
  type Shape,
  type Stage,
  THUMBNAIL,
} from '../../model/index.js';
import { roundToInt8 } from '../int8.js';
import type { WeightFormat } from '../weight-format.js';
import { requireWhitePoint } from '../white-point-only.js';
import { Graph } from './graph.js';
import { type LoweringContext, lowerPlain } from './lower-plain.js';
import { encodeOnnx, OPSET } from './messages.js';

export const ONNX_OPSET = OPSET;

export interface OnnxExportOptions {
  /** `int8`: weights of convolutions and dense layers as bytes with a scale for each output channel (DequantizeLinear). */
  readonly weights?: WeightFormat;
}

const INPUT = 'thumbnail';
const OUTPUT = 'white_point';
const ERROR_OUTPUT = 'expected_error';

/** Bytes of the file. Throws ArchitectureError for a network that cannot be run. */
export function exportOnnx(
  model: Model,
  { weights = 'float32' }: OnnxExportOptions = {},
): Uint8Array {
  const { architecture, parameters, metadata } = model;
  checkParameters(architecture, parameters);
  requireWhitePoint('onnx', model);
  const shapes = inferShapes(architecture);
  const { stages, output, expectedError } = foldArchitecture(architecture, parameters, shapes);
  const graph = new Graph();
  const names = new Map([
    [THUMBNAIL, graph.add('Transpose', [INPUT], { perm: { ints: [0, 3, 1, 2] } })],
  ]);
  const { readings = [] } = architecture.input;
  for (const name of readings) names.set(name, graph.aboveZero(name));
  const context: LoweringContext = {
    graph,
    shape: (id) => shapes.get(id)!,
    value: (id) => names.get(id)!,
  };
  for (const stage of stages) {
    const name = lowerStage(stage, context, weights);
    names.set(stage.id, name);
    graph.declare(name, shapes.get(stage.id)!);
  }
  graph.add('Identity', [names.get(output)!], {}, OUTPUT);
  const isTold = expectedError !== undefined;
  if (isTold) graph.add('Identity', [names.get(expectedError)!], {}, ERROR_OUTPUT);
  const { heightPx, widthPx } = architecture.input;
  return encodeOnnx({
    name: metadata.name,
    producerVersion: metadata.version,
    description: `Automatic white balance. ${INPUT} [1, ${heightPx}, ${widthPx}, 4]: linear R, G, B in 0..1 and coverage;${readings.map((name) => ` ${name} [1]: ${READINGS[name].unit}, 0 where not known;`).join('')} ${OUTPUT} [1, 2]: R/G and B/G of a grey.${isTold ? ` ${ERROR_OUTPUT} [1, 1]: degrees that it is likely to be off by.` : ''}`,
    metadata: describe(model, weights),
    nodes: graph.nodes,
    constants: graph.constants,
    inputs: [
      { name: INPUT, dims: [1, heightPx, widthPx, 4] },
      ...readings.map((name) => ({ name, dims: [1] })),
    ],
    outputs: [
      { name: OUTPUT, dims: [1, 2] },
      ...(isTold ? [{ name: ERROR_OUTPUT, dims: [1, 1] }] : []),
    ],
    values: withoutDoubles(graph),
  });
}

/** A stage that passes a value on shares its name. */
function withoutDoubles({ values }: Graph) {
  return [...new Map(values.map((value) => [value.name, value])).values()];
}

function describe({ metadata }: Model, weights: WeightFormat): Record<string, string> {
  const { name, version, data, licence, attribution, blackLevel, whiteLevel } = metadata;
  return {
    model: name,
    deepawb: version,
    opset: String(OPSET),
    weights,
    data: `${data.name}, ${data.pictures} pictures`,
    dataHash: data.hash,
    licence,
    attribution,
    cameras: cameraNamesOf(metadata),
    blackLevel: String(blackLevel),
    whiteLevel: String(whiteLevel),
  };
}

function lowerStage(stage: Stage, context: LoweringContext, format: WeightFormat): string {
  switch (stage.op) {
    case 'conv':
      return convolution(stage, context, format);
    case 'depthwise':
      return depthwise(stage, context);
    case 'dense':
      return dense(stage, context, format);
    case 'normalise':
      return normalise(stage, context);
    case 'plain':
      return lowerPlain(stage, context);
    default:
      stage satisfies never;
      throw new ArchitectureError('unknown stage');
  }
}

function activate({ graph }: LoweringContext, x: string, slope: number): string {
  if (slope === 1) return x;
  return slope === 0
    ? graph.add('Relu', [x])
    : graph.add('LeakyRelu', [x], { alpha: { float: slope } });
}

function convolution(
  stage: ConvolutionStage,
  context: LoweringContext,
  format: WeightFormat,
): string {
  const { node, weights, bias, slope, pool, inputs } = stage;
  const { graph, shape, value } = context;
  const { kernel, stride, channels } = node;
  const input = shape(node.from).channels;
  // [row][column][in][out] to [out][in][row][column].
  const order = (out: number, i: number, tap: number) => (tap * input + i) * channels + out;
  const w = weightTensor(graph, weights, {
    dims: [channels, input, kernel, kernel],
    order,
    axis: 0,
    format,
  });
  const sum = graph.add('Conv', [value(inputs[0]!), w, graph.constant(bias)], {
    ...windowAttributes(kernel, stride, convolutionPadding(node)),
  });
  const active = activate(context, sum, slope);
  if (!pool) return active;
  return graph.add('MaxPool', [active], {
    kernel_shape: { ints: [2, 2] },
    strides: { ints: [2, 2] },
  });
}

function windowAttributes(kernel: number, stride: number, padding: number) {
  return {
    kernel_shape: { ints: [kernel, kernel] },
    strides: { ints: [stride, stride] },
    pads: { ints: [padding, padding, padding, padding] },
  };
}

function depthwise(
  { node, weights, bias, inputs }: DepthwiseStage,
  { graph, shape, value }: LoweringContext,
): string {
  const { kernel, stride } = node;
  const { channels } = shape(node.from);
  const order = (c: number, _i: number, tap: number) => tap * channels + c;
  const w = weightTensor(graph, weights, {
    dims: [channels, 1, kernel, kernel],
    order,
    axis: 0,
    format: 'float32',
  });
  return graph.add('Conv', [value(inputs[0]!), w, graph.constant(bias)], {
    ...windowAttributes(kernel, stride, convolutionPadding(node)),
    group: { int: channels },
  });
}

function dense(
  { weights, bias, slope, inputs, frozen }: DenseStage,
  context: LoweringContext,
  asked: WeightFormat,
): string {
  const { graph, value } = context;
  const units = bias.length;
  const rows = weights.length / units;
  const order = (row: number, unit: number) => row * units + unit;
  const format = frozen ? 'float32' : asked;
  const w = weightTensor(graph, weights, { dims: [rows, units], order, axis: 1, format });
  return activate(context, graph.add('Gemm', [value(inputs[0]!), w, graph.constant(bias)]), slope);
}

interface WeightPlan {
  readonly dims: readonly number[];
  /** Where the weight of two leading indices and the rest, counted together, lies. */
  readonly order: (first: number, second: number, rest: number) => number;
  /** Of the output channels. */
  readonly axis: number;
  readonly format: WeightFormat;
}

function weightTensor(
  graph: Graph,
  weights: Float32Array,
  { dims, order, axis, format }: WeightPlan,
): string {
  const [first = 1, second = 1] = dims;
  const rest = weights.length / first / second;
  const laid = <T extends Float32Array | Int8Array>(from: T, to: T): T => {
    for (let i = 0; i < to.length; i++) {
      const pair = Math.floor(i / rest);
      to[i] = from[order(Math.floor(pair / second), pair % second, i % rest)]!;
    }
    return to;
  };
  if (format === 'float32')
    return graph.constant(laid(weights, new Float32Array(weights.length)), dims);
  const { codes, scales } = roundToInt8(weights, dims[axis]!);
  const bytes = graph.constant(laid(codes, new Int8Array(codes.length)), dims);
  // A channel without weights has a scale of 0, which some runtimes refuse; its codes are 0 as well.
  const factors = scales.map((scale) => (scale === 0 ? 1 : scale));
  return graph.add('DequantizeLinear', [bytes, graph.constant(factors)], { axis: { int: axis } });
}

function normalise(
  { id, scale, shift, slope, inputs }: NormaliseStage,
  context: LoweringContext,
): string {
  const { graph, value, shape } = context;
  const dims = channelDims(shape(id));
  const scaled = graph.add('Mul', [value(inputs[0]!), graph.constant(scale, dims)]);
  return activate(context, graph.add('Add', [scaled, graph.constant(shift, dims)]), slope);
}

function channelDims({ vector, channels }: Shape): number[] {
  return vector ? [1, channels] : [1, channels, 1, 1];
}
