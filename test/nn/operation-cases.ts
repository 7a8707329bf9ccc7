/** The table of cases, operation by operation. Kinks are kept away from by drawing (problem.ts). */
import type { ActivationKind, ArithmeticKind, ModelNode } from '../../dist/model/index.js';
import {
  act,
  CHANNELS,
  conv,
  dense,
  NORM,
  type NodeOf,
  type OperationCase,
  onMap,
  onVector,
} from './case-nodes.js';
import {
  batchNormCases,
  convolutionCases,
  depthwiseCases,
  featureCases,
  firstConvolutionCases,
  poolCases,
  resizeCases,
  weightedPoolCases,
} from './map-cases.js';

/** What an activation reads is spread over its bends by a factor, or made positive for the logarithm. */
const ACTIVATIONS = {
  relu: [[act('op', 'x', 'relu')]],
  leakyRelu: [[act('op', 'x', 'leakyRelu')], [act('op', 'x', 'leakyRelu', 0.3)]],
  relu6: [[act('wide', 'x', 'affine', 6, 2), act('op', 'wide', 'relu6')]],
  hardSwish: [[act('wide', 'x', 'affine', 4, -1), act('op', 'wide', 'hardSwish')]],
  sigmoid: [[act('wide', 'x', 'affine', 4, 0), act('op', 'wide', 'sigmoid')]],
  scaledTanh: [[act('op', 'x', 'scaledTanh')], [act('op', 'x', 'scaledTanh', 0.6, 0.6)]],
  silu: [[act('wide', 'x', 'affine', 4, 0), act('op', 'wide', 'silu')]],
  log: [[act('e', 'x', 'exp'), act('raised', 'e', 'affine', 1, 0.5), act('op', 'raised', 'log')]],
  exp: [[act('op', 'x', 'exp')]],
  affine: [[act('op', 'x', 'affine', -2.5, 0.7)], [act('op', 'x', 'affine')]],
  clamp: [[act('op', 'x', 'clamp', -0.3, 0.4)]],
  reciprocal: [
    [
      act('e', 'x', 'exp'),
      act('raised', 'e', 'affine', 1, 0.5),
      act('op', 'raised', 'reciprocal', 3),
    ],
  ],
} satisfies Record<ActivationKind, readonly (readonly ModelNode[])[]>;

const ARITHMETIC = {
  add: 'a + b',
  subtract: 'a - b',
  multiply: 'a b',
  divide: 'a / b',
} satisfies Record<ArithmeticKind, string>;

/** `b` is kept away from 0, where a quotient has no derivative. */
function arithmeticCases(kind: ArithmeticKind): OperationCase[] {
  const nonZero = (from: string) => [act('e', from, 'exp'), act('b', 'e', 'affine', -1, -0.5)];
  const op: ModelNode = { id: 'op', op: 'arithmetic', kind, from: ['x', 'b'] };
  const text = ARITHMETIC[kind];
  return [
    onMap(`${text}, maps`, [conv('y', 'planes', 5), ...nonZero('y'), op]),
    onMap(`${text}, a vector for every pixel`, [
      { id: 'mean', op: 'globalAveragePool', from: 'x' },
      ...nonZero('mean'),
      op,
    ]),
    onVector(`${text}, vectors`, [dense('y', 'pixels', 13), ...nonZero('y'), op]),
    onMap(`${text}, a node and itself`, [
      act('e', 'x', 'exp'),
      { ...op, from: ['e', 'e'] },
      // The quotient of a node and itself is 1 everywhere, so something else must carry a gradient.
      { id: 'more', op: 'arithmetic', kind: 'add', from: ['op', 'x'] },
    ]),
  ];
}

function denseCases(): OperationCase[] {
  return CHANNELS.map((units, i) =>
    onVector(
      `${CHANNELS[5 - i]} to ${units}${i % 2 ? ', bias' : ''}`,
      [dense('op', 'x', units, i % 2 === 1)],
      {
        channels: CHANNELS[5 - i],
      },
    ),
  );
}

const softmax = (axis: 'pixels' | 'channels'): NodeOf<'softmax'> => ({
  id: 'op',
  op: 'softmax',
  from: 'x',
  axis,
});

const concat = (...from: string[]): ModelNode => ({ id: 'op', op: 'concat', from });

