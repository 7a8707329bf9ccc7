/**
 * Every operation of networks, and what all layers must know of it. A new one is a node in architecture.ts and an entry here;
 * the compiler then names the places that compute it.
 */
import {
  type ActivationKind,
  type ArithmeticKind,
  type DenseNode,
  type ModelNode,
  type NodeOf,
  type PoolNode,
  THUMBNAIL,
} from './architecture.js';
import { ArchitectureError } from './architecture-error.js';
import type { OperationFacts, TensorDraft } from './operation-facts.js';
import type { RenderedPlanes } from './rendering.js';
import { flag, idList, inRange, numbers, oneOf, whole } from './setting-checks.js';
import {
  convolutionPadding,
  convolvedSize,
  describeShape,
  pooledSide,
  requireMap,
  requireVector,
  type Shape,
  sameSize,
  vectorOf,
} from './shape.js';

type Op = ModelNode['op'];

const ACTIVATION_KINDS = Object.keys({
  relu: true,
  leakyRelu: true,
  relu6: true,
  hardSwish: true,
  sigmoid: true,
  scaledTanh: true,
  silu: true,
  log: true,
  exp: true,
  affine: true,
  clamp: true,
  reciprocal: true,
} satisfies Record<ActivationKind, true>);

const ARITHMETIC_KINDS = Object.keys({
  add: true,
  subtract: true,
  multiply: true,
  divide: true,
} satisfies Record<ArithmeticKind, true>);

/** Beyond it so little is kept that its factor 1 / (1 - rate) is no more of use. */
const LARGEST_DROPOUT = 0.99;
const LARGEST_SIDE = 8192;
/** Steps of `rendered` planes: ten bits. */
const MOST_LEVELS = 1023;
/** Of gains, matrices, means and deviations. */
const LARGEST_FACTOR = 1000;
const MOST_INPUTS = 256;
const LARGEST_WINDOW = 15;
/** Of log R/G and log B/G: a factor of 5e8, far beyond any light, whose gains are numbers still. */
const LARGEST_LOG = 20;

/** What holds of operations that read one node, keep its shape, and have neither settings nor parameters. */
const UNARY = {
  folding: 'plain',
  int8Weights: false,
  inputs: ({ from }: { readonly from: string }) => [from],
  checkSettings: () => {},
  shape: (_node: unknown, [input]: readonly Shape[]) => input!,
  parameters: (): readonly TensorDraft[] => [],
  padding: () => 0,
} as const;

const POOL = {
  ...UNARY,
  checkSettings({ id, size, stride }: PoolNode) {
    whole(id, 'size', size, 1, LARGEST_WINDOW);
    whole(id, 'stride', stride, 1, LARGEST_WINDOW);
  },
  shape({ id, size, stride }: PoolNode, [input]: readonly Shape[]): Shape {
    requireMap(id, input!);
    return {
      ...input!,
      heightPx: pooledSide(input!.heightPx, size, stride),
      widthPx: pooledSide(input!.widthPx, size, stride),
    };
  },
} as const;

