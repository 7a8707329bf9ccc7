/** The few operators that several nodes need, and their limits. */
import type { Graph } from './graph.js';

/** Smallest argument of a logarithm, as in the kernels. */
export const LEAST = 1e-30;

/** Channels from start..end (end excluded). */
export function channels(graph: Graph, x: string, start: number, end: number): string {
  return graph.add('Slice', [
    x,
    graph.constant([start]),
    graph.constant([end]),
    graph.constant([1]),
  ]);
}

/** Sum over the pixels of each channel, kept as a map of one pixel or as a vector. */
export function sumPixels(graph: Graph, x: string, keep: 0 | 1): string {
  return graph.add('ReduceSum', [x, graph.constant([2, 3])], { keepdims: { int: keep } });
}

/** Whether a pixel counts as visible. */
export function isHalfCovered(graph: Graph, coverage: string): string {
  return graph.add('GreaterOrEqual', [coverage, graph.number(0.5)]);
}
