/** Nodes without weights as ONNX operators. */
import { LEAKY_SLOPE } from '../../constants/index.js';
import {
  ArchitectureError,
  type NodeOf,
  type PlainNode,
  type PlainStage,
  type RenderedPlanes,
  renderingNumbers,
  type Shape,
} from '../../model/index.js';
import { dimsOf, type Graph } from './graph.js';

export interface LoweringContext {
  readonly graph: Graph;
  readonly shape: (id: string) => Shape;
  /** Name of the value of a stage. */
  readonly value: (id: string) => string;
}

/** Smallest argument of a logarithm, as in the kernels. */
const LEAST = 1e-30;

/** TensorProto.DataType, for `Cast`. */
const FLOAT = 1;
const DOUBLE = 11;

/** Gives the name of the output. Throws ArchitectureError for an operation that is none. */
export function lowerPlain({ id, inputs, node }: PlainStage, context: LoweringContext): string {
  const { graph, shape, value } = context;
  const x = value(inputs[0]!);
  switch (node.op) {
    case 'features':
      return features(graph, x, node);
    case 'resize':
      return resize(graph, x, node, shape(id));
    case 'activation':
      return activation(graph, x, node);
    case 'maxPool':
    case 'averagePool': {
      const { heightPx, widthPx } = shape(node.from);
      const window = { ints: [Math.min(node.size, heightPx), Math.min(node.size, widthPx)] };
      const strides = { ints: [node.stride, node.stride] };
      const operator = node.op === 'maxPool' ? 'MaxPool' : 'AveragePool';
      return graph.add(operator, [x], { kernel_shape: window, strides });
    }
    case 'globalAveragePool':
      return graph.add('Flatten', [graph.add('GlobalAveragePool', [x])], { axis: { int: 1 } });
    case 'weightedPool':
      return weightedPool(graph, x, value(inputs[1]!), node.epsilon);
    case 'softmax':
      return softmax(graph, x, node, shape(id));
    case 'slice':
      return channels(graph, x, node.start, node.end);
    case 'concat':
      return graph.add('Concat', inputs.map(value), { axis: { int: 1 } });
    case 'arithmetic':
      return arithmetic(graph, node, { a: x, b: value(inputs[1]!) }, shape);
    case 'flatten': {
      if (shape(node.from).vector) return x;
      const last = graph.add('Transpose', [x], { perm: { ints: [0, 2, 3, 1] } });
      return graph.add('Flatten', [last], { axis: { int: 1 } });
    }
    default:
      node satisfies never;
      throw new ArchitectureError(`unknown operation '${(node as PlainNode).op}'`);
  }
}

function channels(graph: Graph, x: string, start: number, end: number): string {
  return graph.add('Slice', [
    x,
    graph.constant([start]),
    graph.constant([end]),
    graph.constant([1]),
  ]);
}

function features(graph: Graph, x: string, node: NodeOf<'features'>): string {
  if (node.planes === 'rgb') return rgbPlanes(graph, x, node.colourMatrix);
  return node.planes === 'rendered'
    ? renderedPlanes(graph, x, node)
    : logChromaPlanes(graph, x, node);
}

/** R, G and B, what is below black as black, and by a matrix where there is one. */
function lightOf(graph: Graph, x: string, matrix?: readonly number[]): string {
  const light = graph.add('Relu', [channels(graph, x, 0, 3)]);
  if (!matrix) return light;
  const rows = graph.constant(Float32Array.from(matrix), [3, 3, 1, 1]);
  return graph.add('Relu', [graph.add('Conv', [light, rows])]);
}

