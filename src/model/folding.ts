/**
 * From nodes to stages: what a network does at inference, with everything folded that need not be done for each frame.
 * Batch normalisation with running statistics is y = scale x + shift per channel [Ioffe2015]; behind a
 * convolution or a dense layer it becomes part of its weights and bias,
 *
 *   scale = gamma / sqrt(variance + epsilon)      weight'[.., c] = weight[.., c] scale[c]
 *   shift = beta - mean scale                     bias'[c] = bias[c] scale[c] + shift[c]
 *
 * and a (leaky) ReLU and a 2x2 max pool directly behind are done by the same kernels. Dropout is the identity, and what
 * the output does not depend on is left out. Folding is done in double precision.
 */
import type { Architecture, ModelNode, NodeOf } from './architecture.js';
import { ArchitectureError } from './architecture-error.js';
import type { Folding, ParameterRole } from './operation-facts.js';
import { nodeInputs, OPERATIONS } from './operations.js';
import { type ParameterLayout, parameterLayout } from './parameters.js';
import { activationBehind, onlyReader, poolBehind } from './readers.js';
import type { Shape } from './shape.js';

/** Nodes of the operations that become this. */
type Folded<As extends Folding> = {
  [Op in ModelNode['op']]: (typeof OPERATIONS)[Op]['folding'] extends As ? NodeOf<Op> : never;
}[ModelNode['op']];
type WeightedNode = Folded<'weights'>;
/** Nodes that a stage runs just as they are. */
export type PlainNode = Folded<'plain'>;

function becomes<As extends Folding>(node: ModelNode, as: As): node is Folded<As> {
  return OPERATIONS[node.op].folding === as;
}

interface StageBase {
  /** Id of the node whose output the stage computes: the last of those folded into it. */
  readonly id: string;
  /** Ids of the stages it reads (or the thumbnail), dropout seen through. */
  readonly inputs: readonly string[];
}

/** Weights as the model stores them, and a bias for each output channel. */
interface Weights {
  readonly weights: Float32Array;
  readonly bias: Float32Array;
}

/** max(v, slope v) behind the stage; 1 for no activation. */
interface Activated {
  readonly slope: number;
}

export type ConvolutionStage = StageBase &
  Weights &
  Activated & {
    readonly op: 'conv';
    readonly node: NodeOf<'conv'>;
    /** Whether a 2x2 max pool of stride 2 follows. */
    readonly pool: boolean;
  };
export type DenseStage = StageBase &
  Weights &
  Activated & {
    readonly op: 'dense';
    /** Whether its weights are not to be rounded. */
    readonly frozen: boolean;
  };
export type DepthwiseStage = StageBase &
  Weights & { readonly op: 'depthwise'; readonly node: NodeOf<'depthwise'> };
/** act(scale x + shift): batch normalisation with nothing to fold it into. */
export type NormaliseStage = StageBase &
  Activated & {
    readonly op: 'normalise';
    readonly scale: Float32Array;
    readonly shift: Float32Array;
  };
export type PlainStage = StageBase & { readonly op: 'plain'; readonly node: PlainNode };

export type Stage = ConvolutionStage | DenseStage | DepthwiseStage | NormaliseStage | PlainStage;

export interface StageList {
  readonly stages: readonly Stage[];
  /** Id of the stage that computes the white point. */
  readonly output: string;
  /** Id of the stage that computes the expected error; absent where the network tells none, or nobody asked. */
  readonly expectedError?: string;
}

export interface FoldOptions {
  /** Whether the expected error is wanted beside the answer, where the network tells it; it is unless told otherwise. */
  readonly expectedError?: boolean;
}

interface Network {
  readonly nodes: readonly ModelNode[];
  readonly output: string;
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly layout: ParameterLayout;
  readonly parameters: Float32Array;
}

/** Throws ArchitectureError where a node's numbers cannot be folded. */
export function foldArchitecture(
  architecture: Architecture,
  parameters: Float32Array,
  shapes: ReadonlyMap<string, Shape>,
  { expectedError: isTold = true }: FoldOptions = {},
): StageList {
  const expectedError = isTold ? architecture.expectedError : undefined;
  const nodes = neededNodes(architecture, expectedError);
  const layout = parameterLayout(architecture, shapes);
  const network: Network = { nodes, output: architecture.output, shapes, layout, parameters };
  const aliases = new Map<string, string>();
  const resolve = (id: string) => aliases.get(id) ?? id;
  const folded = new Set<string>();
  const stages: Stage[] = [];
  for (const node of nodes) {
    if (folded.has(node.id)) continue;
    const inputs = nodeInputs(node).map(resolve);
    if (becomes(node, 'identity')) aliases.set(node.id, inputs[0]!);
    else stages.push(foldNode(network, node, inputs, folded));
  }
  return {
    stages,
    output: resolve(architecture.output),
    ...(expectedError === undefined ? {} : { expectedError: resolve(expectedError) }),
  };
}

