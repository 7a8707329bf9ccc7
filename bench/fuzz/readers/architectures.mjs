// Networks of every operation, as data.

const RENDERED = {
  planes: 'rendered',
  gains: [1, 1, 1],
  matrix: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  exponent: 0.45,
  levels: 255,
  mean: [0.5, 0.5, 0.5],
  deviation: [0.2, 0.2, 0.2],
};
const CHROMA = {
  planes: 'logChroma',
  epsilon: 1e-3,
  centre: [0, 0],
  scale: 1,
  centreLuminance: true,
  clip: true,
};
const INPUT = { heightPx: 8, widthPx: 12 };

const ACTIVATIONS = [
  { kind: 'relu' },
  { kind: 'leakyRelu', alpha: 0.1 },
  { kind: 'relu6' },
  { kind: 'hardSwish' },
  { kind: 'sigmoid' },
  { kind: 'scaledTanh', alpha: 0.7, beta: 0.2 },
  { kind: 'silu' },
  { kind: 'affine', alpha: 0.5, beta: 0.1 },
  { kind: 'clamp', alpha: -1, beta: 1 },
  { kind: 'log' },
  { kind: 'exp' },
  { kind: 'reciprocal', alpha: 1 },
];

const chainOfActivations = () =>
  ACTIVATIONS.map((settings, i) => ({
    id: `a${i}`,
    op: 'activation',
    from: i === 0 ? 'conv' : `a${i - 1}`,
    ...settings,
  }));

/** Every operation once. */
const everything = {
  input: INPUT,
  nodes: [
    { id: 'planes', op: 'features', ...CHROMA },
    {
      id: 'conv',
      op: 'conv',
      from: 'planes',
      kernel: 3,
      stride: 1,
      channels: 4,
      bias: true,
      padding: 1,
    },
    ...chainOfActivations(),
    { id: 'norm', op: 'batchNorm', from: 'a11', epsilon: 1e-3, momentum: 0.1 },
    { id: 'max', op: 'maxPool', from: 'norm', size: 2, stride: 2 },
    { id: 'depth', op: 'depthwise', from: 'max', kernel: 3, stride: 1, bias: false },
    { id: 'weight', op: 'conv', from: 'depth', kernel: 1, stride: 1, channels: 1, bias: false },
    { id: 'soft', op: 'softmax', from: 'weight', axis: 'pixels' },
    { id: 'sum', op: 'weightedPool', from: 'depth', weights: 'soft', epsilon: 1e-6 },
    { id: 'average', op: 'averagePool', from: 'depth', size: 2, stride: 2 },
    { id: 'resized', op: 'resize', from: 'average', heightPx: 2, widthPx: 3 },
    { id: 'flat', op: 'flatten', from: 'resized' },
    { id: 'mean', op: 'globalAveragePool', from: 'depth' },
    { id: 'both', op: 'concat', from: ['sum', 'mean', 'flat'] },
    { id: 'part', op: 'slice', from: 'both', start: 0, end: 4 },
    { id: 'added', op: 'arithmetic', kind: 'add', from: ['part', 'mean'] },
    { id: 'dropped', op: 'dropout', from: 'added', rate: 0.5 },
    { id: 'shares', op: 'softmax', from: 'dropped', axis: 'channels' },
    {
      id: 'dense',
      op: 'dense',
      from: 'shares',
      units: 2,
      bias: true,
      initialBias: [0, 0],
      initialWeights: new Array(8).fill(0.1),
      initialDeviation: 0.1,
    },
    { id: 'answer', op: 'activation', from: 'dense', kind: 'exp' },
  ],
  output: 'answer',
};

const small = (features, more = {}) => ({
  input: INPUT,
  nodes: [
    { id: 'planes', op: 'features', ...features },
    { id: 'conv', op: 'conv', from: 'planes', kernel: 3, stride: 2, channels: 3, bias: true },
    { id: 'relu', op: 'activation', from: 'conv', kind: 'relu' },
    { id: 'map', op: 'arithmetic', kind: 'multiply', from: ['relu', 'relu'] },
    { id: 'mean', op: 'globalAveragePool', from: 'map' },
    { id: 'dense', op: 'dense', from: 'mean', units: 2, bias: false },
    { id: 'answer', op: 'activation', from: 'dense', kind: 'exp' },
  ],
  output: 'answer',
  ...more,
});

const withLux = {
  ...small({ ...CHROMA, planes: 'relativeLogChroma' }),
  input: { ...INPUT, lux: true },
};
withLux.nodes = [
  ...withLux.nodes.slice(0, -2),
  { id: 'beside', op: 'concat', from: ['mean', 'lux'] },
  { id: 'dense', op: 'dense', from: 'beside', units: 2, bias: false },
  { id: 'answer', op: 'activation', from: 'dense', kind: 'exp' },
];

const kelvin = small({ planes: 'rgb' });
kelvin.nodes = [
  ...kelvin.nodes.slice(0, -2),
  { id: 'answer', op: 'dense', from: 'mean', units: 1, bias: true },
];

export const ARCHITECTURES = [
  everything,
  small({ planes: 'rgb' }),
  small(RENDERED),
  small(CHROMA),
  small({ ...CHROMA, cell: 2, of: 'edges' }),
  withLux,
  kelvin,
];

/** Values that mean something in an architecture. */
export const NETWORK_VALUES = [
  0,
  1,
  2,
  3,
  4,
  5,
  15,
  16,
  0.99,
  1000,
  4096,
  8192,
  65_536,
  'planes',
  'conv',
  'mean',
  'dense',
  'thumbnail',
  'lux',
  'relu',
  'add',
  'pixels',
  'rgb',
  'means',
  'edges',
  [0, 0],
  ['mean'],
  true,
  false,
];
