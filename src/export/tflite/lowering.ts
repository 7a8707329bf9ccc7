/** What stages are written with, and the few operators that most of them need. */
import type { Shape } from '../../model/index.js';
import { dimsOf, type Graph, type Value } from './graph.js';
import { leakyOptions, reducerOptions } from './operators.js';

export interface Lowering {
  readonly graph: Graph;
  readonly shape: (id: string) => Shape;
  /** Value of a stage. */
  readonly value: (id: string) => Value;
}

/** Smallest argument of a logarithm, as in the kernels. */
export const LEAST = 1e-30;

type Binary = 'ADD' | 'SUB' | 'MUL' | 'DIV' | 'MAXIMUM' | 'MINIMUM';

/** a op b; b's shape is a's, or is stretched to it. */
export function binary(graph: Graph, builtin: Binary, a: Value, b: Value | number): Value {
  return graph.add(builtin, [a, typeof b === 'number' ? graph.number(b) : b], a.dims);
}

export function unary(
  graph: Graph,
  builtin: 'LOG' | 'EXP' | 'TANH' | 'LOGISTIC' | 'RELU' | 'RELU6' | 'HARD_SWISH',
  x: Value,
): Value {
  return graph.add(builtin, [x], x.dims);
}

/** log(max(x, LEAST)). */
export function logarithm(graph: Graph, x: Value): Value {
  return unary(graph, 'LOG', binary(graph, 'MAXIMUM', x, LEAST));
}

/** max(x, slope x). */
export function leaky(graph: Graph, x: Value, slope: number): Value {
  if (slope === 1) return x;
  if (slope === 0) return unary(graph, 'RELU', x);
  return graph.add('LEAKY_RELU', [x], x.dims, leakyOptions(slope));
}

/** Channels from..to (to excluded) of a map or a vector. */
export function channels(graph: Graph, x: Value, from: number, to: number): Value {
  const begin = x.dims.map((_, axis) => (axis === x.dims.length - 1 ? from : 0));
  const size = [...x.dims.slice(0, -1), to - from];
  return graph.add('SLICE', [x, graph.integers(begin), graph.integers(size)], size);
}

/** Sum or mean over the pixels of each channel, kept as a map of one pixel or as a vector. */
export function overPixels(
  graph: Graph,
  builtin: 'SUM' | 'MEAN',
  x: Value,
  keep: 'map' | 'vector',
): Value {
  const count = x.dims.at(-1)!;
  const isMap = keep === 'map';
  const dims = isMap ? [1, 1, 1, count] : [1, count];
  return graph.add(builtin, [x, graph.integers([1, 2])], dims, reducerOptions(isMap));
}

export function reshape(graph: Graph, x: Value, dims: readonly number[]): Value {
  return graph.add('RESHAPE', [x, graph.integers(dims)], dims);
}

export function reshapeTo(graph: Graph, x: Value, shape: Shape): Value {
  return reshape(graph, x, dimsOf(shape));
}

/** x where it is above 0, else 0, also where it is NaN. */
export function aboveZero(graph: Graph, x: Value): Value {
  const zero = graph.floats(new Float32Array(x.dims.reduce((a, b) => a * b, 1)), x.dims);
  const isAbove = graph.add('GREATER', [x, zero], x.dims, undefined, 'bool');
  return graph.add('SELECT', [isAbove, x, zero], x.dims);
}

/** 1 where x, which is not below 0, is more than 0; else 0. Two factors, so that the smallest number passes 1. */
export function isPositive(graph: Graph, x: Value): Value {
  const large = binary(graph, 'MUL', binary(graph, 'MUL', x, 1e30), 1e30);
  return binary(graph, 'MINIMUM', large, 1);
}

/** 1 where x is at least a limit, else 0. */
export function isAtLeast(graph: Graph, x: Value, limit: number): Value {
  const below = graph.add('SUB', [graph.number(limit), x], x.dims);
  const isBelow = isPositive(graph, unary(graph, 'RELU', below));
  return graph.add('SUB', [graph.number(1), isBelow], x.dims);
}
