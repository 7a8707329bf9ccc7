/**
 * Between our tensors and PyTorch's: names and orders of axes.
 *
 *   convolution   [ky, kx, in, out]   is   [out, in, ky, kx]
 *   depthwise     [ky, kx, channel]        [channel, 1, ky, kx]
 *   dense         [in, out]                [out, in]; behind a flattened map [row, column, channel] is [channel, row, column]
 *   others        [channels]               [channels]
 */
import type { Architecture, ParameterRole, ParameterTensor, Shape } from '../model/index.js';

const ROLE_NAMES: Readonly<Record<ParameterRole, string>> = {
  weight: 'weight',
  bias: 'bias',
  gamma: 'weight',
  beta: 'bias',
  runningMean: 'running_mean',
  runningVariance: 'running_var',
};

/** What PyTorch calls a tensor of a module. */
export function torchRole(role: ParameterRole): string {
  return ROLE_NAMES[role];
}

/** A tensor of ours as PyTorch has it: its shape, and where each of its numbers lies with us. */
export interface TorchView {
  readonly shape: readonly number[];
  /** Index in our tensor of the i-th number of PyTorch's. */
  readonly place: (i: number) => number;
}

export function torchView(
  { nodeId, role, shape }: ParameterTensor,
  { nodes }: Pick<Architecture, 'nodes'>,
  shapes: ReadonlyMap<string, Shape>,
): TorchView {
  const node = nodes.find(({ id }) => id === nodeId);
  if (role !== 'weight' || !node) return { shape, place: (i) => i };
  if (node.op === 'dense') return denseView(shape, flattened(node.from, nodes, shapes));
  const [ky = 1, kx = 1, inputs = 1, outputs = 1] = shape;
  const taps = ky * kx;
  if (node.op === 'depthwise') {
    return {
      shape: [inputs, 1, ky, kx],
      place: (i) => (i % taps) * inputs + Math.floor(i / taps),
    };
  }
  return {
    shape: [outputs, inputs, ky, kx],
    place(i) {
      const pair = Math.floor(i / taps);
      return ((i % taps) * inputs + (pair % inputs)) * outputs + Math.floor(pair / inputs);
    },
  };
}

/** The map that a node flattens, if it does. */
function flattened(
  id: string,
  nodes: Architecture['nodes'],
  shapes: ReadonlyMap<string, Shape>,
): Shape | null {
  const node = nodes.find((candidate) => candidate.id === id);
  if (node?.op === 'dropout' || node?.op === 'activation')
    return flattened(node.from, nodes, shapes);
  return node?.op === 'flatten' ? shapes.get(node.from)! : null;
}

function denseView([inputs = 1, outputs = 1]: readonly number[], map: Shape | null): TorchView {
  const pixels = map ? map.heightPx * map.widthPx : 1;
  const channels = inputs / pixels;
  return {
    shape: [outputs, inputs],
    place(i) {
      const input = i % inputs;
      const ours = (input % pixels) * channels + Math.floor(input / pixels);
      return ours * outputs + Math.floor(i / inputs);
    },
  };
}
