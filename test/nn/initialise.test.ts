import { describe, expect, it } from 'vitest';
import { type Architecture, parameterLayout } from '../../dist/model/index.js';
import { heNormal, initialParameters } from '../../dist/nn/index.js';
import { createRng } from '../../dist/random/index.js';

const ARCHITECTURE: Architecture = {
  input: { heightPx: 6, widthPx: 8 },
  nodes: [
    { id: 'planes', op: 'features', planes: 'rgb' },
    { id: 'c', op: 'conv', from: 'planes', kernel: 5, stride: 1, channels: 40, bias: true },
    { id: 'n', op: 'batchNorm', from: 'c', epsilon: 1e-5, momentum: 0.1 },
    { id: 'm', op: 'globalAveragePool', from: 'n' },
    { id: 'd', op: 'dense', from: 'm', units: 50, bias: true, initialDeviation: 0.01 },
    {
      id: 'e',
      op: 'dense',
      from: 'd',
      units: 2,
      bias: true,
      initialBias: [0.5, -0.25],
      initialWeights: Array.from({ length: 100 }, (_, i) => i / 128),
    },
  ],
  output: 'e',
};

const layout = parameterLayout(ARCHITECTURE);
const parameters = initialParameters(ARCHITECTURE, layout, createRng(1));

function valuesOf(from: Float32Array, ...name: Parameters<typeof layout.find>): number[] {
  const { offset, length } = layout.find(...name)!;
  return [...from.subarray(offset, offset + length)];
}

function deviationOf(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);
}

describe('initialParameters', () => {
  it('spread weights by the root of 2 over their inputs, or as their node says', () => {
    expect(deviationOf(valuesOf(parameters, 'c', 'weight')) / Math.sqrt(2 / 75)).toBeCloseTo(1, 1);
    expect(deviationOf(valuesOf(parameters, 'd', 'weight')) / 0.01).toBeCloseTo(1, 1);
    const free = heNormal(20_000, 8, createRng('he'));
    expect(deviationOf([...free])).toBeCloseTo(0.5, 2);
  });

  it('lie evenly within 1 over the root of their inputs where PyTorch is followed, biases too', () => {
    const uniform = initialParameters(ARCHITECTURE, layout, createRng(1), 'uniformFanIn');
    const bound = 1 / Math.sqrt(75);
    for (const role of ['weight', 'bias']) {
      const values = valuesOf(uniform, 'c', role as never);
      const largest = Math.max(...values.map(Math.abs));
      expect(largest).toBeLessThanOrEqual(bound);
      expect(new Set(values).size).toBe(values.length);
      if (role === 'weight') {
        expect(largest).toBeGreaterThan(0.98 * bound);
        // The deviation of an even spread over -a .. a is a over the root of 3.
        expect(deviationOf(values) / (bound / Math.sqrt(3))).toBeCloseTo(1, 1);
      } else expect(largest).toBeGreaterThan(0.5 * bound);
    }
    expect(valuesOf(uniform, 'e', 'bias')).toEqual([0.5, -0.25]);
    expect(valuesOf(uniform, 'n', 'gamma')).toEqual(valuesOf(parameters, 'n', 'gamma'));
  });

  it('take weights and biases that their node gives', () => {
    expect(valuesOf(parameters, 'e', 'bias')).toEqual([0.5, -0.25]);
    expect(valuesOf(parameters, 'e', 'weight').slice(0, 3)).toEqual([0, 1 / 128, 2 / 128]);
  });

  it('start biases at 0 and normalisation as the identity', () => {
    expect(new Set(valuesOf(parameters, 'c', 'bias'))).toEqual(new Set([0]));
    expect(new Set(valuesOf(parameters, 'n', 'gamma'))).toEqual(new Set([1]));
    expect(new Set(valuesOf(parameters, 'n', 'beta'))).toEqual(new Set([0]));
    expect(new Set(valuesOf(parameters, 'n', 'runningMean'))).toEqual(new Set([0]));
    expect(new Set(valuesOf(parameters, 'n', 'runningVariance'))).toEqual(new Set([1]));
  });

  it('are the same for one seed and others for another', () => {
    expect(initialParameters(ARCHITECTURE, layout, createRng(1))).toEqual(parameters);
    const others = initialParameters(ARCHITECTURE, layout, createRng(2));
    expect(valuesOf(others, 'c', 'weight')).not.toEqual(valuesOf(parameters, 'c', 'weight'));
  });

  it('give a node the same numbers whatever stands beside it', () => {
    const [planes, c, n, m, d, e] = ARCHITECTURE.nodes;
    const wider: Architecture = {
      ...ARCHITECTURE,
      nodes: [
        planes!,
        { id: 'new', op: 'conv', from: 'planes', kernel: 3, stride: 1, channels: 3, bias: true },
        ...[c!, n!, m!, d!, e!],
      ],
    };
    const widerLayout = parameterLayout(wider);
    const values = initialParameters(wider, widerLayout, createRng(1));
    const { offset, length } = widerLayout.find('c', 'weight')!;
    expect([...values.subarray(offset, offset + length)]).toEqual(
      valuesOf(parameters, 'c', 'weight'),
    );
  });
});