/** In double precision, so that a value beside a step falls to the same side of it as elsewhere. */
function renderedPlanes(graph: Graph, x: string, node: RenderedPlanes): string {
  const light = graph.add('Cast', [rgbPlanes(graph, x)], { to: { int: DOUBLE } });
  const numbers = renderingNumbers(node);
  const [r, g, b] = [0, 1, 2].map((c) => channels(graph, light, c, c + 1)) as [
    string,
    string,
    string,
  ];
  const times = (v: string, factor: number) => graph.add('Mul', [v, graph.double(factor)]);
  const mixed = [0, 3, 6].map((row) => {
    const sum = graph.add('Add', [times(r, numbers[row]!), times(g, numbers[row + 1]!)]);
    return graph.add('Add', [sum, times(b, numbers[row + 2]!)]);
  });
  const all = graph.add('Concat', mixed, { axis: { int: 1 } });
  const clipped = graph.add('Clip', [all, graph.double(0), graph.double(1)]);
  let value = graph.add('Pow', [clipped, graph.double(node.exponent)]);
  if (node.levels > 0) {
    const floor = graph.add('Floor', [times(value, node.levels)]);
    value = graph.add('Div', [floor, graph.double(node.levels)]);
  }
  const three = (start: number) => graph.constant(numbers.slice(start, start + 3), [1, 3, 1, 1]);
  const centred = graph.add('Sub', [value, three(9)]);
  return graph.add('Cast', [graph.add('Mul', [centred, three(12)])], { to: { int: FLOAT } });
}

function resize(graph: Graph, x: string, node: NodeOf<'resize'>, shape: Shape): string {
  const sizes = graph.constant([1, shape.channels, node.heightPx, node.widthPx]);
  return graph.add('Resize', [x, '', '', sizes], {
    mode: { text: 'linear' },
    coordinate_transformation_mode: { text: 'half_pixel' },
  });
}

function rgbPlanes(graph: Graph, x: string, matrix?: readonly number[]): string {
  const visible = graph.add('Greater', [channels(graph, x, 3, 4), graph.number(0)]);
  return graph.add('Where', [visible, lightOf(graph, x, matrix), graph.number(0)]);
}

/**
 * (log R/G - centre, log B/G - centre) times scale, log luminance less its mean, mask; 0 where masked. Of cells divided by
 * the mean luminance of the visible ones where planes are relative.
 */
function logChromaPlanes(
  graph: Graph,
  x: string,
  node: Exclude<NodeOf<'features'>, { planes: 'rgb' | 'rendered' }>,
): string {
  // Noise takes averages of dark cells below 0.
  const visible = graph.add('GreaterOrEqual', [channels(graph, x, 3, 4), graph.number(0.5)]);
  const mask = graph.add('Where', [visible, graph.number(1), graph.number(0)]);
  let light = lightOf(graph, x, node.colourMatrix);
  if (node.planes === 'relativeLogChroma') light = divideByBrightness(graph, light, mask);
  const [r, g, b] = [0, 1, 2].map((c) => channels(graph, light, c, c + 1)) as [
    string,
    string,
    string,
  ];
  const log = (v: string) => {
    const raised = graph.add('Add', [v, graph.number(node.epsilon)]);
    return graph.add('Log', [graph.add('Max', [raised, graph.number(LEAST)])]);
  };
  const masked = (v: string) => graph.add('Where', [visible, v, graph.number(0)]);
  const green = log(g);
  const chroma = (v: string, centre: number) => {
    const ratio = graph.add('Sub', [graph.add('Sub', [log(v), green]), graph.number(centre)]);
    return masked(graph.add('Mul', [ratio, graph.number(node.scale)]));
  };
  const sum = graph.add('Add', [graph.add('Add', [r, g]), b]);
  let luminance = masked(log(graph.add('Mul', [sum, graph.number(Math.fround(1 / 3))])));
  if (node.centreLuminance) {
    const seen = graph.add('Max', [sumPixels(graph, mask, 1), graph.number(1)]);
    const mean = graph.add('Div', [sumPixels(graph, luminance, 1), seen]);
    luminance = masked(graph.add('Sub', [luminance, mean]));
  }
  const planes = [chroma(r, node.centre[0]), chroma(b, node.centre[1]), luminance, mask];
  return graph.add('Concat', planes, { axis: { int: 1 } });
}

/** All channels times visible cells / sum of their luminances; 0 where there is no light. */
function divideByBrightness(graph: Graph, light: string, mask: string): string {
  // All three channels of a map become one number; a masked cell may hold any finite colour.
  const seen = graph.add('Mul', [light, mask]);
  const sum = graph.add('ReduceSum', [seen, graph.constant([1, 2, 3])], { keepdims: { int: 1 } });
  const isLit = graph.add('Greater', [sum, graph.number(LEAST)]);
  const triple = graph.add('Mul', [sumPixels(graph, mask, 1), graph.number(3)]);
  const inverse = graph.add('Div', [triple, graph.add('Max', [sum, graph.number(LEAST)])]);
  return graph.add('Mul', [light, graph.add('Where', [isLit, inverse, graph.number(0)])]);
}