/** Every operation there is; one that is missing here does not compile, and fails operations.test.ts. */
export const OPERATION_CASES = {
  features: featureCases(),
  resize: resizeCases(),
  conv: [...convolutionCases(), ...firstConvolutionCases()],
  depthwise: depthwiseCases(),
  batchNorm: [...batchNormCases(true), ...batchNormCases(false)],
  activation: Object.entries(ACTIVATIONS).flatMap(([kind, variants]) =>
    variants.flatMap((nodes, i) => [
      onMap(`${kind} on a map, ${i + 1}`, nodes),
      onVector(`${kind} on a vector, ${i + 1}`, nodes),
    ]),
  ),
  maxPool: poolCases('maxPool'),
  averagePool: poolCases('averagePool'),
  globalAveragePool: CHANNELS.map((channels) =>
    onMap(`${channels} channels`, [{ id: 'op', op: 'globalAveragePool', from: 'x' }], { channels }),
  ),
  weightedPool: weightedPoolCases(),
  softmax: [
    // A constant added to all pixels changes nothing, so the bias of x alone would have no gradient.
    onMap('over pixels', [act('bent', 'x', 'silu'), { ...softmax('pixels'), from: 'bent' }]),
    onMap('over channels of a map', [softmax('channels')]),
    onVector('over channels of a vector', [softmax('channels')]),
  ],
  dense: denseCases(),
  flatten: CHANNELS.map((channels) =>
    onMap(`${channels} channels`, [{ id: 'op', op: 'flatten', from: 'x' }], { channels }),
  ),
  concat: [
    onMap('maps of 5, 3, 13 and 8 channels', [
      conv('y', 'planes', 3),
      conv('z', 'x', 13),
      conv('w', 'y', 8),
      concat('x', 'y', 'z', 'w'),
    ]),
    onMap('a map three times', [concat('x', 'x', 'x')]),
    onVector('vectors of 13, 1 and 40', [
      dense('y', 'x', 1),
      dense('z', 'pixels', 40),
      concat('x', 'y', 'z'),
    ]),
  ],
  slice: [
    onMap('channels 3..11 of 13', [{ id: 'op', op: 'slice', from: 'x', start: 3, end: 11 }], {
      channels: 13,
    }),
    onVector('overlapping slices of a vector', [
      { id: 'a', op: 'slice', from: 'x', start: 0, end: 9 },
      { id: 'b', op: 'slice', from: 'x', start: 5, end: 13 },
      concat('a', 'b'),
    ]),
  ],
  arithmetic: (Object.keys(ARITHMETIC) as ArithmeticKind[]).flatMap(arithmeticCases),
  dropout: [
    onMap('of running statistics: the identity', [
      { id: 'op', op: 'dropout', from: 'x', rate: 0.4 },
    ]),
    onVector('of a vector: the identity', [{ id: 'op', op: 'dropout', from: 'x', rate: 0.4 }]),
  ],
} satisfies Record<ModelNode['op'], readonly OperationCase[]>;

/** A node that several others read, each in its own way: its gradient is the sum of theirs. */
export const SHARED_CASES: readonly OperationCase[] = [
  onMap('convolution, pool, arithmetic and slice read one map', [
    conv('near', 'x', 5, { kernel: 3 }),
    conv('far', 'x', 5, { kernel: 5, stride: 1 }),
    { id: 'local', op: 'averagePool', from: 'x', size: 1, stride: 1 },
    { id: 'two', op: 'slice', from: 'x', start: 1, end: 3 },
    { id: 'mean', op: 'globalAveragePool', from: 'x' },
    { id: 'scaled', op: 'arithmetic', kind: 'multiply', from: ['near', 'mean'] },
    { id: 'sum', op: 'arithmetic', kind: 'add', from: ['scaled', 'far'] },
    concat('sum', 'local', 'two', 'x'),
  ]),
  onMap(
    'a convolution that two blocks read is not fused',
    [
      conv('c', 'x', 5, { kernel: 3, bias: false }),
      { id: 'n', from: 'c', ...NORM },
      act('a', 'n', 'relu'),
      concat('c', 'a', 'n'),
    ],
    { training: true },
  ),
];

export const ACTIVATION_KINDS = Object.keys(ACTIVATIONS);
export const ARITHMETIC_KINDS = Object.keys(ARITHMETIC);
