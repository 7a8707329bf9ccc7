// Readers of weights from elsewhere, and of networks and preprocessing as files describe them.
import { architectureFrom, importModel, preprocessingFrom } from '../../../dist/weights/index.js';
import { encodePickle, PICKLE_STEPS } from '../formats/pickle.mjs';
import { encodeMessage } from '../formats/protobuf.mjs';
import { encodeZip } from '../formats/zip.mjs';
import { mutateTree } from '../mutate.mjs';
import { ARCHITECTURES, NETWORK_VALUES } from './architectures.mjs';

const OPTIONS = [
  { metadata: { name: 'n', version: '0' }, preprocessing: 'linear' },
  { metadata: { name: 'n', version: '0' } },
  { metadata: { name: 'n', version: '0' }, strides: [2, 1], size: { heightPx: 12, widthPx: 16 } },
  { metadata: { name: 'n', version: '0' }, architecture: ARCHITECTURES[1] },
  {
    metadata: { name: 'n', version: '0' },
    size: { heightPx: 12, widthPx: 16 },
    preprocessing: 'reference',
  },
];

/** Every way in which `import` may be asked for the file; what one refuses another may take. */
function readWeightsFile(bytes) {
  let refusal = null;
  let isTaken = false;
  for (const options of OPTIONS) {
    try {
      const { model } = importModel(bytes, options);
      isTaken = true;
      if (!model.parameters.every(Number.isFinite))
        throw new Error('parameters that are no numbers');
    } catch (error) {
      if (!['WeightsError', 'ArchitectureError'].includes(error?.name)) throw error;
      refusal = error;
    }
  }
  if (!isTaken) throw refusal;
}

const floats = (count, of = (i) => 0.1 * ((i % 7) - 3)) =>
  Buffer.from(Float32Array.from({ length: count }, (_, i) => of(i)).buffer);

/** Tensors of a network of the reference with one or two convolutions. */
const REFERENCE = [
  ['convs.0.weight', [4, 3, 3, 3]],
  ['convs.1.weight', [4]],
  ['convs.1.bias', [4]],
  ['convs.1.running_mean', [4]],
  ['convs.1.running_var', [4]],
  ['convs.3.weight', [5, 4, 3, 3]],
  ['convs.4.weight', [5]],
  ['convs.4.bias', [5]],
  ['convs.4.running_mean', [5]],
  ['convs.4.running_var', [5]],
  ['mlp.0.weight', [6, 5]],
  ['mlp.0.bias', [6]],
  ['mlp.10.weight', [2, 6]],
  ['mlp.10.bias', [2]],
];
const OWN = [
  ['conv weight', [3, 3, 3, 3]],
  ['conv bias', [3]],
  ['dense weight', [3, 2]],
];
const product = (shape) => shape.reduce((a, b) => a * b, 1);

function safetensors(tensors, metadata, more = {}) {
  const header = metadata ? { __metadata__: metadata } : {};
  let at = 0;
  for (const [name, shape, dtype = 'F32', size = 4] of tensors) {
    header[name] = { dtype, shape, data_offsets: [at, at + size * product(shape)] };
    at += size * product(shape);
  }
  return { header, data: floats(Math.ceil(at / 4)), ...more };
}

function encodeSafetensors({ header, data, length, text }) {
  const json = Buffer.from(text ?? JSON.stringify(header) ?? '');
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt.asUintN(64, BigInt(Math.trunc(Number(length ?? json.length)) || 0)));
  return Buffer.concat([size, json, Buffer.from(data)]);
}

const STATED = {
  'deepawb.architecture': JSON.stringify(ARCHITECTURES[1]),
  'deepawb.metadata': JSON.stringify({ name: 'stated', licence: 'l' }),
};

function safetensorsSeeds() {
  return [
    safetensors(OWN, STATED),
    safetensors(OWN, { ...STATED, 'deepawb.metadata': 'no JSON' }),
    safetensors(OWN, { 'deepawb.architecture': '{' }),
    safetensors(REFERENCE, { license: 'l', source: 's' }),
    safetensors(REFERENCE.map(([name, shape]) => [name, shape, 'BF16', 2])),
    safetensors(
      [...OWN.map(([name, shape]) => [name, shape, 'F64', 8]), ['count', [1], 'I64', 8]],
      STATED,
    ),
    safetensors(
      OWN.map(([name, shape]) => [name, shape, 'F16', 2]),
      STATED,
    ),
    safetensors(REFERENCE.slice(0, 5)),
    safetensors(REFERENCE.slice(10)),
    { header: {}, data: Buffer.alloc(0) },
  ];
}

