import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countFlops,
  countParameters,
  describeShape,
  inferShapes,
  mlpWidths,
  PROOF_OF_CONCEPT,
  referenceArchitecture,
} from '../../dist/model/index.js';

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

const anyMlp = fc
  .record({
    depth: fc.integer({ min: 1, max: 40 }),
    spare: fc.integer({ min: 0, max: 250 }),
    decay: fc.double({ min: 0, max: 20, noNaN: true }),
  })
  .map(({ depth, spare, decay }) => ({ hiddenNeurons: depth + spare, depth, decay }));

describe('mlpWidths', () => {
  it('gives the proof of concept its 130-47-17-6', () => {
    expect(mlpWidths(200, 1, 4)).toEqual([130, 47, 17, 6]);
  });

  it('deals out every neuron, at least one a layer, never more to a later layer than to the first', () => {
    fc.assert(
      fc.property(anyMlp, ({ hiddenNeurons, depth, decay }) => {
        const widths = mlpWidths(hiddenNeurons, decay, depth);
        expect(widths).toHaveLength(depth);
        expect(sum(widths)).toBe(hiddenNeurons);
        for (const width of widths) {
          expect(Number.isInteger(width)).toBe(true);
          expect(width).toBeGreaterThanOrEqual(1);
          expect(width).toBeLessThanOrEqual(widths[0]);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('follows exp(-d i), rounded down, within the space that is searched', () => {
    const space = fc.record({
      hiddenNeurons: fc.integer({ min: 40, max: 250 }),
      decay: fc.double({ min: 0, max: 1.5, noNaN: true }),
      depth: fc.integer({ min: 2, max: 5 }),
    });
    fc.assert(
      fc.property(space, ({ hiddenNeurons, decay, depth }) => {
        const shares = Array.from({ length: depth }, (_, i) => Math.exp(-decay * i));
        const later = shares
          .slice(1)
          .map((share) => Math.max(1, Math.floor((hiddenNeurons * share) / sum(shares))));
        const widths = mlpWidths(hiddenNeurons, decay, depth);
        expect(widths).toEqual([hiddenNeurons - sum(later), ...later]);
      }),
    );
  });

  it('leaves the first layer a neuron where most layers had to be given theirs', () => {
    expect(mlpWidths(8, 0.7, 8)).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
    expect(mlpWidths(5, 1000, 5)).toEqual([1, 1, 1, 1, 1]);
    expect(mlpWidths(7, 0, 3)).toEqual([3, 2, 2]);
  });

  it('refuses more layers than neurons, fractions and decays that grow', () => {
    expect(() => mlpWidths(3, 1, 4)).toThrow('got 3 neurons in 4 layers');
    expect(() => mlpWidths(40.5, 1, 4)).toThrow('expected whole numbers');
    expect(() => mlpWidths(40, 1, 0)).toThrow('at least 1 layer');
    expect(() => mlpWidths(40, -1, 4)).toThrow('expected a decay of 0 or more, got -1');
    expect(() => mlpWidths(40, Number.NaN, 4)).toThrow('got NaN');
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
