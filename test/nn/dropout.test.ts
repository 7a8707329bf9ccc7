import { describe, expect, it } from 'vitest';
import type { Architecture } from '../../dist/model/index.js';
import type { Network } from '../../dist/nn/index.js';
import { conv, withDenseEnd } from './case-nodes.js';
import { createNetwork, relativeError } from './gradient-check.js';
import { drawProblem, type Problem } from './problem.js';

const RATE = 0.3;
const BATCH = 4;
const HEIGHT = 9;
const WIDTH = 11;
const CHANNELS = 13;

const ARCHITECTURE: Architecture = withDenseEnd(
  [
    { id: 'planes', op: 'features', planes: 'rgb' },
    conv('x', 'planes', CHANNELS),
    { id: 'op', op: 'dropout', from: 'x', rate: RATE },
  ],
  HEIGHT,
  WIDTH,
);

function setUp(): { problem: Problem; network: Network } {
  const problem = drawProblem(ARCHITECTURE, { batch: BATCH, training: true, seed: 'dropout' });
  return { problem, network: createNetwork(problem) };
}

/** All numbers of a node's value or gradient, in the order of the plain twin. */
function numbersOf(network: Network, id: string, what: 'value' | 'gradient'): number[] {
  const { base, sampleStride, rowStride, pixelStride, rows, columns, channels } =
    network.tensor(id)![what]!;
  const numbers: number[] = [];
  for (let n = 0; n < BATCH; n++) {
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        const at = (base + n * sampleStride + y * rowStride + x * pixelStride) >> 2;
        numbers.push(...network.f32.subarray(at, at + channels));
      }
    }
  }
  return numbers;
}

function maskOf(network: Network, pass: { training: boolean; seed?: number }): number[] {
  network.forward({ batch: BATCH, ...pass });
  const x = numbersOf(network, 'x', 'value');
  return numbersOf(network, 'op', 'value').map((y, i) => y / x[i]);
}

describe('dropout', () => {
  it('keeps what it keeps times 1 / (1 - rate), and drops the rest at the rate', () => {
    const { network } = setUp();
    const mask = maskOf(network, { training: true, seed: 1 });
    expect(mask).toHaveLength(BATCH * HEIGHT * WIDTH * CHANNELS);
    const dropped = mask.filter((factor) => factor === 0).length;
    for (const factor of mask) {
      if (factor !== 0) expect(factor).toBeCloseTo(1 / (1 - RATE), 5);
    }
    // Within four standard deviations.
    const deviation = Math.sqrt(mask.length * RATE * (1 - RATE));
    expect(Math.abs(dropped - mask.length * RATE)).toBeLessThan(4 * deviation);
  });

  it('keeps the mean of what it drops from', () => {
    const { network } = setUp();
    let total = 0;
    const seeds = 20;
    for (let seed = 0; seed < seeds; seed++) {
      const mask = maskOf(network, { training: true, seed });
      total += mask.reduce((a, b) => a + b, 0) / mask.length;
    }
    expect(total / seeds).toBeCloseTo(1, 2);
  });

  it('draws the mask from the seed alone, another one for each sample', () => {
    const { network } = setUp();
    const first = maskOf(network, { training: true, seed: 7 });
    expect(maskOf(network, { training: true, seed: 8 })).not.toEqual(first);
    expect(maskOf(network, { training: true, seed: 7 })).toEqual(first);
    const length = first.length / BATCH;
    expect(first.slice(0, length)).not.toEqual(first.slice(length, 2 * length));
  });

  it('is the identity outside training', () => {
    const { network } = setUp();
    expect(maskOf(network, { training: false }).every((factor) => factor === 1)).toBe(true);
  });

  it('sends gradients back through the mask of the pass forward', () => {
    const { problem, network } = setUp();
    const pass = { batch: BATCH, training: true, seed: 3 };
    const mask = maskOf(network, pass);
    network.clearGradients(BATCH);
    for (let n = 0; n < BATCH; n++)
      network.outputGradient(n).set(problem.outputWeights.subarray(2 * n, 2 * n + 2));
    network.backward(pass);
    const dy = numbersOf(network, 'op', 'gradient');
    const dx = numbersOf(network, 'x', 'gradient');
    expect(
      relativeError(
        dx,
        dy.map((g, i) => g * mask[i]),
      ),
    ).toBeLessThan(1e-6);
    expect(dy.every((g) => g !== 0)).toBe(true);
  });
});