export const OPERATIONS = {
  features: {
    ...UNARY,
    inputs: () => [THUMBNAIL],
    checkSettings: checkFeatures,
    shape: ({ planes }, [input]) => ({
      ...input!,
      channels: planes === 'rgb' || planes === 'rendered' ? 3 : 4,
    }),
  },
  resize: {
    ...UNARY,
    checkSettings({ id, heightPx, widthPx }) {
      whole(id, 'heightPx', heightPx, 1, LARGEST_SIDE);
      whole(id, 'widthPx', widthPx, 1, LARGEST_SIDE);
    },
    shape({ id, heightPx, widthPx }, [input]) {
      requireMap(id, input!);
      return { ...input!, heightPx, widthPx };
    },
  },
  conv: {
    ...UNARY,
    folding: 'weights',
    int8Weights: true,
    checkSettings(node) {
      checkConvolution(node);
      whole(node.id, 'channels', node.channels, 1, 4096);
    },
    shape: (node, [input]) => ({
      ...convolvedSize(node, input!),
      channels: node.channels,
      vector: false,
    }),
    parameters: ({ kernel, channels, bias }, input) =>
      weighted([kernel, kernel, input.channels, channels], kernel * kernel * input.channels, bias),
    padding: convolutionPadding,
  },
  depthwise: {
    ...UNARY,
    folding: 'weights',
    checkSettings: checkConvolution,
    shape: (node, [input]) => ({
      ...convolvedSize(node, input!),
      channels: input!.channels,
      vector: false,
    }),
    parameters: ({ kernel, bias }, { channels }) =>
      weighted([kernel, kernel, channels], kernel * kernel, bias),
    padding: convolutionPadding,
  },
  batchNorm: {
    ...UNARY,
    folding: 'normalisation',
    checkSettings({ id, epsilon, momentum }) {
      inRange(id, 'epsilon', epsilon, 0, 1);
      inRange(id, 'momentum', momentum, 0, 1);
    },
    parameters: (_node, { channels }) =>
      (['gamma', 'beta', 'runningMean', 'runningVariance'] as const).map((role) => ({
        role,
        shape: [channels],
        fanIn: 0,
      })),
  },
  activation: {
    ...UNARY,
    checkSettings({ id, kind, alpha, beta }) {
      oneOf(id, 'kind', kind, ACTIVATION_KINDS);
      // Outside 0..1 max(x, alpha x) bends the other way, which neither its gradient nor a fused pool follows.
      if (alpha !== undefined)
        inRange(id, 'alpha', alpha, ...(kind === 'leakyRelu' ? ([0, 1] as const) : []));
      if (beta !== undefined) inRange(id, 'beta', beta);
      if (kind === 'clamp') {
        inRange(id, 'alpha', alpha);
        inRange(id, 'beta', beta, alpha);
      }
    },
  },
  maxPool: POOL,
  averagePool: POOL,
  globalAveragePool: {
    ...UNARY,
    shape({ id }, [input]) {
      requireMap(id, input!);
      return vectorOf(input!.channels);
    },
  },
  weightedPool: {
    ...UNARY,
    inputs: ({ from, weights }) => [from, weights],
    checkSettings: ({ id, epsilon }) => inRange(id, 'epsilon', epsilon, 0, 1),
    shape({ id }, [input, weights]) {
      requireMap(id, input!);
      if (weights!.channels !== 1 || !sameSize(weights!, input!)) {
        throw new ArchitectureError(
          `${id}: expected weights of ${input!.heightPx}x${input!.widthPx}x1, got ${describeShape(weights!)}`,
        );
      }
      return vectorOf(input!.channels);
    },
  },
  softmax: {
    ...UNARY,
    checkSettings: ({ id, axis }) => oneOf(id, 'axis', axis, ['pixels', 'channels']),
    shape({ id, axis }, [input]) {
      if (axis === 'pixels') requireMap(id, input!);
      return input!;
    },
  },
  dense: {
    ...UNARY,
    folding: 'weights',
    int8Weights: true,
    checkSettings: checkDense,
    shape: denseShape,
    parameters: ({ units, bias }, { channels }) => weighted([channels, units], channels, bias),
  },
  flatten: {
    ...UNARY,
    shape({ id }, [input]) {
      requireMap(id, input!);
      return vectorOf(input!.heightPx * input!.widthPx * input!.channels);
    },
  },
  concat: {
    ...UNARY,
    inputs: ({ from }) => from,
    checkSettings: ({ id, from }) => idList(id, from, 1, MOST_INPUTS),
    shape({ id }, inputs) {
      const first = inputs[0]!;
      if (!inputs.every((s) => sameSize(s, first) && s.vector === first.vector)) {
        throw new ArchitectureError(
          `${id}: expected inputs of one size, got ${inputs.map(describeShape).join(', ')}`,
        );
      }
      return { ...first, channels: inputs.reduce((sum, s) => sum + s.channels, 0) };
    },
  },
  slice: {
    ...UNARY,
    shape({ id, start, end }, [input]) {
      whole(id, 'start', start, 0, input!.channels - 1);
      whole(id, 'end', end, start + 1, input!.channels);
      return { ...input!, channels: end - start };
    },
  },
  arithmetic: {
    ...UNARY,
    inputs: ({ from }) => from,
    checkSettings({ id, kind, from }) {
      oneOf(id, 'kind', kind, ARITHMETIC_KINDS);
      idList(id, from, 2, 2);
    },
    shape({ id }, [input, other]) {
      const fits =
        other!.channels === input!.channels &&
        (other!.vector || (sameSize(other!, input!) && !input!.vector));
      if (!fits) {
        throw new ArchitectureError(
          `${id}: expected ${describeShape(input!)} or [${input!.channels}] as second input, got ${describeShape(other!)}`,
        );
      }
      return input!;
    },
  },
  dropout: {
    ...UNARY,
    folding: 'identity',
    checkSettings: ({ id, rate }) => inRange(id, 'rate', rate, 0, LARGEST_DROPOUT),
  },
} as const satisfies { readonly [O in Op]: OperationFacts<NodeOf<O>> };

