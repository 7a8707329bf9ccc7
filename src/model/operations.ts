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
import {
  CHOICE,
  checkSettings,
  FLAG,
  idList,
  NUMBER,
  NUMBERS,
  WHOLE,
  whole,
} from './setting-checks.js';
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
/** Pixels of a cell of planes on a side. */
const LARGEST_CELL = 16;
/** Of log R/G and log B/G: a factor of 5e8, far beyond any light, whose gains are numbers still. */
const LARGEST_LOG = 20;

const WINDOW = WHOLE(1, LARGEST_WINDOW);

const CONVOLUTION = {
  kernel: WINDOW,
  stride: WINDOW,
  padding: {
    ...WHOLE(0, LARGEST_WINDOW),
    optional: true,
    range: ({ kernel }: { readonly kernel: number }) => [0, kernel] as const,
  },
  bias: FLAG,
} as const;

const isRendered = ({ planes }: NodeOf<'features'>) => planes === 'rendered';
/** Settings of planes of logarithms, which the others have not. */
const hasLogarithms = ({ planes }: NodeOf<'features'>) => planes !== 'rgb' && planes !== 'rendered';

/** What holds of operations that read one node, keep its shape, and have neither settings nor parameters. */
const UNARY = {
  folding: 'plain',
  int8Weights: false,
  inputs: ({ from }: { readonly from: string }) => [from],
  settings: {},
  shape: (_node: unknown, [input]: readonly Shape[]) => input!,
  parameters: (): readonly TensorDraft[] => [],
  padding: () => 0,
} as const;

