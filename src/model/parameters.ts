/**
 * Which numbers a network holds and where they lie: one flat Float32Array, trained parameters first, then the running
 * statistics of batch normalisation.
 */
import { type Architecture, type ModelNode, nodeInputs } from './architecture.js';
import { inferShapes, type Shape } from './shapes.js';

export type ParameterRole =
  | 'weight'
  | 'bias'
  | 'gamma'
  | 'beta'
  | 'runningMean'
  | 'runningVariance';

/** One tensor of a network's parameters. */
export interface ParameterTensor {
  readonly nodeId: string;
  readonly role: ParameterRole;
  /** conv [ky, kx, in, out], depthwise [ky, kx, channel], dense [in, out], the others [channels]. */
  readonly shape: readonly number[];
  /** First index in the flat array, and how many there are. */
  readonly offset: number;
  readonly length: number;
  /** Inputs that one output sums over; 0 for what is no weight. */
  readonly fanIn: number;
}

export interface ParameterLayout {
  readonly tensors: readonly ParameterTensor[];
  /** Numbers that training changes by gradients: the first `trainable` of the flat array. */
  readonly trainable: number;
  readonly total: number;
  /** The tensor of a node, or undefined where the node has none of this role. */
  find(nodeId: string, role: ParameterRole): ParameterTensor | undefined;
}

type Draft = Omit<ParameterTensor, 'offset' | 'length' | 'nodeId'>;

export function parameterLayout(
  architecture: Architecture,
  shapes: ReadonlyMap<string, Shape> = inferShapes(architecture),
): ParameterLayout {
  const drafts = architecture.nodes.flatMap((node) =>
    tensorsOf(node, shapes.get(nodeInputs(node)[0]!)!).map((draft) => ({
      nodeId: node.id,
      ...draft,
    })),
  );
  const isStatistic = (role: ParameterRole) => role === 'runningMean' || role === 'runningVariance';
  const ordered = [
    ...drafts.filter((d) => !isStatistic(d.role)),
    ...drafts.filter((d) => isStatistic(d.role)),
  ];
  let offset = 0;
  let trainable = 0;
  const tensors: ParameterTensor[] = [];
  for (const draft of ordered) {
    const length = draft.shape.reduce((a, b) => a * b, 1);
    tensors.push({ ...draft, offset, length });
    offset += length;
    if (!isStatistic(draft.role)) trainable = offset;
  }
  const byName = new Map(tensors.map((t) => [`${t.nodeId} ${t.role}`, t]));
  return { tensors, trainable, total: offset, find: (id, role) => byName.get(`${id} ${role}`) };
}

function tensorsOf(node: ModelNode, input: Shape): Draft[] {
  switch (node.op) {
    case 'conv': {
      const fanIn = node.kernel * node.kernel * input.channels;
      const weight: Draft = {
        role: 'weight',
        shape: [node.kernel, node.kernel, input.channels, node.channels],
        fanIn,
      };
      return node.bias ? [weight, { role: 'bias', shape: [node.channels], fanIn: 0 }] : [weight];
    }
    case 'depthwise': {
      const fanIn = node.kernel * node.kernel;
      const weight: Draft = {
        role: 'weight',
        shape: [node.kernel, node.kernel, input.channels],
        fanIn,
      };
      return node.bias ? [weight, { role: 'bias', shape: [input.channels], fanIn: 0 }] : [weight];
    }
    case 'dense': {
      const weight: Draft = {
        role: 'weight',
        shape: [input.channels, node.units],
        fanIn: input.channels,
      };
      return node.bias ? [weight, { role: 'bias', shape: [node.units], fanIn: 0 }] : [weight];
    }
    case 'batchNorm':
      return (['gamma', 'beta', 'runningMean', 'runningVariance'] as const).map((role) => ({
        role,
        shape: [input.channels],
        fanIn: 0,
      }));
    default:
      return [];
  }
}

/** Trained numbers of a network (what papers call its parameters). */
export function countParameters(architecture: Architecture): number {
  return parameterLayout(architecture).trainable;
}

/** Floating-point operations of one forward pass, two per multiply-add, of convolutions and dense layers. */
export function countFlops(architecture: Architecture): number {
  const shapes = inferShapes(architecture);
  let flops = 0;
  for (const node of architecture.nodes) {
    const { heightPx, widthPx } = shapes.get(node.id)!;
    for (const { role, shape } of tensorsOf(node, shapes.get(nodeInputs(node)[0]!)!)) {
      if (role === 'weight') flops += 2 * heightPx * widthPx * shape.reduce((a, b) => a * b, 1);
    }
  }
  return flops;
}
