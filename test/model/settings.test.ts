/** Every setting of every operation, as a file from anybody may hold it: another type, or a value out of range. */
import { describe, expect, it } from 'vitest';
import {
  type Architecture,
  ArchitectureError,
  inferShapes,
  type ModelNode,
  OPERATIONS,
} from '../../dist/model/index.js';

const PLANES = { id: 'planes', op: 'features', planes: 'rgb' };
const MEAN = { id: 'mean', op: 'globalAveragePool', from: 'planes' };
const END = { id: 'end', op: 'dense', from: 'mean', units: 2, bias: true };
const LOG_CHROMA = {
  op: 'features',
  planes: 'logChroma',
  epsilon: 0.002,
  centre: [-0.5, -0.4],
  scale: 2,
  centreLuminance: true,
};

const infer = (...middle: readonly object[]) =>
  inferShapes({
    input: { heightPx: 5, widthPx: 8 },
    nodes: [PLANES, MEAN, ...middle, END],
    output: 'end',
  } as Architecture);

/** For each operation a right node, and the values that each of its settings must not have. */
const MAP = { id: 'middle', from: 'planes' };
const BAD_NUMBER = [Number.NaN, Number.POSITIVE_INFINITY, '1', null, [], {}, true, 1e9];
const BAD_FLAG = [0, 1, 'false', null, {}];
const BAD_WHOLE = [...BAD_NUMBER, 1.5, -1];
const BAD_TEXT = [0, null, 'other', 'constructor', ['relu']];
const CASES: Record<ModelNode['op'], [node: object, bad: Record<string, readonly unknown[]>]> = {
  features: [
    LOG_CHROMA,
    {
      planes: BAD_TEXT,
      epsilon: [...BAD_NUMBER, -1e-9, 1.1],
      centre: [[0], [0, 0, 0], [0, Number.NaN], [21, 0], ['0', '0'], 0, null],
      scale: BAD_NUMBER,
      centreLuminance: BAD_FLAG,
      clip: BAD_FLAG,
      // Sides are 5 and 8.
      cell: [...BAD_WHOLE, 0, 6, 17],
      of: BAD_TEXT,
    },
  ],
  resize: [
    { ...MAP, op: 'resize', heightPx: 3, widthPx: 4 },
    { heightPx: [...BAD_WHOLE, 0, 8193], widthPx: [...BAD_WHOLE, 0, 8193] },
  ],
  conv: [
    { ...MAP, op: 'conv', kernel: 3, stride: 1, channels: 4, bias: false, padding: 1 },
    {
      kernel: [...BAD_WHOLE, 0, 16],
      stride: [...BAD_WHOLE, 0, 16],
      channels: [...BAD_WHOLE, 0, 4097],
      bias: BAD_FLAG,
      padding: BAD_WHOLE.filter((value) => value !== null),
    },
  ],
  depthwise: [
    { ...MAP, op: 'depthwise', kernel: 3, stride: 1, bias: true },
    { kernel: BAD_WHOLE, stride: BAD_WHOLE, bias: BAD_FLAG },
  ],
  batchNorm: [
    { ...MAP, op: 'batchNorm', epsilon: 1e-5, momentum: 0.1 },
    { epsilon: [...BAD_NUMBER, -1, 2], momentum: [...BAD_NUMBER, -1, 2] },
  ],
  activation: [
    { ...MAP, op: 'activation', kind: 'scaledTanh', alpha: 1, beta: 0 },
    { kind: BAD_TEXT, alpha: BAD_NUMBER, beta: BAD_NUMBER },
  ],
  maxPool: [
    { ...MAP, op: 'maxPool', size: 2, stride: 2 },
    { size: BAD_WHOLE, stride: BAD_WHOLE },
  ],
  averagePool: [
    { ...MAP, op: 'averagePool', size: 2, stride: 2 },
    { size: BAD_WHOLE, stride: BAD_WHOLE },
  ],
  globalAveragePool: [{ ...MAP, op: 'globalAveragePool' }, {}],
  weightedPool: [
    { ...MAP, op: 'weightedPool', weights: 'one', epsilon: 1e-3 },
    { epsilon: [...BAD_NUMBER, -1], weights: ['none', null, 3] },
  ],
  softmax: [{ ...MAP, op: 'softmax', axis: 'pixels' }, { axis: BAD_TEXT }],
  dense: [
    {
      id: 'middle',
      op: 'dense',
      from: 'mean',
      units: 1,
      bias: true,
      initialBias: [0],
      initialWeights: [0, 0, 0],
      initialDeviation: 0.1,
      frozen: true,
    },
    {
      units: [...BAD_WHOLE, 0, 65537],
      bias: BAD_FLAG,
      initialBias: [[], [Number.NaN], ['1'], 3, 'a', null],
      initialWeights: [[0], [0, 0, Number.POSITIVE_INFINITY], {}, null],
      initialDeviation: [...BAD_NUMBER, -1],
      frozen: BAD_FLAG,
    },
  ],
  flatten: [{ ...MAP, op: 'flatten' }, { from: ['nobody', 3, null, []] }],
  concat: [
    { id: 'middle', op: 'concat', from: ['planes', 'planes'] },
    { from: [[], 'planes', 3, null, ['nobody'], [null], Array(257).fill('planes')] },
  ],
  slice: [
    { ...MAP, op: 'slice', start: 0, end: 2 },
    { start: [...BAD_WHOLE, 3], end: [...BAD_WHOLE, 0, 4] },
  ],
  arithmetic: [
    { id: 'middle', op: 'arithmetic', kind: 'add', from: ['planes', 'mean'] },
    { kind: BAD_TEXT, from: [['planes'], 'planes', null, ['planes', 'planes', 'planes']] },
  ],
  dropout: [{ ...MAP, op: 'dropout', rate: 0.5 }, { rate: [...BAD_NUMBER, -0.1, 1] }],
};
const ONE = { id: 'one', op: 'slice', from: 'planes', start: 0, end: 1 };

