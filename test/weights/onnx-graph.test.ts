/** Graphs as PyTorch exports them: normalisations by themselves or folded, tanh scaled by constants, [1, 3, height, width]. */
import { describe, expect, it } from 'vitest';
import { encodeOnnx, type OnnxNode } from '../../dist/export/onnx/messages.js';
import { type Model, parameterLayout } from '../../dist/model/index.js';
import { evaluateTwin } from '../../dist/nn/twin/evaluate.js';
import { createRng } from '../../dist/random/index.js';
import { importModel, WeightsError } from '../../dist/weights/index.js';

const METADATA = { name: 'onnx', version: '0.1.0' };
const rng = createRng('onnx');
const floats = (count: number) => Float32Array.from({ length: count }, () => 0.5 * rng.normal());
const tensor = (name: string, ...dims: number[]) => ({
  name,
  dims,
  values: floats(dims.reduce((a, b) => a * b, 1)),
});
const ints = (...values: number[]) => ({ ints: values });
const node = (
  operator: string,
  inputs: string[],
  output: string,
  attributes: OnnxNode['attributes'] = {},
): OnnxNode => ({ operator, inputs, output, attributes });

const CONSTANTS = [
  tensor('w', 4, 3, 3, 3),
  tensor('gamma', 4),
  tensor('beta', 4),
  tensor('mean', 4),
  { ...tensor('variance', 4), values: Float32Array.of(0.5, 1, 1.5, 2) },
  tensor('dense', 2, 4),
  tensor('bias', 2),
  { name: 'scale', dims: [], values: Float32Array.of(0.6) },
];
const NODES = [
  node('Conv', ['picture', 'w'], 'c', {
    kernel_shape: ints(3, 3),
    strides: ints(2, 2),
    pads: ints(1, 1, 1, 1),
  }),
  node('BatchNormalization', ['c', 'gamma', 'beta', 'mean', 'variance'], 'n', {
    epsilon: { float: 1e-3 },
  }),
  node('Relu', ['n'], 'r'),
  node('MaxPool', ['r'], 'p', { kernel_shape: ints(2, 2), strides: ints(2, 2) }),
  node('GlobalAveragePool', ['p'], 'g'),
  node('Flatten', ['g'], 'f', { axis: { int: 1 } }),
  node('Gemm', ['f', 'dense', 'bias'], 'd', { transB: { int: 1 } }),
  node('Tanh', ['d'], 't'),
  node('Mul', ['t', 'scale'], 'm'),
  node('Add', ['m', 'scale'], 'white_point'),
];
const file = (nodes = NODES, dims = [1, 3, 8, 12], constants = CONSTANTS) =>
  encodeOnnx({
    name: 'net',
    producerVersion: '1',
    description: '',
    metadata: {},
    nodes,
    constants,
    inputs: [{ name: 'picture', dims }],
    outputs: [{ name: 'white_point', dims: [1, 2] }],
    values: [],
  });
const options = { preprocessing: 'linear' as const, metadata: METADATA };

/** The graph by hand, in double precision. */
function byHand(x: Float64Array): number[] {
  const [w, gamma, beta, mean, variance, dense, bias] = CONSTANTS.map(({ values }) => values);
  const pooled = [0, 1, 2, 3].map((o) => {
    const map = Array.from({ length: 4 * 6 }, (_, at) => {
      let sum = 0;
      for (let c = 0; c < 3; c++)
        for (let i = 0; i < 3; i++)
          for (let j = 0; j < 3; j++) {
            const [y, k] = [Math.floor(at / 6) * 2 + i - 1, (at % 6) * 2 + j - 1];
            if (y < 0 || k < 0 || y >= 8 || k >= 12) continue;
            sum += x[(y * 12 + k) * 4 + c]! * w![((o * 3 + c) * 3 + i) * 3 + j]!;
          }
      const normal = (sum - mean![o]!) / Math.sqrt(variance![o]! + Math.fround(1e-3));
      return Math.max(0, gamma![o]! * normal + beta![o]!);
    });
    let total = 0;
    for (let y = 0; y < 2; y++)
      for (let k = 0; k < 3; k++)
        total += Math.max(...[0, 1, 6, 7].map((step) => map[2 * y * 6 + 2 * k + step]!));
    return total / 6;
  });
  return [0, 1].map((unit) => {
    const sum = pooled.reduce((s, v, o) => s + v * dense![unit * 4 + o]!, bias![unit]!);
    const scale = Math.fround(0.6);
    return Math.tanh(sum) * scale + scale;
  });
}

