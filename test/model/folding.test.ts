/** What folding does to numbers, from the definition of batch normalisation, and which nodes it may take in. */
import { describe, expect, it } from 'vitest';
import {
  type Architecture,
  foldArchitecture,
  inferShapes,
  type ModelNode,
  parameterLayout,
  THUMBNAIL,
} from '../../dist/model/index.js';
import { createRng } from '../../dist/random/index.js';

const EPSILON = 0.01;
const features: ModelNode = { id: 'rgb', op: 'features', planes: 'rgb' };
const conv = (id: string, from: string, channels = 2, kernel = 1): ModelNode => ({
  id,
  op: 'conv',
  from,
  kernel,
  stride: 1,
  channels,
  bias: true,
});
const norm = (id: string, from: string): ModelNode => ({
  id,
  op: 'batchNorm',
  from,
  epsilon: EPSILON,
  momentum: 0.1,
});
const relu = (id: string, from: string): ModelNode => ({
  id,
  op: 'activation',
  from,
  kind: 'relu',
});
const leaky = (id: string, from: string, alpha?: number): ModelNode => ({
  id,
  op: 'activation',
  from,
  kind: 'leakyRelu',
  ...(alpha === undefined ? {} : { alpha }),
});
const pool = (id: string, from: string, size = 2, stride = 2): ModelNode => ({
  id,
  op: 'maxPool',
  from,
  size,
  stride,
});
const head = (from: string): ModelNode[] => [
  { id: 'mean', op: 'globalAveragePool', from },
  { id: 'out', op: 'dense', from: 'mean', units: 2, bias: true },
];

/** A network of these nodes on a 6x6 thumbnail, with random numbers, folded. */
function fold(nodes: readonly ModelNode[], output = 'out') {
  const architecture: Architecture = {
    input: { heightPx: 6, widthPx: 6 },
    nodes: [features, ...nodes],
    output,
  };
  const shapes = inferShapes(architecture);
  const layout = parameterLayout(architecture, shapes);
  const rng = createRng('folding');
  const parameters = Float32Array.from({ length: layout.total }, () => rng.normal());
  for (const { role, offset, length } of layout.tensors) {
    if (role !== 'runningVariance') continue;
    for (let i = 0; i < length; i++) parameters[offset + i] = 0.2 + rng.uniform();
  }
  const of = (id: string, role: Parameters<typeof layout.find>[1]) => {
    const { offset, length } = layout.find(id, role)!;
    return parameters.subarray(offset, offset + length);
  };
  return { ...foldArchitecture(architecture, parameters, shapes), of };
}

/** gamma / sqrt(variance + epsilon), and beta - mean scale. */
function affine(of: ReturnType<typeof fold>['of'], id: string) {
  const scale = Array.from(
    of(id, 'gamma'),
    (g, c) => g / Math.sqrt(of(id, 'runningVariance')[c]! + EPSILON),
  );
  const shift = Array.from(of(id, 'beta'), (b, c) => b - of(id, 'runningMean')[c]! * scale[c]!);
  return { scale, shift };
}

const ops = (stages: readonly { op: string; id: string }[]) =>
  stages.map(({ op, id }) => `${op} ${id}`);