describe.each(Object.keys(OPERATIONS) as ModelNode['op'][])('settings of %s', (op) => {
  const [fields, bad] = CASES[op];
  const node = { id: 'middle', ...fields };

  it('are taken where they are right', () => {
    expect(infer(ONE, node).has('middle')).toBe(true);
  });

  it.each(
    Object.entries(bad).flatMap(([name, values]) => values.map((value) => [name, value] as const)),
  )('%s of %j is refused by name', (name, value) => {
    // As read from a file; what JSON cannot hold comes from programs.
    const broken = () => infer(ONE, { ...node, [name]: value });
    expect(broken).toThrow(ArchitectureError);
    expect(broken).toThrow(/^middle: expected /);
  });
});

describe('settings of planes of a rendered picture', () => {
  const node = {
    id: 'middle',
    op: 'features',
    planes: 'rendered',
    gains: [1, 1, 1],
    matrix: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    exponent: 0.45,
    levels: 255,
    mean: [0, 0, 0],
    deviation: [1, 1, 1],
  };

  it('are taken where they are right', () => {
    expect(infer(ONE, node).get('middle')!.channels).toBe(3);
  });

  it.each([
    ['gains', [[1, 1], [1, 1, Number.NaN], 1, null, [1, 1, 1e9]]],
    ['matrix', [[1], 'no', Array(9).fill('1'), null]],
    ['exponent', [0, 21, '1', Number.NaN, null]],
    ['levels', [-1, 0.5, 1024, '255', null]],
    ['mean', [[], [0, 0, '0'], null]],
    ['deviation', [[0, 1, 1], [1, 1, -1], [1, 1], null]],
  ])('%s is refused by name', (name, values) => {
    for (const value of values) {
      expect(() => infer(ONE, { ...node, [name]: value })).toThrow(/^middle: expected /);
    }
  });
});

describe('an architecture from anywhere', () => {
  it.each([
    ['nothing', {}],
    ['no nodes', { input: { heightPx: 5, widthPx: 8 }, output: 'end' }],
    ['an empty list', { input: { heightPx: 5, widthPx: 8 }, nodes: [], output: 'end' }],
    ['a node that is none', { input: { heightPx: 5, widthPx: 8 }, nodes: [null], output: 'end' }],
    ['a size as text', { input: { heightPx: '5', widthPx: 8 }, nodes: [PLANES], output: 'end' }],
    ['no size', { nodes: [PLANES], output: 'end' }],
  ])('is refused: %s', (_, architecture) => {
    expect(() => inferShapes(architecture as Architecture)).toThrow(ArchitectureError);
  });

  it.each(['', 3, null, 'a\0b', 'x'.repeat(257)])('has ids that are texts, not %j', (id) => {
    expect(() => infer({ ...MEAN, id })).toThrow(/nodes\[2\]: expected an id/);
  });

  it.each(['toString', '__proto__', 'constructor', 'upsample', 3, undefined])(
    'has no operation %j',
    (op) => {
      expect(() => infer({ ...MAP, op })).toThrow(/^middle: unknown operation/);
    },
  );

  it('has at most 4096 nodes', () => {
    const chain = Array.from({ length: 5000 }, (_, i) => ({ ...MAP, op: 'flatten', id: `f${i}` }));
    expect(() => infer(...chain)).toThrow(/nodes: expected their number/);
  });

  it('asks for no more memory than a machine has', () => {
    const input = { heightPx: 8192, widthPx: 8192 };
    const conv = { ...MAP, op: 'conv', kernel: 1, stride: 1, channels: 4096, bias: false };
    const nodes = [PLANES, MEAN, conv, END];
    expect(() => inferShapes({ input, nodes, output: 'end' } as Architecture)).toThrow(
      /middle: expected maps of at most 268435456 numbers up to here, got 27/,
    );
    const wide = { id: 'w', op: 'dense', from: 'mean', units: 65536, bias: false };
    const wider = { id: 'x', op: 'dense', from: 'w', units: 65536, bias: false };
    expect(() => infer(wide, wider)).toThrow(/x: expected parameters of at most/);
  });
});