/** Facts of a node's operation. Throws ArchitectureError for one that there is not. */
export function factsOf(node: ModelNode): OperationFacts {
  if (!Object.hasOwn(OPERATIONS, node.op)) {
    throw new ArchitectureError(`${node.id}: unknown operation '${node.op}'`);
  }
  return OPERATIONS[node.op] as unknown as OperationFacts;
}

/** The nodes that a node reads, in order. */
export function nodeInputs(node: ModelNode): readonly string[] {
  return factsOf(node).inputs(node);
}

function checkFeatures(node: NodeOf<'features'>): void {
  const { id, planes } = node;
  oneOf(id, 'planes', planes, ['rgb', 'logChroma', 'relativeLogChroma', 'rendered']);
  if (planes === 'rgb') return;
  if (planes === 'rendered') {
    checkRendered(node);
    return;
  }
  inRange(id, 'epsilon', node.epsilon, 0, 1);
  numbers(id, 'centre', node.centre, 2, LARGEST_LOG);
  inRange(id, 'scale', node.scale);
  flag(id, 'centreLuminance', node.centreLuminance);
  if (node.clip !== undefined) flag(id, 'clip', node.clip);
}

function checkRendered(node: RenderedPlanes): void {
  const { id, gains, matrix, exponent, levels, mean, deviation } = node;
  numbers(id, 'gains', gains, 3, LARGEST_FACTOR);
  numbers(id, 'matrix', matrix, 9, LARGEST_FACTOR);
  inRange(id, 'exponent', exponent, 0.05, 20);
  whole(id, 'levels', levels, 0, MOST_LEVELS);
  numbers(id, 'mean', mean, 3, LARGEST_FACTOR);
  numbers(id, 'deviation', deviation, 3, LARGEST_FACTOR);
  deviation.forEach((value, i) => {
    inRange(id, `deviation[${i}]`, value, 1e-3, LARGEST_FACTOR);
  });
}

function checkConvolution(node: NodeOf<'conv' | 'depthwise'>): void {
  whole(node.id, 'kernel', node.kernel, 1, LARGEST_WINDOW);
  whole(node.id, 'stride', node.stride, 1, LARGEST_WINDOW);
  whole(node.id, 'padding', convolutionPadding(node), 0, node.kernel);
  flag(node.id, 'bias', node.bias);
}

function checkDense({ id, units, bias, ...initial }: DenseNode): void {
  whole(id, 'units', units, 1, 65536);
  flag(id, 'bias', bias);
  const { initialBias, initialDeviation, initialWeights } = initial;
  if (initialBias !== undefined) numbers(id, 'initialBias', initialBias);
  if (initialWeights !== undefined) numbers(id, 'initialWeights', initialWeights);
  if (initialDeviation !== undefined) inRange(id, 'initialDeviation', initialDeviation, 0);
}

function denseShape(node: DenseNode, [input]: readonly Shape[]): Shape {
  const { id, units, initialBias, initialWeights } = node;
  requireVector(id, input!);
  if (initialBias && initialBias.length !== units) {
    throw new ArchitectureError(
      `${id}: expected ${units} initial biases, got ${initialBias.length}`,
    );
  }
  const weights = units * input!.channels;
  if (initialWeights && initialWeights.length !== weights) {
    throw new ArchitectureError(
      `${id}: expected ${weights} initial weights, got ${initialWeights.length}`,
    );
  }
  return vectorOf(units);
}

/** Weights, and a bias for each of their last axis where there is one. */
function weighted(shape: readonly number[], fanIn: number, bias: boolean): TensorDraft[] {
  const weight: TensorDraft = { role: 'weight', shape, fanIn };
  return bias ? [weight, { role: 'bias', shape: [shape.at(-1)!], fanIn: 0 }] : [weight];
}