/** The steps of a tensor of `shape`, whose numbers are in data/KEY. */
function tensorSteps(key, shape, type = 'FloatStorage') {
  const strides = shape.map((_, i) => product(shape.slice(i + 1)));
  const tuple = (values) => [['mark'], ...values.map((v) => ['int', v]), ['tuple']];
  return [
    ['global', 'torch._utils', '_rebuild_tensor_v2'],
    ['mark'],
    ['mark'],
    ['text', 'storage'],
    ['global', 'torch', type],
    ['word', String(key)],
    ['text', 'cpu'],
    ['int', product(shape)],
    ['tuple'],
    ['persistent'],
    ['byte', 0],
    ...tuple(shape),
    ...tuple(strides),
    ['false'],
    ['global', 'collections', 'OrderedDict'],
    ['tuple0'],
    ['reduce'],
    ['tuple'],
    ['reduce'],
  ];
}

function torch(tensors, { wrap = (steps) => steps, more = [], folder = 'archive/' } = {}) {
  const items = tensors.flatMap(([name, shape, type], i) => [
    ['text', name],
    ...tensorSteps(i, shape, type),
  ]);
  const dictionary = [
    ['global', 'collections', 'OrderedDict'],
    ['tuple0'],
    ['reduce'],
    ['put', 0],
    ['mark'],
    ...items,
    ['setItems'],
  ];
  return {
    folder,
    pickle: [['proto', 2], ...wrap(dictionary), ['stop']],
    storages: tensors.map(([, shape, , size = 4]) => Buffer.alloc(size * product(shape), 62)),
    more,
  };
}

function encodeTorch({ folder, pickle, storages, more }) {
  const stored = (name, data) => ({ name: `${folder}${name}`, data, method: 0 });
  return encodeZip({
    entries: [
      stored('data.pkl', encodePickle(pickle)),
      ...storages.map((data, i) => stored(`data/${i}`, data)),
      ...more.map((entry) => ({ method: 0, ...entry })),
    ],
  });
}

/** Steps that torch.save writes in some file or other. */
const ODDITIES = [
  ['frame'],
  ['list'],
  ['memoise'],
  ['float', 0.5],
  ['append'],
  ['mark'],
  ['none'],
  ['true'],
  ['long', [1, 2, 255]],
  ['short', 300],
  ['appends'],
  ['longPut', 300],
  ['longGet', 300],
  ['get', 0],
  ['tuple1'],
  ['text', 'a'],
  ['tuple2'],
  ['none'],
  ['none'],
  ['tuple3'],
];

function torchSeeds() {
  const checkpoint = (steps) => [
    ['dict'],
    ['mark'],
    ['text', 'epoch'],
    ['byte', 3],
    ['text', 'state_dict'],
    ...steps,
    ['setItems'],
  ];
  const module = (steps) => [
    ['global', '__torch__', 'Net'],
    ['tuple0'],
    ['newObject'],
    ['dict'],
    ['text', 'inner'],
    ...steps,
    ['setItem'],
    ['build'],
  ];
  const odd = (steps) => [
    ['dict'],
    ['text', 'odd'],
    ...ODDITIES,
    ['setItem'],
    ['text', 'net'],
    ...steps,
    ['setItem'],
  ];
  const parameter = (steps) => [
    ['text', 'torch._utils'],
    ['text', '_rebuild_parameter'],
    ['stackGlobal'],
    ['mark'],
    ...steps,
    ['tuple'],
    ['reduce'],
  ];
  return [
    torch(REFERENCE),
    torch(REFERENCE, { wrap: checkpoint }),
    torch(REFERENCE, { wrap: module }),
    torch(
      OWN.map(([name, shape]) => [name.replace(' ', '.'), shape]),
      { wrap: odd },
    ),
    torch(REFERENCE, { wrap: parameter }),
    torch([...REFERENCE, ['batches', [1], 'LongStorage', 8]], {
      more: [{ name: 'archive/byteorder', data: 'little' }],
    }),
    torch(REFERENCE, { more: [{ name: 'archive/byteorder', data: 'big' }] }),
    torch(REFERENCE, { more: [{ name: 'archive/code/x.py', data: 'x'.repeat(90), method: 8 }] }),
    torch(REFERENCE, { more: [{ name: 'archive/data/0', data: 'x'.repeat(90), method: 8 }] }),
    torch([
      ['a', [2, 2], 'HalfStorage', 2],
      ['b', [3], 'DoubleStorage', 8],
      ['c', [2], 'BFloat16Storage', 2],
    ]),
    torch([['a', [2], 'QInt8Storage']]),
    torch([]),
    torch([['a', [0]]]),
    torch(REFERENCE, {
      wrap: () => [['global', 'os', 'system'], ['mark'], ['text', 'ls'], ['tuple'], ['reduce']],
    }),
    torch(REFERENCE, {
      wrap: () => [
        ...new Array(40).fill(0).flatMap(() => [['dict'], ['text', 'k']]),
        ['none'],
        ...new Array(40).fill(['setItem']),
      ],
    }),
    torch(REFERENCE, { folder: 'other' }),
  ];
}