/** Those that the output and the expected error depend on, in order. */
function neededNodes({ nodes, output }: Architecture, expectedError?: string): ModelNode[] {
  const needed = new Set(expectedError === undefined ? [output] : [output, expectedError]);
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i]!;
    if (needed.has(node.id)) for (const id of nodeInputs(node)) needed.add(id);
  }
  return nodes.filter(({ id }) => needed.has(id));
}

/** The stage that starts with a node; the nodes it takes in are noted in `folded`. */
function foldNode(
  network: Network,
  node: Exclude<ModelNode, Folded<'identity'>>,
  inputs: readonly string[],
  folded: Set<string>,
): Stage {
  if (becomes(node, 'plain')) return { op: 'plain', id: node.id, inputs, node };
  const take = (next: ModelNode) => {
    folded.add(next.id);
    return next.id;
  };
  if (becomes(node, 'normalisation')) {
    const { scale, shift } = affineOf(network, node);
    const activation = activationBehind(network, node.id);
    const id = activation ? take(activation.node) : node.id;
    const slope = activation?.slope ?? 1;
    return { op: 'normalise', id, inputs, slope, scale: float32(scale), shift: float32(shift) };
  }
  return foldWeighted(network, node, inputs, take);
}

/** A layer with weights, and what it takes in of a normalisation, an activation and a pool behind it. */
function foldWeighted(
  network: Network,
  node: WeightedNode,
  inputs: readonly string[],
  take: (next: ModelNode) => string,
): Stage {
  let id = node.id;
  const norm = onlyReader(network, id);
  if (norm?.op === 'batchNorm') id = take(norm);
  const weights = foldWeights(network, node, norm?.op === 'batchNorm' ? norm : undefined);
  if (node.op === 'depthwise') return { op: 'depthwise', id, inputs, node, ...weights };
  const activation = activationBehind(network, id);
  if (activation) id = take(activation.node);
  const slope = activation?.slope ?? 1;
  switch (node.op) {
    case 'dense':
      return { op: 'dense', id, inputs, slope, frozen: node.frozen === true, ...weights };
    case 'conv': {
      // Slopes lie in 0..1 (shape inference checks it), so that the maximum may be taken first.
      const pool = poolBehind(network, id, network.shapes);
      if (pool) id = take(pool);
      return { op: 'conv', id, inputs, node, slope, pool: pool !== undefined, ...weights };
    }
    default:
      node satisfies never;
      throw new ArchitectureError(`unknown layer with weights '${(node as WeightedNode).op}'`);
  }
}

function parameterOf(
  { layout, parameters }: Network,
  nodeId: string,
  role: ParameterRole,
): Float32Array | undefined {
  const tensor = layout.find(nodeId, role);
  return tensor && parameters.subarray(tensor.offset, tensor.offset + tensor.length);
}

/** Scale and shift of a normalisation with running statistics. */
function affineOf(network: Network, { id, epsilon }: NodeOf<'batchNorm'>) {
  const [gamma, beta, mean, variance] = (
    ['gamma', 'beta', 'runningMean', 'runningVariance'] as const
  ).map((role) => Float64Array.from(parameterOf(network, id, role)!)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const scale = gamma.map((value, c) => value / Math.sqrt(Math.max(0, variance[c]!) + epsilon));
  const bad = scale.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new ArchitectureError(
      `${id}: expected a positive variance plus epsilon, got ${variance[bad]} + ${epsilon} in channel ${bad}`,
    );
  }
  return { scale, shift: beta.map((value, c) => value - mean[c]! * scale[c]!) };
}

/** Weights and bias with the normalisation behind them; output channels are the weights' last axis in all layers. */
function foldWeights(
  network: Network,
  node: WeightedNode,
  norm: NodeOf<'batchNorm'> | undefined,
): Weights {
  const { channels } = network.shapes.get(node.id)!;
  const weights = parameterOf(network, node.id, 'weight')!;
  const bias = parameterOf(network, node.id, 'bias') ?? new Float32Array(channels);
  if (!norm) return { weights, bias };
  const { scale, shift } = affineOf(network, norm);
  return {
    weights: weights.map((value, i) => value * scale[i % channels]!),
    bias: bias.map((value, c) => value * scale[c]! + shift[c]!),
  };
}

function float32(values: Float64Array): Float32Array {
  return Float32Array.from(values);
}