describe('foldArchitecture', () => {
  it('scales weights and bias by the normalisation behind a convolution, and shifts the bias', () => {
    const { stages, of } = fold([conv('c', 'rgb'), norm('n', 'c'), ...head('n')]);
    const { scale, shift } = affine(of, 'n');
    const stage = stages[1]!;
    if (stage.op !== 'conv') throw new Error(`expected conv, got ${stage.op}`);
    // Weights are [kernel][kernel][in][out]: the channel is the last axis.
    stage.weights.forEach((value, i) => {
      expect(value).toBeCloseTo(of('c', 'weight')[i]! * scale[i % 2]!, 6);
    });
    stage.bias.forEach((value, c) => {
      expect(value).toBeCloseTo(of('c', 'bias')[c]! * scale[c]! + shift[c]!, 6);
    });
    expect(stage.slope).toBe(1);
    expect(stage.pool).toBe(false);
  });

  it('gives a convolution without a bias the shift alone', () => {
    const { stages, of } = fold([
      { ...conv('c', 'rgb'), bias: false } as ModelNode,
      norm('n', 'c'),
      ...head('n'),
    ]);
    const { shift } = affine(of, 'n');
    const stage = stages[1]!;
    if (stage.op !== 'conv') throw new Error(`expected conv, got ${stage.op}`);
    stage.bias.forEach((value, c) => {
      expect(value).toBeCloseTo(shift[c]!, 6);
    });
  });

  it('keeps a normalisation with nothing to fold it into, with its activation', () => {
    const { stages, of } = fold([norm('n', 'rgb'), leaky('a', 'n', 0.2), ...head('a')]);
    const { scale, shift } = affine(of, 'n');
    expect(ops(stages)).toEqual(['plain rgb', 'normalise a', 'plain mean', 'dense out']);
    const stage = stages[1]!;
    if (stage.op !== 'normalise') throw new Error(`expected normalise, got ${stage.op}`);
    expect(stage.slope).toBe(0.2);
    stage.scale.forEach((value, c) => {
      expect(value).toBeCloseTo(scale[c]!, 6);
      expect(stage.shift[c]).toBeCloseTo(shift[c]!, 6);
    });
  });

  it('takes normalisation, activation and pool into one convolution', () => {
    const { stages, output } = fold([
      conv('c', 'rgb'),
      norm('n', 'c'),
      relu('a', 'n'),
      pool('p', 'a'),
      ...head('p'),
    ]);
    expect(ops(stages)).toEqual(['plain rgb', 'conv p', 'plain mean', 'dense out']);
    expect(stages[1]).toMatchObject({ slope: 0, pool: true, inputs: ['rgb'] });
    expect(output).toBe('out');
  });

  it('knows the slopes of activations: 0 for ReLU, 0.01 for a leaky one unless it states another', () => {
    const slopeOf = (node: ModelNode) => {
      const { stages } = fold([conv('c', 'rgb'), node, ...head('a')]);
      return (stages[1] as { slope?: number }).slope;
    };
    expect(slopeOf(relu('a', 'c'))).toBe(0);
    expect(slopeOf(leaky('a', 'c'))).toBe(0.01);
    expect(slopeOf(leaky('a', 'c', 0.3))).toBe(0.3);
  });

  it('leaves other activations and other pools to themselves', () => {
    const sigmoid: ModelNode = { id: 'a', op: 'activation', from: 'c', kind: 'sigmoid' };
    expect(ops(fold([conv('c', 'rgb'), sigmoid, ...head('a')]).stages)).toContain('plain a');
    for (const [size, stride] of [
      [3, 2],
      [2, 1],
    ] as const) {
      const { stages } = fold([conv('c', 'rgb'), pool('p', 'c', size, stride), ...head('p')]);
      expect(ops(stages)).toContain('plain p');
      expect(stages[1]).toMatchObject({ pool: false });
    }
  });

  it('leaves a pool to itself that would leave a map smaller than itself', () => {
    const narrow: ModelNode = { ...conv('c', 'rgb', 2, 6), padding: 0 } as ModelNode;
    expect(ops(fold([narrow, pool('p', 'c'), ...head('p')]).stages)).toContain('plain p');
  });

  it('folds nothing into a node that is read twice, or that is the output', () => {
    const twice = fold([
      conv('c', 'rgb'),
      norm('n', 'c'),
      { id: 'sum', op: 'arithmetic', kind: 'add', from: ['c', 'n'] },
      ...head('sum'),
    ]);
    expect(ops(twice.stages)).toContain('conv c');
    expect(ops(twice.stages)).toContain('normalise n');
    const ending = fold(
      [
        { id: 'mean', op: 'globalAveragePool', from: 'rgb' },
        { id: 'out', op: 'dense', from: 'mean', units: 2, bias: true },
        relu('after', 'out'),
      ],
      'out',
    );
    expect(ending.stages.at(-1)).toMatchObject({ op: 'dense', id: 'out', slope: 1 });
  });

  it('sees through dropout, and leaves out what the output does not depend on', () => {
    const { stages } = fold([
      conv('c', 'rgb'),
      { id: 'd', op: 'dropout', from: 'c', rate: 0.5 },
      conv('unused', 'd'),
      ...head('d'),
    ]);
    expect(ops(stages)).toEqual(['plain rgb', 'conv c', 'plain mean', 'dense out']);
    expect(stages[2]).toMatchObject({ inputs: ['c'] });
    expect(stages[0]).toMatchObject({ inputs: [THUMBNAIL] });
  });

  it('refuses a variance that cannot be divided by, and names the channel', () => {
    const architecture: Architecture = {
      input: { heightPx: 6, widthPx: 6 },
      nodes: [
        features,
        conv('c', 'rgb'),
        { ...norm('n', 'c'), epsilon: 0 } as ModelNode,
        ...head('n'),
      ],
      output: 'out',
    };
    const shapes = inferShapes(architecture);
    const layout = parameterLayout(architecture, shapes);
    const parameters = new Float32Array(layout.total).fill(1);
    parameters[layout.find('n', 'runningVariance')!.offset + 1] = 0;
    expect(() => foldArchitecture(architecture, parameters, shapes)).toThrow(
      /n: .*0 \+ 0 in channel 1/,
    );
  });
});
