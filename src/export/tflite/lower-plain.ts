/** Nodes without weights as TensorFlow Lite operators. */
import { LEAKY_SLOPE } from '../../constants/index.js';
import {
  ArchitectureError,
  type NodeOf,
  type PlainNode,
  type PlainStage,
} from '../../model/index.js';
import { dimsOf, type Graph, type Value } from './graph.js';
import { lowerPlanes, type Thumbnail } from './lower-planes.js';
import { resize } from './lower-resize.js';
import {
  binary,
  channels,
  isPositive,
  type Lowering,
  leaky,
  logarithm,
  overPixels,
  reshape,
  reshapeTo,
  unary,
} from './lowering.js';
import { concatOptions, poolOptions } from './operators.js';

export interface PlainLowering extends Lowering {
  readonly thumbnail: Thumbnail;
}

/** Gives the output. Throws ArchitectureError for an operation that the format has nothing like. */
export function lowerPlain({ id, inputs, node }: PlainStage, lowering: PlainLowering): Value {
  const { graph, shape, value, thumbnail } = lowering;
  if (node.op === 'features') return lowerPlanes(graph, thumbnail, node);
  const x = value(inputs[0]!);
  switch (node.op) {
    case 'activation':
      return activation(graph, x, node);
    case 'maxPool':
    case 'averagePool': {
      const { heightPx, widthPx } = shape(node.from);
      const size = {
        heightPx: Math.min(node.size, heightPx),
        widthPx: Math.min(node.size, widthPx),
      };
      const builtin = node.op === 'maxPool' ? 'MAX_POOL_2D' : 'AVERAGE_POOL_2D';
      return graph.add(builtin, [x], dimsOf(shape(id)), poolOptions(node.stride, size));
    }
    case 'resize':
      return resize(graph, x, node);
    case 'globalAveragePool':
      return overPixels(graph, 'MEAN', x, 'vector');
    case 'weightedPool':
      return weightedPool(graph, x, value(inputs[1]!), node.epsilon);
    case 'softmax':
      return node.axis === 'pixels' ? softmaxOverPixels(graph, x) : softmax(graph, x);
    case 'slice':
      return channels(graph, x, node.start, node.end);
    case 'concat': {
      const dims = dimsOf(shape(id));
      return graph.add('CONCATENATION', inputs.map(value), dims, concatOptions(dims.length - 1));
    }
    case 'arithmetic':
      return arithmetic(graph, node, x, value(inputs[1]!));
    case 'flatten':
      return shape(node.from).vector ? x : reshapeTo(graph, x, shape(id));
    default:
      node satisfies never;
      throw new ArchitectureError(`unknown operation '${(node as PlainNode).op}'`);
  }
}

function weightedPool(graph: Graph, x: Value, weights: Value, epsilon: number): Value {
  const sum = overPixels(graph, 'SUM', binary(graph, 'MUL', x, weights), 'vector');
  const total = binary(graph, 'ADD', overPixels(graph, 'SUM', weights, 'vector'), epsilon);
  return binary(graph, 'DIV', sum, total);
}

/** Over the last axis, which is that of channels. */
function softmax(graph: Graph, x: Value): Value {
  return graph.add('SOFTMAX', [x], x.dims);
}

function softmaxOverPixels(graph: Graph, x: Value): Value {
  const [, heightPx = 1, widthPx = 1, count = 1] = x.dims;
  const pixels = heightPx * widthPx;
  if (count === 1) return reshape(graph, softmax(graph, reshape(graph, x, [1, pixels])), x.dims);
  const turn = (v: Value, dims: readonly number[]) =>
    graph.add('TRANSPOSE', [v, graph.integers([1, 0])], dims);
  const rows = turn(reshape(graph, x, [pixels, count]), [count, pixels]);
  return reshape(graph, turn(softmax(graph, rows), [pixels, count]), x.dims);
}

/** A vector beside a map is read again for every pixel. */
function arithmetic(graph: Graph, { kind }: NodeOf<'arithmetic'>, a: Value, b: Value): Value {
  const isSpread = a.dims.length > b.dims.length;
  const other = isSpread ? reshape(graph, b, [1, 1, 1, b.dims.at(-1)!]) : b;
  switch (kind) {
    case 'add':
      return binary(graph, 'ADD', a, other);
    case 'subtract':
      return binary(graph, 'SUB', a, other);
    case 'multiply':
      return binary(graph, 'MUL', a, other);
    case 'divide':
      return divide(graph, a, other);
    default:
      kind satisfies never;
      throw new ArchitectureError(`unknown arithmetic '${String(kind)}'`);
  }
}

/** a / b, and 0 where b is 0: there b is made 1 and the quotient times 0. */
function divide(graph: Graph, a: Value, b: Value): Value {
  const negative = graph.add('SUB', [graph.number(0), b], b.dims);
  const isOther = isPositive(graph, binary(graph, 'MAXIMUM', b, negative));
  const isZero = graph.add('SUB', [graph.number(1), isOther], b.dims);
  const safe = binary(graph, 'ADD', b, isZero);
  const quotient = graph.add('DIV', [a, safe], a.dims.length < b.dims.length ? b.dims : a.dims);
  return binary(graph, 'MUL', quotient, isOther);
}

function activation(graph: Graph, x: Value, node: NodeOf<'activation'>): Value {
  const { kind, alpha = 1, beta = 0 } = node;
  const scaled = (v: Value) => binary(graph, 'ADD', binary(graph, 'MUL', v, alpha), beta);
  switch (kind) {
    case 'relu':
      return unary(graph, 'RELU', x);
    case 'leakyRelu':
      return leaky(graph, x, node.alpha ?? LEAKY_SLOPE);
    case 'relu6':
      return unary(graph, 'RELU6', x);
    case 'hardSwish':
      return unary(graph, 'HARD_SWISH', x);
    case 'sigmoid':
      return unary(graph, 'LOGISTIC', x);
    case 'scaledTanh':
      return scaled(unary(graph, 'TANH', x));
    case 'silu':
      return binary(graph, 'MUL', x, unary(graph, 'LOGISTIC', x));
    case 'log':
      return logarithm(graph, x);
    case 'exp':
      return unary(graph, 'EXP', x);
    case 'affine':
      return scaled(x);
    case 'clamp':
      return binary(graph, 'MINIMUM', binary(graph, 'MAXIMUM', x, alpha), beta);
    case 'reciprocal':
      return divide(graph, graph.number(alpha), x);
    default:
      kind satisfies never;
      throw new ArchitectureError(`unknown activation '${String(kind)}'`);
  }
}