const tensor = (name, dims, raw = floats(product(dims))) => [
  ...dims.map((d) => [1, d]),
  [2, 1],
  [8, name],
  [9, raw],
];
const dim = (value) => (typeof value === 'string' ? [1, [[2, value]]] : [1, [[1, value]]]);
const value = (name, dims) => [
  [1, name],
  [
    2,
    [
      [
        1,
        [
          [1, 1],
          [2, dims.map(dim)],
        ],
      ],
    ],
  ],
];
const whole = (name, number) => [
  5,
  [
    [1, name],
    [3, number],
    [20, 2],
  ],
];
const list = (name, packed) => [
  5,
  [
    [1, name],
    [8, { packed }],
    [20, 7],
  ],
];
const float = (name, number) => [
  5,
  [
    [1, name],
    [2, { float: number }],
    [20, 1],
  ],
];
const node = (operator, inputs, output, attributes = []) => [
  1,
  [
    ...inputs.map((name) => [1, name]),
    [2, output],
    [3, `n${output}`],
    [4, operator],
    ...attributes,
  ],
];

const graph = (nodes, constants, { dims = [1, 3, 12, 16], output = 'y' } = {}) => [
  [1, 8],
  [2, 'maker'],
  [
    7,
    [
      ...nodes,
      ...constants.map((one) => [5, one]),
      [11, value('x', dims)],
      [12, value(output, [1, 2])],
    ],
  ],
];

const HEAD = [
  node('GlobalAveragePool', ['last'], 'm'),
  node('Flatten', ['m'], 'f'),
  node('Gemm', ['f', 'dw', 'db'], 'y', [whole('transB', 1)]),
];
const headWeights = (channels) => [tensor('dw', [2, channels]), tensor('db', [2])];
const CONV = [
  list('strides', [2, 2]),
  list('pads', [1, 1, 1, 1]),
  list('kernel_shape', [3, 3]),
  whole('group', 1),
  list('dilations', [1, 1]),
];

/** Operators that keep a map's shape, each behind the last. */
function chain(operators) {
  return operators.map(([operator, more = [], attributes = []], i) =>
    node(
      operator,
      [i === 0 ? 'c' : `v${i - 1}`, ...more],
      i === operators.length - 1 ? 'last' : `v${i}`,
      attributes,
    ),
  );
}

const first = node('Conv', ['x', 'w', 'b'], 'c', CONV);
const weights = [tensor('w', [4, 3, 3, 3]), tensor('b', [4])];
const norm = ['g', 'h', 'i', 'j'].map((name) => tensor(name, [4]));

function onnxSeeds() {
  const unary = ['Relu', 'Sigmoid', 'HardSwish', 'Tanh', 'Exp', 'Identity', 'Dropout'].map(
    (operator) => [operator],
  );
  const number = tensor(
    'k',
    [1],
    floats(1, () => 2),
  );
  return [
    graph(
      [
        first,
        ...chain([
          ['BatchNormalization', ['g', 'h', 'i', 'j'], [float('epsilon', 1e-5)]],
          ...unary,
          ['LeakyRelu', [], [float('alpha', 0.2)]],
        ]),
        ...HEAD,
      ],
      [...weights, ...norm, ...headWeights(4)],
    ),
    graph(
      [
        first,
        ...chain([
          ['Add', ['k']],
          ['Sub', ['k']],
          ['Mul', ['k']],
          ['Div', ['k']],
          ['Clip', [], [float('min', 0), float('max', 6)]],
        ]),
        ...HEAD,
      ],
      [...weights, number, ...headWeights(4)],
    ),
    graph(
      [
        first,
        node('Sub', ['k', 'c'], 's'),
        node('Add', ['s', 'c'], 't'),
        node('Mul', ['t', 't'], 'last'),
        ...HEAD,
      ],
      [...weights, number, ...headWeights(4)],
    ),
    graph(
      [
        first,
        ...chain([
          ['MaxPool', [], [list('kernel_shape', [2, 2]), list('strides', [2, 2])]],
          ['AveragePool', [], [list('kernel_shape', [1, 1])]],
        ]),
        node('ReduceMean', ['last'], 'm'),
        node('Squeeze', ['m'], 'q'),
        node('MatMul', ['q', 'mw'], 'z'),
        node('Add', ['z', 'db'], 'y'),
      ],
      [...weights, tensor('mw', [4, 2]), tensor('db', [2])],
      { dims: ['batch', 3, 'height', 'width'] },
    ),
    graph(
      [first, node('Conv', ['c', 'dww'], 'last', [whole('group', 4)]), ...HEAD],
      [...weights, tensor('dww', [4, 1, 1, 1]), ...headWeights(4)],
    ),
    graph(
      [
        first,
        node('Concat', ['c', 'c'], 'last'),
        node('Constant', [], 'k', [
          [
            5,
            [
              [1, 'value'],
              [5, tensor('', [1])],
            ],
          ],
        ]),
        ...HEAD,
      ],
      [...weights, ...headWeights(8)],
    ),
    graph(
      [
        first,
        node('Constant', [], 'k', [float('value_float', 2)]),
        node('Div', ['k', 'c'], 'last'),
        ...HEAD,
      ],
      [...weights, ...headWeights(4)],
    ),
    graph(
      [
        node('Reshape', ['x', 'shape'], 'f'),
        node('Gemm', ['f', 'dw', 'db'], 'y', [whole('transB', 1)]),
      ],
      [
        [
          [1, 2],
          [2, 7],
          [8, 'shape'],
          [9, Buffer.alloc(16, 1)],
        ],
        tensor('dw', [2, 576]),
        tensor('db', [2]),
      ],
    ),
    // Numbers one by one and packed, other element types.
    graph(
      [first, ...chain([['Relu']]), ...HEAD],
      [
        [
          [1, { packed: [4, 3, 3, 3] }],
          [2, 10],
          [8, 'w'],
          [9, Buffer.alloc(2 * 108, 60)],
        ],
        [[1, 4], [2, 1], [8, 'b'], ...[1, 2, 3, 4].map((v) => [4, { float: v }])],
        [
          [1, 2],
          [1, 4],
          [2, 1],
          [8, 'dw'],
          [4, floats(8)],
        ],
        [
          [1, 2],
          [2, 11],
          [8, 'db'],
          [9, Buffer.alloc(16)],
        ],
        [
          [1, 2],
          [2, 7],
          [8, 'wholes'],
          [7, { packed: [1, 2] }],
        ],
      ],
    ),
    graph([first, node('Unknown', ['c'], 'y')], weights),
    graph([], [], { dims: [1, 4] }),
    [
      [1, 8],
      [2, 'maker'],
      [9, 4],
      [10, { double: 1 }],
    ],
  ];
}

