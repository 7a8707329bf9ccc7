/**
 * Small architectures for every operation. Each puts the operation between a convolution, so that the gradient of its
 * input is part of the parameter gradients before it, and a dense layer on the flattened result, so that every
 * element of its output gets a gradient of its own. Nothing but the operation itself bends; see gradient-check.ts on kinks.
 */
import type {
  ActivationKind,
  Architecture,
  ArithmeticKind,
  ModelNode,
} from '../../dist/model/index.js';
import { inferShapes } from '../../dist/model/index.js';

export interface OperationCase {
  readonly name: string;
  readonly architecture: Architecture;
  /** Batch statistics or running ones; running ones unless given. */
  readonly training?: boolean;
  readonly masked?: number;
}

interface CaseSettings {
  readonly heightPx?: number;
  readonly widthPx?: number;
  /** Channels of the map `x` that the operation reads. */
  readonly channels?: number;
  readonly training?: boolean;
}

type NodeOf<Op extends ModelNode['op']> = Extract<ModelNode, { op: Op }>;

const RGB: NodeOf<'features'> = { id: 'planes', op: 'features', planes: 'rgb' };

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
function onMap(
  name: string,
  nodes: readonly ModelNode[],
  { heightPx = 5, widthPx = 7, channels = 5, training = false }: CaseSettings = {},
): OperationCase {
  const start = [RGB, conv('x', 'planes', channels)];
  return { name, architecture: withDenseEnd([...start, ...nodes], heightPx, widthPx), training };
}

