/** Layers with weights, and normalisation, as TensorFlow Lite operators. */
import {
  type ConvolutionStage,
  convolutionPadding,
  type DenseStage,
  type DepthwiseStage,
  type NormaliseStage,
} from '../../model/index.js';
import { dimsOf, type Graph, type Value } from './graph.js';
import { binary, type Lowering, leaky } from './lowering.js';
import {
  convolutionOptions,
  denseOptions,
  depthwiseOptions,
  type Fused,
  poolOptions,
  type WindowSettings,
} from './operators.js';

/** The stage's output, whose shape is that behind its pool. */
export function lowerConvolution(stage: ConvolutionStage, lowering: Lowering): Value {
  const { node, weights, bias, slope, pool, inputs, id } = stage;
  const { graph, shape, value } = lowering;
  const { kernel, channels } = node;
  const input = shape(node.from).channels;
  // [row][column][in][out] to [out][row][column][in].
  const rows = kernel * kernel * input;
  const filter = graph.floats(transposed(weights, rows, channels), [
    channels,
    kernel,
    kernel,
    input,
  ]);
  const { x, window } = padded(graph, value(inputs[0]!), node);
  const sum = graph.add(
    'CONV_2D',
    [x, filter, graph.floats(bias)],
    dimsOf(shape(node.id)),
    convolutionOptions(window, fusedOf(slope)),
  );
  const active = behind(graph, sum, slope);
  if (!pool) return active;
  const size = { heightPx: 2, widthPx: 2 };
  return graph.add('MAX_POOL_2D', [active], dimsOf(shape(id)), poolOptions(2, size));
}

export function lowerDepthwise(
  { node, weights, bias, inputs }: DepthwiseStage,
  { graph, shape, value }: Lowering,
): Value {
  const { kernel } = node;
  const { channels } = shape(node.from);
  const filter = graph.floats(weights, [1, kernel, kernel, channels]);
  const { x, window } = padded(graph, value(inputs[0]!), node);
  const dims = dimsOf(shape(node.id));
  return graph.add(
    'DEPTHWISE_CONV_2D',
    [x, filter, graph.floats(bias)],
    dims,
    depthwiseOptions(window),
  );
}

export function lowerDense(
  { weights, bias, slope, inputs }: DenseStage,
  { graph, value }: Lowering,
): Value {
  const units = bias.length;
  const rows = weights.length / units;
  const filter = graph.floats(transposed(weights, rows, units), [units, rows]);
  const sum = graph.add(
    'FULLY_CONNECTED',
    [value(inputs[0]!), filter, graph.floats(bias)],
    [1, units],
    denseOptions(fusedOf(slope)),
  );
  return behind(graph, sum, slope);
}

export function lowerNormalise(
  { scale, shift, slope, inputs }: NormaliseStage,
  { graph, value }: Lowering,
): Value {
  const x = value(inputs[0]!);
  const scaled = binary(graph, 'MUL', x, graph.floats(scale));
  return leaky(graph, binary(graph, 'ADD', scaled, graph.floats(shift)), slope);
}

function fusedOf(slope: number): Fused {
  return slope === 0 ? 'relu' : 'none';
}

/** What an activation that no operator takes in does behind it. */
function behind(graph: Graph, x: Value, slope: number): Value {
  return slope === 0 ? x : leaky(graph, x, slope);
}

interface Window {
  readonly kernel: number;
  readonly stride: number;
  readonly padding?: number;
}

/**
 * SAME pads all sides alike only for odd kernels of stride 1; elsewhere it pads less at the top and the left, so that zeros
 * are put around the map and the window stays inside.
 */
function padded(graph: Graph, x: Value, node: Window): { x: Value; window: WindowSettings } {
  const { kernel, stride } = node;
  const padding = convolutionPadding(node);
  if (padding === 0) return { x, window: { stride, padding: 'VALID' } };
  if (stride === 1 && 2 * padding + 1 === kernel) return { x, window: { stride, padding: 'SAME' } };
  const [, heightPx = 1, widthPx = 1, count = 1] = x.dims;
  const sides = graph.integers([0, 0, padding, padding, padding, padding, 0, 0], [4, 2]);
  const dims = [1, heightPx + 2 * padding, widthPx + 2 * padding, count];
  return { x: graph.add('PAD', [x, sides], dims), window: { stride, padding: 'VALID' } };
}

/** [row][column] as [column][row]. */
function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    result[(i % columns) * rows + Math.floor(i / columns)] = values[i]!;
  }
  return result;
}