const WEIGHT_VALUES = [
  0,
  1,
  2,
  3,
  4,
  7,
  10,
  12,
  16,
  'F32',
  'F16',
  'BF16',
  'F64',
  'I64',
  'x',
  'c',
  'last',
  'y',
  'Relu',
  'Conv',
  'Clip',
  [1, 1],
];

const DESCRIPTIONS = [
  ARCHITECTURES[1],
  { architecture: ARCHITECTURES[2] },
  {
    family: 'reference',
    heightPx: 24,
    widthPx: 32,
    blocks: [{ kernel: 3, channels: 4, stride: 2 }],
    hiddenNeurons: 10,
    decay: 0.5,
    depth: 2,
  },
  { family: 'small' },
  {
    gains: [1, 1, 1],
    matrix: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    exponent: 1,
    levels: 0,
    mean: [0, 0, 0],
    deviation: [1, 1, 1],
  },
];

const REFUSALS = ['WeightsError', 'ArchitectureError', 'ModelFileError'];

export const READERS = {
  safetensors: {
    seeds: safetensorsSeeds,
    mutate: (tree, rng) => mutateTree(tree, rng, WEIGHT_VALUES),
    encode: encodeSafetensors,
    read: readWeightsFile,
    covers: [
      'weights/safetensors.js',
      'weights/recognise.js',
      'weights/map-weights.js',
      'weights/modules.js',
      'weights/tensors.js',
      'weights/import-model.js',
      'weights/torch-layout.js',
    ],
  },
  torch: {
    seeds: torchSeeds,
    mutate: (tree, rng) => mutateTree(tree, rng, [...WEIGHT_VALUES, ...PICKLE_STEPS]),
    encode: encodeTorch,
    read: readWeightsFile,
    covers: ['weights/torch', 'weights/readers.js'],
  },
  onnx: {
    seeds: onnxSeeds,
    mutate: (tree, rng) => mutateTree(tree, rng, WEIGHT_VALUES),
    encode: encodeMessage,
    read: readWeightsFile,
    covers: ['weights/onnx'],
  },
  'network-file': {
    seeds: () => DESCRIPTIONS,
    mutate: (tree, rng) => mutateTree(tree, rng, NETWORK_VALUES),
    encode: (tree) => Buffer.from(JSON.stringify(tree) ?? ''),
    read(bytes) {
      try {
        const preprocessing = preprocessingFrom(bytes);
        importModel(encodeSafetensors(safetensorsSeeds()[3]), {
          metadata: { name: 'n', version: '0' },
          preprocessing,
          strides: [2, 1],
          size: { heightPx: 12, widthPx: 16 },
        });
      } catch (error) {
        if (!REFUSALS.includes(error?.name)) throw error;
      }
      architectureFrom(bytes);
    },
    covers: ['weights/descriptions.js'],
  },
};