describe('an ONNX graph', () => {
  it.each([
    ['Gemm', {}],
    ['MatMul', {}],
  ])('has the same weights where %s holds them input by input', (operator, attributes) => {
    const { values } = CONSTANTS[5]!;
    // W' as W: 4 inputs of 2 units each.
    const turned = Float32Array.from({ length: 8 }, (_, i) => values[(i % 2) * 4 + (i >> 1)]!);
    const constants = CONSTANTS.map((one) =>
      one.name === 'dense' ? { name: 'dense', dims: [4, 2], values: turned } : one,
    );
    const inputs = operator === 'Gemm' ? ['f', 'dense', 'bias'] : ['f', 'dense'];
    const nodes = NODES.map((one) =>
      one.operator === 'Gemm' ? node(operator, inputs, 'd', attributes) : one,
    );
    const weightsOf = ({ architecture, parameters }: Model) => {
      const dense = architecture.nodes.find(({ op }) => op === 'dense')!;
      const { offset, length } = parameterLayout(architecture).find(dense.id, 'weight')!;
      return [...parameters.subarray(offset, offset + length)];
    };
    const wanted = weightsOf(importModel(file(), options).model);
    expect(wanted).toHaveLength(8);
    const { model } = importModel(file(nodes, [1, 3, 8, 12], constants), options);
    expect(weightsOf(model)).toEqual(wanted);
  });

  it.each([
    [0, 6, true],
    [0, 5, false],
    [-1, 6, false],
    [1, 6, false],
  ])('with Clip from %d to %d is taken: %s', (low, high, isTaken) => {
    const limits = [
      { name: 'low', dims: [], values: Float32Array.of(low) },
      { name: 'high', dims: [], values: Float32Array.of(high) },
    ];
    const nodes = NODES.map((one) =>
      one.operator === 'Relu' ? node('Clip', ['n', 'low', 'high'], 'r') : one,
    );
    const read = () => importModel(file(nodes, [1, 3, 8, 12], [...CONSTANTS, ...limits]), options);
    if (!isTaken) {
      expect(read).toThrow(WeightsError);
      return;
    }
    const { architecture } = read().model;
    expect(architecture.nodes.find(({ op }) => op === 'activation')).toMatchObject({
      kind: 'relu6',
    });
  });

  it('becomes a network that computes the same', () => {
    const { model, format, mapped } = importModel(file(), options);
    expect([format, mapped.length]).toEqual(['ONNX', 7]);
    const x = Float64Array.from({ length: 8 * 12 * 4 }, (_, i) =>
      i % 4 === 3 ? 1 : rng.uniform(),
    );
    const values = evaluateTwin(model.architecture, Float64Array.from(model.parameters), x, {
      batch: 1,
      training: false,
    });
    const [r, b] = byHand(x);
    const found = values.get(model.architecture.output)!;
    expect(found[0]).toBeCloseTo(r!, 6);
    expect(found[1]).toBeCloseTo(b!, 6);
  });

  it('needs a word on what it reads', () => {
    expect(() => importModel(file(), { metadata: METADATA })).toThrow(/give --preprocessing/);
  });

  it('of an open size takes the one that it is given', () => {
    const open = file(NODES, [1, 3, 0, 0]);
    expect(() => importModel(open, options)).toThrow(/give --size/);
    const { model } = importModel(open, { ...options, size: { heightPx: 8, widthPx: 12 } });
    expect(model.architecture.input).toEqual({ heightPx: 8, widthPx: 12 });
  });

  it.each([
    ['an operator that we have not', [node('Einsum', ['picture'], 'white_point')], /'Einsum'/],
    ['a value from nowhere', [node('Relu', ['nobody'], 'white_point')], /'nobody'/],
    [
      'a stride of two kinds',
      [node('Conv', ['picture', 'w'], 'white_point', { strides: ints(1, 2) })],
      /the same strides on all sides/,
    ],
    [
      'weights that are computed',
      [node('Conv', ['picture', 'picture'], 'white_point')],
      /constants/,
    ],
  ])('with %s is refused with a sentence', (_, nodes, message) => {
    expect(() => importModel(file(nodes), options)).toThrow(WeightsError);
    expect(() => importModel(file(nodes), options)).toThrow(message);
  });

  it('cut anywhere or with any byte changed gives a network or a sentence, and ends', () => {
    const bytes = file();
    const damage = createRng('damage');
    for (let i = 0; i < 600; i++) {
      const copy = bytes.slice(0, damage.integer(2) ? bytes.length : damage.integer(bytes.length));
      for (let k = 0; k < 2 && copy.length > 0; k++)
        copy[damage.integer(copy.length)] = damage.integer(256);
      try {
        importModel(copy, options);
      } catch (error) {
        expect(['WeightsError', 'ArchitectureError']).toContain((error as Error).name);
      }
    }
  });
});