const POOL = {
  ...UNARY,
  settings: { size: WINDOW, stride: WINDOW },
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
    settings: {
      planes: CHOICE(['rgb', 'logChroma', 'relativeLogChroma', 'rendered']),
      epsilon: { ...NUMBER(0, 1), when: hasLogarithms },
      centre: { ...NUMBERS(LARGEST_LOG, 2), when: hasLogarithms },
      scale: { ...NUMBER(), when: hasLogarithms },
      centreLuminance: { ...FLAG, when: hasLogarithms },
      clip: { ...FLAG, optional: true, when: hasLogarithms },
      cell: { ...WHOLE(1, LARGEST_CELL), optional: true, when: hasLogarithms },
      of: { ...CHOICE(['means', 'edges']), optional: true, when: hasLogarithms },
      colourMatrix: {
        ...NUMBERS(LARGEST_FACTOR, 9),
        optional: true,
        when: (node: NodeOf<'features'>) => !isRendered(node),
      },
      gains: { ...NUMBERS(LARGEST_FACTOR, 3), when: isRendered },
      matrix: { ...NUMBERS(LARGEST_FACTOR, 9), when: isRendered },
      exponent: { ...NUMBER(0.05, 20), when: isRendered },
      levels: { ...WHOLE(0, MOST_LEVELS), when: isRendered },
      mean: { ...NUMBERS(LARGEST_FACTOR, 3), when: isRendered },
      deviation: {
        ...NUMBERS(LARGEST_FACTOR, 3),
        of: NUMBER(1e-3, LARGEST_FACTOR),
        when: isRendered,
      },
    },
    shape(node, [input]) {
      const { id, planes } = node;
      if (planes === 'rgb' || planes === 'rendered') return { ...input!, channels: 3 };
      const { cell = 1 } = node;
      if (cell === 1) return { ...input!, channels: 4 };
      const { heightPx, widthPx } = input!;
      whole(id, 'cell', cell, 1, Math.min(heightPx, widthPx));
      return {
        ...input!,
        heightPx: Math.floor(heightPx / cell),
        widthPx: Math.floor(widthPx / cell),
        channels: 4,
      };
    },
  },
  resize: {
    ...UNARY,
    settings: { heightPx: WHOLE(1, LARGEST_SIDE), widthPx: WHOLE(1, LARGEST_SIDE) },
    shape({ id, heightPx, widthPx }, [input]) {
      requireMap(id, input!);
      return { ...input!, heightPx, widthPx };
    },
  },
  conv: {
    ...UNARY,
    folding: 'weights',
    int8Weights: true,
    settings: { ...CONVOLUTION, channels: WHOLE(1, 4096) },
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
    settings: CONVOLUTION,
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
    settings: { epsilon: NUMBER(0, 1), momentum: NUMBER(0, 1) },
    parameters: (_node, { channels }) =>
      (['gamma', 'beta', 'runningMean', 'runningVariance'] as const).map((role) => ({
        role,
        shape: [channels],
        fanIn: 0,
      })),
  },
  activation: {
    ...UNARY,
    settings: {
      kind: CHOICE(ACTIVATION_KINDS),
      // Outside 0..1 max(x, alpha x) bends the other way, which neither its gradient nor a fused pool follows.
      alpha: {
        ...NUMBER(),
        optional: true,
        range: ({ kind }: NodeOf<'activation'>) =>
          kind === 'leakyRelu' ? ([0, 1] as const) : null,
      },
      beta: { ...NUMBER(), optional: true },
    },
    shape({ id, kind, alpha, beta }, [input]) {
      if (kind === 'clamp' && !(alpha! <= beta!)) {
        throw new ArchitectureError(
          `${id}: expected limits alpha <= beta, got ${alpha} and ${beta}`,
        );
      }
      return input!;
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
    settings: { epsilon: NUMBER(0, 1) },
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
    settings: { axis: CHOICE(['pixels', 'channels']) },
    shape({ id, axis }, [input]) {
      if (axis === 'pixels') requireMap(id, input!);
      return input!;
    },
  },
  dense: {
    ...UNARY,
    folding: 'weights',
    int8Weights: true,
    settings: {
      units: WHOLE(1, 65_536),
      bias: FLAG,
      initialBias: { ...NUMBERS(), optional: true },
      initialWeights: { ...NUMBERS(), optional: true },
      initialDeviation: { ...NUMBER(0), optional: true },
      frozen: { ...FLAG, optional: true },
    },
    shape: denseShape,
    parameters: ({ units, bias, frozen }, { channels }) =>
      weighted([channels, units], channels, bias).map((draft) =>
        frozen ? { ...draft, frozen } : draft,
      ),
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
    inputs({ id, from }) {
      idList(id, from, 1, MOST_INPUTS);
      return from;
    },
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
    // Their range is the input's: `shape` looks at it.
    settings: {
      start: { ...WHOLE(0, 2 ** 28), late: true },
      end: { ...WHOLE(1, 2 ** 28), late: true },
    },
    shape({ id, start, end }, [input]) {
      whole(id, 'start', start, 0, input!.channels - 1);
      whole(id, 'end', end, start + 1, input!.channels);
      return { ...input!, channels: end - start };
    },
  },
  arithmetic: {
    ...UNARY,
    inputs({ id, from }) {
      idList(id, from, 2, 2);
      return from;
    },
    settings: { kind: CHOICE(ARITHMETIC_KINDS) },
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
    settings: { rate: NUMBER(0, LARGEST_DROPOUT) },
  },
} as const satisfies { readonly [O in Op]: OperationFacts<NodeOf<O>> };

/** Facts of a node's operation. Throws ArchitectureError for one that there is not. */
export function factsOf(node: ModelNode): OperationFacts {
  if (!Object.hasOwn(OPERATIONS, node.op)) {
    throw new ArchitectureError(`${node.id}: unknown operation '${node.op}'`);
  }
  return OPERATIONS[node.op] as unknown as OperationFacts;
}

/** Throws ArchitectureError for a setting of another type or out of range; shapes do not matter here. */
export function checkNode(node: ModelNode): void {
  checkSettings(node, factsOf(node).settings);
}

/** The nodes that a node reads, in order. */
export function nodeInputs(node: ModelNode): readonly string[] {
  return factsOf(node).inputs(node);
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
