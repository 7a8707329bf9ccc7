/** Nodes without weights as ONNX operators. */
import { LEAKY_SLOPE } from '../../constants/index.js';
import {
  ArchitectureError,
  type NodeOf,
  type PlainNode,
  type PlainStage,
  type Shape,
} from '../../model/index.js';
import { dimsOf, type Graph } from './graph.js';
import { lowerPlanes } from './lower-planes.js';
import { channels, LEAST, sumPixels } from './lowering.js';

export interface LoweringContext {
  readonly graph: Graph;
  readonly shape: (id: string) => Shape;
  /** Name of the value of a stage. */
  readonly value: (id: string) => string;
}

/** Gives the name of the output. Throws ArchitectureError for an operation that is none. */
export function lowerPlain({ id, inputs, node }: PlainStage, context: LoweringContext): string {
  const { graph, shape, value } = context;
  const x = value(inputs[0]!);
  switch (node.op) {
    case 'features':
      return lowerPlanes(graph, x, node);
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

function resize(graph: Graph, x: string, node: NodeOf<'resize'>, shape: Shape): string {
  const sizes = graph.constant([1, shape.channels, node.heightPx, node.widthPx]);
  return graph.add('Resize', [x, '', '', sizes], {
    mode: { text: 'linear' },
    coordinate_transformation_mode: { text: 'half_pixel' },
  });
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
