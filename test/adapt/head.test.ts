/** The head of a network in double precision: its answer is the network's, and its gradient that of its answer. */
import { describe, expect, it } from 'vitest';
import { activate } from '../../dist/adapt/activate.js';
import { createHeadPass, findHead } from '../../dist/adapt/head.js';
import { loadKernelModule } from '../../dist/engine/node/index.js';
import { createEstimator } from '../../dist/infer/index.js';
import { createNodeReader } from '../../dist/infer/nodes/index.js';
import {
  type Architecture,
  type ModelNode,
  parameterLayout,
  referenceFromWidths,
  smallArchitecture,
} from '../../dist/model/index.js';
import { initialParameters } from '../../dist/nn/index.js';
import { createRng } from '../../dist/random/index.js';
import { tinyModel } from '../cli/tiny-model.js';

const SMALL = {
  ...{ heightPx: 8, widthPx: 8, hidden: 6, centre: [-0.6, -0.5] as const },
  blocks: [{ kernel: 2, stride: 2, channels: 8 }],
};
const LIGHTS = [
  [-0.3, 0.2],
  [0.1, -0.1],
  [0.4, -0.3],
] as const;

const NETWORKS: Readonly<Record<string, Architecture>> = {
  'a mixture of lights': smallArchitecture({ ...SMALL, anchors: LIGHTS }),
  'a free answer': smallArchitecture({ ...SMALL, anchors: [], dropout: 0.2 }),
  'the reference': referenceFromWidths({
    ...{ heightPx: 16, widthPx: 16, widths: [9, 7, 5] },
    blocks: [{ kernel: 3, stride: 1, channels: 16 }],
  }),
};

function modelOf(architecture: Architecture) {
  const layout = parameterLayout(architecture);
  const parameters = new Float32Array(layout.total);
  parameters.set(initialParameters(architecture, layout, createRng(5)));
  return { ...tinyModel(), architecture, parameters };
}

function somePixels({ input }: Architecture): Float32Array {
  const rng = createRng(9);
  return Float32Array.from({ length: input.heightPx * input.widthPx * 4 }, (_, i) =>
    i % 4 === 3 ? 1 : 0.1 + 0.5 * rng.uniform(),
  );
}

/** Where the numbers of its layers lie. */
function indicesOf({ steps }: ReturnType<typeof findHead>): number[] {
  return steps.flatMap((step) => {
    if (step.op !== 'dense') return [];
    const range = (at: number, count: number) => Array.from({ length: count }, (_, i) => at + i);
    const biases = step.biasAt === null ? [] : range(step.biasAt, step.units);
    return [...range(step.weightAt, step.inputs * step.units), ...biases];
  });
}

describe.each(Object.entries(NETWORKS))('the head of %s', (_, architecture) => {
  const model = modelOf(architecture);
  const head = findHead(architecture);
  const pixels = somePixels(architecture);
  const input = createNodeReader(model, head.inputId, loadKernelModule())(pixels);
  const parameters = Float64Array.from(model.parameters);

  it('gives what the estimator gives', () => {
    const { whitePoint } = createEstimator(model, loadKernelModule()).estimateThumbnail(pixels);
    const [r, b] = createHeadPass(head).run(parameters, input);
    expect(r).toBeCloseTo(whitePoint.r, 5);
    expect(b).toBeCloseTo(whitePoint.b, 5);
  });

  it('has the gradient of central differences', () => {
    const pass = createHeadPass(head);
    const byAnswer = [0.7, -1.3];
    const value = (at: Float64Array) => {
      const [r, b] = pass.run(at, input);
      return byAnswer[0]! * r! + byAnswer[1]! * b!;
    };
    value(parameters);
    const gradient = new Float64Array(parameters.length);
    pass.addGradient(parameters, byAnswer, gradient);
    const step = 1e-5;
    let moving = 0;
    for (const i of indicesOf(head)) {
      const at = Float64Array.from(parameters);
      at[i]! += step;
      const above = value(at);
      at[i]! -= 2 * step;
      const slope = (above - value(at)) / (2 * step);
      if (slope !== 0) moving++;
      expect(gradient[i]).toBeCloseTo(slope, 6);
      gradient[i] = 0;
    }
    expect(moving).toBeGreaterThan(5);
    expect(gradient.every((left) => left === 0)).toBe(true);
  });

  it('begins at the last three dense layers at most', () => {
    const dense = head.steps.filter(({ op }) => op === 'dense');
    expect(dense.length).toBe(
      Math.min(3, architecture.nodes.filter(({ op }) => op === 'dense').length),
    );
  });
});

it.each([
  ['a mixture of lights', LIGHTS, ['dense1', 'dense2', 'logWhitePoint']],
  ['a free answer', [], ['dense1', 'logWhitePoint']],
] as const)('has no layer of what blocks say of the whole picture: %s', (_, anchors, expected) => {
  const blocks = [{ ...SMALL.blocks[0]!, context: true }];
  const architecture = smallArchitecture({ ...SMALL, blocks, anchors });
  expect(architecture.nodes.map(({ id }) => id)).toContain('ofWhole1');
  const layout = parameterLayout(architecture);
  const begins = findHead(architecture).steps.flatMap((step) =>
    step.op === 'dense' ? [step.weightAt] : [],
  );
  expect(begins).toEqual(expected.map((id) => layout.find(id, 'weight')!.offset));
});

it('refuses a network that ends in no dense layer', () => {
  const nodes: ModelNode[] = [
    { id: 'planes', op: 'features', planes: 'rgb' },
    { id: 'conv', op: 'conv', from: 'planes', kernel: 1, stride: 1, channels: 2, bias: true },
    { id: 'answer', op: 'globalAveragePool', from: 'conv' },
  ];
  const architecture = { input: { heightPx: 8, widthPx: 8 }, nodes, output: 'answer' };
  expect(() => findHead(architecture)).toThrow('expected a network that ends in dense layers');
});

describe('an activation', () => {
  const kinds = [
    ...['relu', 'leakyRelu', 'relu6', 'hardSwish', 'sigmoid', 'silu', 'exp'].map((kind) => ({
      kind,
    })),
    { kind: 'scaledTanh', alpha: 0.6, beta: 0.6 },
    { kind: 'affine', alpha: -2, beta: 3 },
    { kind: 'clamp', alpha: -1, beta: 2 },
    { kind: 'reciprocal', alpha: 3 },
    { kind: 'log' },
  ];
  it.each(kinds)('%j has the slope of central differences', (settings) => {
    const node = { id: 'a', op: 'activation', from: 'x', ...settings } as Parameters<
      typeof activate
    >[0];
    const step = 1e-6;
    for (const v of [-7.3, -2.2, -0.7, 0.4, 1.6, 3.4, 6.7]) {
      const slope = (activate(node, v + step).value - activate(node, v - step).value) / (2 * step);
      expect(activate(node, v).slope).toBeCloseTo(slope, 5);
    }
  });
});