/** The operation on a vector `x` of trained numbers. */
function onVector(
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

const CHANNELS = [1, 3, 5, 8, 13, 40] as const;

/** Every kernel 1..7 with every stride 1..5, with the channels, padding and bias that its number gives it. */
function convolutionCases(): OperationCase[] {
  return Array.from({ length: 35 }, (_, i) => {
    const kernel = 1 + (i % 7);
    const stride = 1 + Math.floor(i / 7);
    const inputs = CHANNELS[(i * 5 + 2) % 6];
    const channels = CHANNELS[(i + Math.floor(i / 6)) % 6];
    const padding = i % 3 === 0 ? 0 : i % 3 === 1 ? undefined : kernel - 1;
    const bias = i % 2 === 0;
    const node = conv('op', 'x', channels, {
      kernel,
      stride,
      bias,
      ...(padding !== undefined && { padding }),
    });
    const name = `${kernel}x${kernel} by ${stride}, ${inputs} to ${channels}, padding ${padding ?? 'half'}${bias ? ', bias' : ''}`;
    return onMap(name, [node], { heightPx: 7, widthPx: 9 + (i % 2), channels: inputs });
  });
}

function firstConvolutionCases(): OperationCase[] {
  return [1, 2, 3, 5].map((kernel) => ({
    name: `${kernel}x${kernel} on the planes`,
    architecture: withDenseEnd([RGB, conv('op', 'planes', 5, { kernel })], 5, 7),
  }));
}

function depthwiseCases(): OperationCase[] {
  return [1, 2, 3, 4, 5, 6, 7].flatMap((kernel, i) =>
    [1, 2 + (i % 4)].map((stride) =>
      onMap(
        `${kernel}x${kernel} by ${stride}, ${CHANNELS[i % 6]} channels`,
        [{ id: 'op', op: 'depthwise', from: 'x', kernel, stride, bias: i % 2 === 0 }],
        { heightPx: 7, widthPx: 9, channels: CHANNELS[i % 6] },
      ),
    ),
  );
}

const NORM = { op: 'batchNorm', epsilon: 1e-5, momentum: 0.1 } as const;

/** By itself, and as the blocks that are run in one: with and without activation and pool, on odd sizes. */
function batchNormCases(training: boolean): OperationCase[] {
  const mode = training ? 'batch statistics' : 'running statistics';
  const block: ModelNode[] = [
    conv('c', 'x', 13, { kernel: 3, bias: false }),
    { id: 'op', from: 'c', ...NORM },
  ];
  const pool: ModelNode = { id: 'p', op: 'maxPool', from: 'a', size: 2, stride: 2 };
  const bent = act('bent', 'x', 'silu');
  return [
    onMap(`on a map, ${mode}`, [bent, { id: 'op', from: 'bent', ...NORM }], { training }),
    onVector(
      `on a vector, ${mode}`,
      [act('bent', 'x', 'silu'), { id: 'op', from: 'bent', ...NORM }],
      {
        training,
      },
    ),
    onMap(
      `read twice, ${mode}`,
      [
        bent,
        { id: 'op', from: 'bent', ...NORM },
        { id: 'sum', op: 'arithmetic', kind: 'multiply', from: ['op', 'bent'] },
      ],
      { training },
    ),
    onMap(`behind a convolution, ${mode}`, block, { training }),
    onMap(`then ReLU, ${mode}`, [...block, act('a', 'op', 'relu')], { training }),
    onMap(`then leaky ReLU, ${mode}`, [...block, act('a', 'op', 'leakyRelu', 0.2)], { training }),
    onMap(`then ReLU and a pool, ${mode}`, [...block, act('a', 'op', 'relu'), pool], { training }),
    onMap(
      `then leaky ReLU and a pool, even size, ${mode}`,
      [...block, act('a', 'op', 'leakyRelu', 0.2), pool],
      { training, heightPx: 4, widthPx: 6 },
    ),
    onMap(`then a pool alone, ${mode}`, [...block, { ...pool, from: 'op' }], { training }),
    onMap(
      `then ReLU and a pool wider than the map, ${mode}`,
      [...block, act('a', 'op', 'relu'), pool],
      { training, heightPx: 1, widthPx: 7 },
    ),
    onMap(
      `two blocks by 2, ${mode}`,
      [
        ...block,
        act('a', 'op', 'relu'),
        pool,
        conv('c2', 'p', 9, { kernel: 3, stride: 2, bias: false }),
        { id: 'n2', from: 'c2', ...NORM },
        act('a2', 'n2', 'relu'),
      ],
      { training, heightPx: 9, widthPx: 11 },
    ),
  ];
}

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

function poolCases(op: 'maxPool' | 'averagePool'): OperationCase[] {
  const geometries = [
    [2, 2],
    [3, 2],
    [3, 1],
    [2, 3],
    [1, 2],
    [5, 5],
    [15, 1],
  ] as const;
  return geometries.flatMap(([size, stride], i) =>
    [
      [5, 7],
      [4, 2],
      [1, 6],
    ].map(([heightPx, widthPx]) =>
      onMap(
        `${size}x${size} by ${stride} on ${heightPx}x${widthPx}`,
        [{ id: 'op', op, from: 'x', size, stride }],
        {
          heightPx,
          widthPx,
          channels: CHANNELS[i % 6],
        },
      ),
    ),
  );
}

function weightedPoolCases(): OperationCase[] {
  const pool = (from: string, weights: string, epsilon: number): ModelNode => ({
    id: 'op',
    op: 'weightedPool',
    from,
    weights,
    epsilon,
  });
  const weights = [conv('logit', 'x', 1), act('w', 'logit', 'sigmoid')];
  return [
    onMap('map and weights trained', [...weights, pool('x', 'w', 1e-2)]),
    onMap('weights by softmax', [
      conv('logit', 'x', 1, { bias: false }),
      { id: 'w', op: 'softmax', from: 'logit', axis: 'pixels' },
      pool('x', 'w', 0),
    ]),
    onMap('weights trained alone', [...weights, pool('planes', 'w', 1e-2)]),
    onMap('map trained alone', [
      { id: 'red', op: 'slice', from: 'planes', start: 0, end: 1 },
      pool('x', 'red', 1e-3),
    ]),
    onMap('a map that weighs itself', [
      conv('one', 'x', 1),
      act('w', 'one', 'exp'),
      pool('w', 'w', 0),
    ]),
    onMap('a padded map, weights of a padded map', [
      ...weights,
      conv('near', 'x', 3, { kernel: 3 }),
      conv('far', 'w', 3, { kernel: 5 }),
      { id: 'both', op: 'concat', from: ['near', 'far', 'x'] },
      pool('both', 'w', 1e-2),
    ]),
  ];
}

const LOG_CHROMA = {
  id: 'planes',
  op: 'features',
  planes: 'logChroma',
  epsilon: 0.01,
  centre: [-0.4, -0.6],
  scale: 2,
} as const;

function featureCases(): OperationCase[] {
  const planes: [string, NodeOf<'features'>][] = [
    ['linear planes', RGB],
    ['log chroma', { ...LOG_CHROMA, centreLuminance: false }],
    ['log chroma of centred luminance', { ...LOG_CHROMA, centreLuminance: true }],
  ];
  return planes.flatMap(([name, node]) => [
    {
      name: `${name}, masked pixels, read by a convolution`,
      architecture: withDenseEnd([node, conv('x', 'planes', 5, { kernel: 3 })], 5, 7),
      masked: 0.2,
    },
    {
      name: `${name}, masked pixels, read by others too`,
      architecture: withDenseEnd(
        [
          node,
          conv('x', 'planes', 5, { kernel: 5 }),
          { id: 'y', op: 'depthwise', from: 'planes', kernel: 3, stride: 1, bias: true },
          { id: 'both', op: 'concat', from: ['x', 'y', 'planes'] },
        ],
        5,
        7,
      ),
      masked: 0.2,
    },
  ]);
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
