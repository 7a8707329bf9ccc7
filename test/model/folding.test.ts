/**
 * Folding as arithmetic: what a stage computes on one pixel is what its nodes compute one after the other, by the formulas
 * that folding.ts opens with. Networks as a whole are compared in test/infer.
 */
import { describe, expect, it } from 'vitest';
import {
  type Architecture,
  foldArchitecture,
  inferShapes,
  type ModelNode,
  parameterLayout,
  type Stage,
} from '../../dist/model/index.js';
import { createRng } from '../../dist/random/index.js';

const EPSILON = 1e-3;
const MEAN: ModelNode = { id: 'mean', op: 'globalAveragePool', from: 'last' };
const END: ModelNode = { id: 'end', op: 'dense', from: 'mean', units: 2, bias: true };

/** A network whose map `last` comes of these nodes, with parameters at random, variances above 0. */
function folded(...nodes: readonly ModelNode[]) {
  const planes: ModelNode = { id: 'planes', op: 'features', planes: 'rgb' };
  const architecture: Architecture = {
    input: { heightPx: 6, widthPx: 8 },
    nodes: [planes, ...nodes, { ...MEAN, from: nodes.at(-1)!.id } as ModelNode, END],
    output: 'end',
  };
  const rng = createRng(1);
  const layout = parameterLayout(architecture);
  const parameters = new Float32Array(layout.total);
  for (const { role, offset, length } of layout.tensors)
    for (let i = offset; i < offset + length; i++)
      parameters[i] = role === 'runningVariance' ? 0.5 + rng.uniform() : 2 * rng.uniform() - 1;
  const of = (id: string, role: Parameters<typeof layout.find>[1]) => {
    const { offset, length } = layout.find(id, role)!;
    return parameters.subarray(offset, offset + length);
  };
  const { stages } = foldArchitecture(architecture, parameters, inferShapes(architecture));
  return { stages: new Map(stages.map((stage) => [stage.id, stage])), of };
}

const CONV = { id: 'c', op: 'conv', from: 'planes', kernel: 3, stride: 1, channels: 5 } as const;
const NORM: ModelNode = { id: 'n', op: 'batchNorm', from: 'c', epsilon: EPSILON, momentum: 0.1 };
const RELU: ModelNode = { id: 'a', op: 'activation', from: 'n', kind: 'relu' };
const POOL: ModelNode = { id: 'p', op: 'maxPool', from: 'a', size: 2, stride: 2 };

type Weighted = Extract<Stage, { weights: Float32Array }>;

describe('a normalisation behind a convolution', () => {
  it.each([
    ['conv', { ...CONV, bias: true }, 5],
    [
      'depthwise',
      { id: 'c', op: 'depthwise', from: 'planes', kernel: 3, stride: 1, bias: true },
      3,
    ],
  ] as const)('scales the weights and the bias of each channel: %s', (_, node, channels) => {
    const { stages, of } = folded(node, NORM);
    const stage = stages.get('n') as Weighted;
    const [weight, bias] = [of('c', 'weight'), of('c', 'bias')];
    const [gamma, beta] = [of('n', 'gamma'), of('n', 'beta')];
    const [mean, variance] = [of('n', 'runningMean'), of('n', 'runningVariance')];
    const scale = (c: number) => gamma[c]! / Math.sqrt(variance[c]! + EPSILON);
    stage.weights.forEach((value, i) => {
      expect(value).toBeCloseTo(weight[i]! * scale(i % channels), 6);
    });
    stage.bias.forEach((value, c) => {
      // y = gamma (w x + bias - mean) / deviation + beta at x = 0.
      expect(value).toBeCloseTo((bias[c]! - mean[c]!) * scale(c) + beta[c]!, 6);
    });
  });

  it('gives a convolution without bias one', () => {
    const { stages, of } = folded({ ...CONV, bias: false }, NORM);
    const { bias } = stages.get('n') as Weighted;
    const gamma = of('n', 'gamma');
    bias.forEach((value, c) => {
      const deviation = Math.sqrt(of('n', 'runningVariance')[c]! + EPSILON);
      const expected = of('n', 'beta')[c]! - (of('n', 'runningMean')[c]! * gamma[c]!) / deviation;
      expect(value).toBeCloseTo(expected, 6);
    });
  });

  it('stays by itself where another node reads the convolution too', () => {
    const sum: ModelNode = { id: 's', op: 'arithmetic', kind: 'add', from: ['n', 'c'] };
    const { stages } = folded({ ...CONV, bias: false }, NORM, sum);
    expect(stages.get('c')!.op).toBe('conv');
    expect(stages.get('n')!.op).toBe('normalise');
  });
});

describe('what stands behind', () => {
  it('is taken in: activation, then a 2x2 pool', () => {
    const { stages } = folded({ ...CONV, bias: false }, NORM, RELU, POOL);
    expect([...stages.keys()]).toEqual(['planes', 'p', 'mean', 'end']);
    expect(stages.get('p')).toMatchObject({ op: 'conv', slope: 0, pool: true });
  });

  it('keeps the slope that is stated, and 0.01 where none is', () => {
    const leaky = (alpha?: number) =>
      folded({ ...CONV, bias: false }, NORM, {
        ...RELU,
        kind: 'leakyRelu',
        ...(alpha === undefined ? {} : { alpha }),
      } as ModelNode).stages.get('a');
    expect(leaky(0.3)).toMatchObject({ slope: 0.3 });
    expect(leaky()).toMatchObject({ slope: 0.01 });
  });

  it('is not taken in where it is another activation or another pool', () => {
    const sigmoid = { ...RELU, kind: 'sigmoid' } as ModelNode;
    const wide = { ...POOL, size: 3 } as ModelNode;
    const { stages } = folded({ ...CONV, bias: false }, NORM, sigmoid, wide);
    expect(stages.get('n')).toMatchObject({ op: 'conv', slope: 1, pool: false });
    expect(stages.get('a')!.op).toBe('plain');
    expect(stages.get('p')!.op).toBe('plain');
  });

  it('dropout passes on what it reads', () => {
    const { stages } = folded({ ...CONV, bias: false }, NORM, {
      id: 'd',
      op: 'dropout',
      from: 'n',
      rate: 0.5,
    });
    expect(stages.has('d')).toBe(false);
    expect(stages.get('mean')!.inputs).toEqual(['n']);
  });
});
