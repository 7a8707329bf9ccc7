/** Cases of the operations that look at neighbourhoods and whole maps: convolutions, batch norm, pools, input planes. */
import type { ModelNode } from '../../dist/model/index.js';
import {
  act,
  CHANNELS,
  conv,
  NORM,
  type NodeOf,
  type OperationCase,
  onMap,
  onVector,
  RGB,
  withDenseEnd,
} from './case-nodes.js';

/** Every kernel 1..7 with every stride 1..5, with the channels, padding and bias that its number gives it. */
export function convolutionCases(): OperationCase[] {
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

export function firstConvolutionCases(): OperationCase[] {
  return [1, 2, 3, 5].map((kernel) => ({
    name: `${kernel}x${kernel} on the planes`,
    architecture: withDenseEnd([RGB, conv('op', 'planes', 5, { kernel })], 5, 7),
  }));
}

export function depthwiseCases(): OperationCase[] {
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

/** By itself, and as the blocks that are run in one: with and without activation and pool, on odd sizes. */
export function batchNormCases(training: boolean): OperationCase[] {
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

export function poolCases(op: 'maxPool' | 'averagePool'): OperationCase[] {
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

export function weightedPoolCases(): OperationCase[] {
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

const RENDERED = {
  id: 'planes',
  op: 'features',
  planes: 'rendered',
  gains: [1.6, 1, 1.3],
  matrix: [1.4, -0.5, 0.1, -0.2, 1.5, -0.3, 0, -0.4, 1.4],
  exponent: 1 / 2.2,
  mean: [0.4, 0.35, 0.3],
  deviation: [0.25, 0.2, 0.22],
} as const;

export function resizeCases(): OperationCase[] {
  const sizes = [
    [4, 5, 7, 9],
    [9, 11, 5, 3],
    [6, 9, 4, 6],
    [5, 7, 5, 7],
    [1, 6, 3, 1],
  ] as const;
  return sizes.map(([heightPx, widthPx, toHeight, toWidth], i) =>
    onMap(
      `${heightPx}x${widthPx} to ${toHeight}x${toWidth}`,
      [{ id: 'op', op: 'resize', from: 'x', heightPx: toHeight, widthPx: toWidth }],
      { heightPx, widthPx, channels: CHANNELS[i % 6] },
    ),
  );
}

/** Means and edges of cells; none of these sizes but 1 divides 9x11. */
function cellPlanes(): [string, NodeOf<'features'>][] {
  return [1, 2, 3, 4].flatMap((cell) =>
    (['means', 'edges'] as const).map((of): [string, NodeOf<'features'>] => [
      `${of} of cells of ${cell}x${cell}`,
      {
        ...LOG_CHROMA,
        planes: cell % 2 === 0 ? 'relativeLogChroma' : 'logChroma',
        centreLuminance: cell > 1,
        cell,
        of,
      },
    ]),
  );
}

export function featureCases(): OperationCase[] {
  const planes: [string, NodeOf<'features'>][] = [
    ['linear planes', RGB],
    ['a rendered picture', { ...RENDERED, levels: 0 }],
    ['a rendered picture of 8 bits', { ...RENDERED, levels: 255 }],
    ['log chroma', { ...LOG_CHROMA, centreLuminance: false }],
    ['log chroma of centred luminance', { ...LOG_CHROMA, centreLuminance: true }],
    ...[false, true].map((centreLuminance): [string, NodeOf<'features'>] => [
      `log chroma relative to brightness, luminance ${centreLuminance ? 'centred' : 'as it is'}`,
      { ...LOG_CHROMA, planes: 'relativeLogChroma', centreLuminance },
    ]),
    ...cellPlanes(),
  ];
  return planes.flatMap(([name, node]) => {
    // Of cells there must be some for a convolution to tell them apart.
    const size = 'of' in node ? ([9, 11] as const) : ([5, 7] as const);
    return [
      {
        name: `${name}, masked pixels, read by a convolution`,
        architecture: withDenseEnd([node, conv('x', 'planes', 5, { kernel: 3 })], ...size),
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
          ...size,
        ),
        masked: 0.2,
      },
    ];
  });
}