/** Sum over the pixels of each channel, kept as a map of one pixel or as a vector. */
function sumPixels(graph: Graph, x: string, keep: 0 | 1): string {
  return graph.add('ReduceSum', [x, graph.constant([2, 3])], { keepdims: { int: keep } });
}

function weightedPool(graph: Graph, x: string, weights: string, epsilon: number): string {
  const sum = sumPixels(graph, graph.add('Mul', [x, weights]), 0);
  const total = graph.add('Add', [sumPixels(graph, weights, 0), graph.number(epsilon)]);
  return graph.add('Div', [sum, total]);
}

function softmax(graph: Graph, x: string, { axis }: NodeOf<'softmax'>, shape: Shape): string {
  if (axis === 'channels') return graph.add('Softmax', [x], { axis: { int: 1 } });
  const { channels: count, heightPx, widthPx } = shape;
  const rows = graph.add('Reshape', [x, graph.constant([1, count, heightPx * widthPx])]);
  const shares = graph.add('Softmax', [rows], { axis: { int: 2 } });
  return graph.add('Reshape', [shares, graph.constant(dimsOf(shape))]);
}

function arithmetic(
  graph: Graph,
  { kind, from }: NodeOf<'arithmetic'>,
  { a, b }: { readonly a: string; readonly b: string },
  shape: (id: string) => Shape,
): string {
  const [first, second] = [shape(from[0]), shape(from[1])];
  const spread = second.vector && !first.vector;
  const other = spread ? graph.add('Reshape', [b, graph.constant([1, second.channels, 1, 1])]) : b;
  switch (kind) {
    case 'add':
      return graph.add('Add', [a, other]);
    case 'subtract':
      return graph.add('Sub', [a, other]);
    case 'multiply':
      return graph.add('Mul', [a, other]);
    case 'divide': {
      const isZero = graph.add('Equal', [other, graph.number(0)]);
      return graph.add('Where', [isZero, graph.number(0), graph.add('Div', [a, other])]);
    }
    default:
      kind satisfies never;
      throw new ArchitectureError(`unknown arithmetic '${String(kind)}'`);
  }
}

function activation(graph: Graph, x: string, { kind, alpha, beta }: NodeOf<'activation'>): string {
  const scaled = (v: string) => {
    const product = graph.add('Mul', [v, graph.number(alpha ?? 1)]);
    return graph.add('Add', [product, graph.number(beta ?? 0)]);
  };
  switch (kind) {
    case 'relu':
      return graph.add('Relu', [x]);
    case 'leakyRelu':
      return graph.add('LeakyRelu', [x], { alpha: { float: alpha ?? LEAKY_SLOPE } });
    case 'relu6':
      return graph.add('Clip', [x, graph.number(0), graph.number(6)]);
    case 'hardSwish':
      return graph.add('HardSwish', [x]);
    case 'sigmoid':
      return graph.add('Sigmoid', [x]);
    case 'scaledTanh':
      return scaled(graph.add('Tanh', [x]));
    case 'silu':
      return graph.add('Mul', [x, graph.add('Sigmoid', [x])]);
    case 'log':
      return graph.add('Log', [graph.add('Max', [x, graph.number(LEAST)])]);
    case 'exp':
      return graph.add('Exp', [x]);
    case 'affine':
      return scaled(x);
    case 'clamp':
      return graph.add('Clip', [x, graph.number(alpha ?? 0), graph.number(beta ?? 0)]);
    case 'reciprocal': {
      const isZero = graph.add('Equal', [x, graph.number(0)]);
      const quotient = graph.add('Div', [graph.number(alpha ?? 1), x]);
      return graph.add('Where', [isZero, graph.number(0), quotient]);
    }
    default:
      kind satisfies never;
      throw new ArchitectureError(`unknown activation '${String(kind)}'`);
  }
}
