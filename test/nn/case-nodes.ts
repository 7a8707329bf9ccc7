/**
 * Small architectures around one operation: between a convolution, so that the gradient of the operation's input is part
 * of the parameter gradients before it, and a dense layer on the flattened result, so that every element of its output
 * gets a gradient of its own. Nothing but the operation itself bends.
 */
import type { ActivationKind, Architecture, ModelNode } from '../../dist/model/index.js';
import { inferShapes } from '../../dist/model/index.js';

export interface OperationCase {
  readonly name: string;
  readonly architecture: Architecture;
  /** Batch statistics or running ones; running ones unless given. */
  readonly training?: boolean;
  readonly masked?: number;
}

export interface CaseSettings {
  readonly heightPx?: number;
  readonly widthPx?: number;
  /** Channels of the map `x` that the operation reads. */
  readonly channels?: number;
  readonly training?: boolean;
}

export type NodeOf<Op extends ModelNode['op']> = Extract<ModelNode, { op: Op }>;

export const RGB: NodeOf<'features'> = { id: 'planes', op: 'features', planes: 'rgb' };

export function conv(
  id: string,
  from: string,
  channels: number,
  more: Partial<NodeOf<'conv'>> = {},
): NodeOf<'conv'> {
  return { id, op: 'conv', from, kernel: 1, stride: 1, channels, bias: true, ...more };
}

export function dense(id: string, from: string, units: number, bias = true): NodeOf<'dense'> {
  return { id, op: 'dense', from, units, bias };
}

export function act(
  id: string,
  from: string,
  kind: ActivationKind,
  alpha?: number,
  beta?: number,
): NodeOf<'activation'> {
  const settings = { ...(alpha !== undefined && { alpha }), ...(beta !== undefined && { beta }) };
  return { id, op: 'activation', from, kind, ...settings };
}

/** Completes nodes to an architecture: the last one is flattened where it is a map, and read by a dense layer. */
export function withDenseEnd(
  nodes: readonly ModelNode[],
  heightPx: number,
  widthPx: number,
): Architecture {
  const input = { heightPx, widthPx };
  const end = dense('end', 'flat', 2);
  const flat: ModelNode = { id: 'flat', op: 'flatten', from: nodes.at(-1)!.id };
  const isMap = !inferOutput({ input, nodes });
  return isMap
    ? { input, nodes: [...nodes, flat, end], output: 'end' }
    : { input, nodes: [...nodes, { ...end, from: nodes.at(-1)!.id }], output: 'end' };
}

/** Whether the last node puts out a vector. */
function inferOutput({ input, nodes }: Pick<Architecture, 'input' | 'nodes'>): boolean {
  const probe: ModelNode[] = [
    ...nodes,
    { id: 'probe', op: 'softmax', from: nodes.at(-1)!.id, axis: 'channels' },
    { id: 'planes0', op: 'features', planes: 'rgb' },
    { id: 'mean0', op: 'globalAveragePool', from: 'planes0' },
    dense('end0', 'mean0', 2),
  ];
  return inferShapes({ input, nodes: probe, output: 'end0' }).get('probe')!.vector;
}

/** The operation on a map `x` of trained numbers. */
export function onMap(
  name: string,
  nodes: readonly ModelNode[],
  { heightPx = 5, widthPx = 7, channels = 5, training = false }: CaseSettings = {},
): OperationCase {
  const start = [RGB, conv('x', 'planes', channels)];
  return { name, architecture: withDenseEnd([...start, ...nodes], heightPx, widthPx), training };
}

/** The operation on a vector `x` of trained numbers. */
export function onVector(
  name: string,
  nodes: readonly ModelNode[],
  { channels = 13, training = false }: CaseSettings = {},
): OperationCase {
  const start: ModelNode[] = [
    RGB,
    { id: 'pixels', op: 'flatten', from: 'planes' },
    dense('x', 'pixels', channels),
  ];
  return { name, architecture: withDenseEnd([...start, ...nodes], 3, 3), training };
}

/** Below, at and above the multiples of eight that the kernels work in. */
export const CHANNELS = [1, 3, 5, 8, 13, 40] as const;

export const NORM = { op: 'batchNorm', epsilon: 1e-5, momentum: 0.1 } as const;
