import { describe, expect, it } from 'vitest';
import {
  countFlops,
  countParameters,
  describeShape,
  inferShapes,
  mlpWidths,
  PROOF_OF_CONCEPT,
  referenceArchitecture,
  referenceArchitectureV1,
} from '../../dist/model/index.js';

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

/** As the reference writes it, in double precision: int(T * (exp(-d i) / sum)), the rest to the first. */
function referenceWidths(neurons: number, decay: number, linearLayers: number): number[] {
  const parts: number[] = [];
  for (let i = 0; i < linearLayers - 1; i++) parts.push(Math.exp(-decay * i));
  const total = sum(parts);
  const widths = parts.map((part) => Math.trunc(neurons * (part / total)));
  widths[0]! -= sum(widths) - neurons;
  return widths;
}

/** All points of the reference's space of MLPs on a grid of 301 decays. */
function* gridOfMlps(): Generator<[neurons: number, decay: number, depth: number]> {
  for (let neurons = 40; neurons <= 250; neurons++) {
    for (let depth = 2; depth <= 5; depth++) {
      for (let k = 0; k <= 300; k++) yield [neurons, k * 0.005, depth];
    }
  }
}

describe('mlpWidths', () => {
  it('gives the proof of concept its 130-47-17-6, and the released weights their 92-55-33-20', () => {
    expect(mlpWidths(200, 1, 5)).toEqual([130, 47, 17, 6]);
    expect(mlpWidths(200, 0.5, 5)).toEqual([92, 55, 33, 20]);
  });

  it('counts linear layers: one fewer of them are hidden', () => {
    for (const depth of [2, 3, 4, 5]) expect(mlpWidths(100, 0.3, depth)).toHaveLength(depth - 1);
    expect(mlpWidths(205, 0.5124510149612549, 2)).toEqual([205]);
    expect(mlpWidths(107, 0.7532670380880242, 5)).toEqual([60, 28, 13, 6]);
  });

  it('equals the reference at each of 254,044 points of its space, layers of no neurons included', () => {
    let points = 0;
    let empty = 0;
    const differing: unknown[] = [];
    for (const [neurons, decay, depth] of gridOfMlps()) {
      const widths = mlpWidths(neurons, decay, depth);
      const wanted = referenceWidths(neurons, decay, depth);
      points++;
      if (widths.includes(0)) empty++;
      if (widths.join() !== wanted.join()) differing.push([neurons, decay, depth, widths]);
      if (sum(widths) !== neurons) differing.push([neurons, decay, depth, 'sum']);
    }
    expect(differing).toEqual([]);
    expect([points, empty]).toEqual([254_044, 2557]);
  });

  it('refuses no hidden layer, fractions and decays that grow', () => {
    expect(() => mlpWidths(40, 1, 1)).toThrow('got 40 neurons in 1 layers');
    expect(() => mlpWidths(40.5, 1, 4)).toThrow('expected whole numbers');
    expect(() => mlpWidths(40, -1, 4)).toThrow('expected a decay of 0 or more, got -1');
    expect(() => mlpWidths(40, Number.NaN, 4)).toThrow('got NaN');
  });
});

describe('a network of the reference', () => {
  const family = { ...PROOF_OF_CONCEPT, heightPx: 144, widthPx: 216 };
  const withKernel = (kernel: number) => ({
    ...family,
    blocks: family.blocks.map((block) => ({ ...block, kernel })),
  });

  it('pads even kernels (k - 1) / 2, rounded down', () => {
    const shapeOf = (kernel: number) =>
      describeShape(inferShapes(referenceArchitecture(withKernel(kernel))).get('conv1')!);
    expect([3, 4, 5, 6, 7].map(shapeOf)).toEqual([
      '144x216x32',
      '143x215x32',
      '144x216x32',
      '143x215x32',
      '144x216x32',
    ]);
  });

  it('of a layer without neurons is refused by name', () => {
    const empty = { ...family, hiddenNeurons: 40, decay: 1.5, depth: 5 };
    expect(() => referenceArchitecture(empty)).toThrow(
      'dense4: expected at least 1 neuron, got a layer of none: 33-6-1-0',
    );
  });

  it('whose maps are too small to pool, or smaller than a kernel, is refused by name', () => {
    const strided = (kernel: number, stride: number) => ({
      ...family,
      heightPx: 72,
      widthPx: 108,
      blocks: family.blocks.map((block) => ({ ...block, kernel, stride })),
    });
    expect(() => referenceArchitecture(strided(5, 5))).toThrow(
      'pool3: expected a map of at least 2x2 pixels, got 1x1x128',
    );
    expect(() => referenceArchitecture(strided(6, 5))).toThrow(
      'conv3: expected an input of at least',
    );
  });

  it('is as it was for what was written before: hidden layers counted, k / 2 padded', () => {
    const old = referenceArchitectureV1({
      ...withKernel(4),
      hiddenNeurons: 40,
      decay: 1.5,
      depth: 4,
    });
    const shapes = inferShapes(old);
    expect(describeShape(shapes.get('conv1')!)).toBe('145x217x32');
    expect(['dense1', 'dense2', 'dense3', 'dense4'].map((id) => shapes.get(id)!.channels)).toEqual([
      32, 6, 1, 1,
    ]);
  });
});

describe('the proof of concept', () => {
  const architecture = referenceArchitecture(PROOF_OF_CONCEPT);

  it('has 281,177 parameters and takes 1.21 GFLOP', () => {
    expect(countParameters(architecture)).toBe(281_177);
    expect(countFlops(architecture) / 1e9).toBeCloseTo(1.21, 2);
  });

  it('halves its maps block by block', () => {
    const shapes = inferShapes(architecture);
    const described = ['planes', 'conv1', 'pool1', 'conv2', 'pool2', 'conv3', 'pool3', 'mean'].map(
      (id) => describeShape(shapes.get(id)!),
    );
    expect(described).toEqual([
      '288x432x3',
      '288x432x32',
      '144x216x32',
      '72x108x64',
      '36x54x64',
      '18x27x128',
      '9x13x128',
      '[128]',
    ]);
  });

  it('ends in 0.6 tanh + 0.6 of two numbers', () => {
    expect(architecture.nodes.at(-1)).toMatchObject({ kind: 'scaledTanh', alpha: 0.6, beta: 0.6 });
    expect(architecture.nodes.at(-2)).toMatchObject({ op: 'dense', units: 2 });
  });
});
