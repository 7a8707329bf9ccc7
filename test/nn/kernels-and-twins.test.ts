import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Architecture, ModelNode } from '../../dist/model/index.js';
import { conv, dense, withDenseEnd } from './case-nodes.js';
import { createNetwork, relativeError, runEngine } from './gradient-check.js';
import { drawProblem, type Problem } from './problem.js';

const RUNS = { numRuns: 40 };
const RGB: ModelNode = { id: 'planes', op: 'features', planes: 'rgb' };

const size = fc.record({
  heightPx: fc.integer({ min: 1, max: 11 }),
  widthPx: fc.integer({ min: 1, max: 13 }),
});
const geometry = fc.record({
  kernel: fc.integer({ min: 1, max: 7 }),
  stride: fc.integer({ min: 1, max: 5 }),
  inputs: fc.integer({ min: 1, max: 19 }),
  outputs: fc.integer({ min: 1, max: 19 }),
  bias: fc.boolean(),
  seed: fc.nat(),
});

/** Largest difference of a node's value to the twin's, relative to the largest value, over all samples. */
function deviationOf(problem: Problem, id: string, fuse = true): number {
  const network = createNetwork(problem, fuse);
  network.forward({ batch: problem.batch, training: problem.training });
  const { base, sampleStride, rowStride, pixelStride, rows, columns, channels } =
    network.tensor(id)!.value;
  const expected = problem.values.get(id)!;
  const largest = expected.reduce((a, b) => Math.max(a, Math.abs(b)), 1e-3);
  let difference = 0;
  let i = 0;
  for (let n = 0; n < problem.batch; n++) {
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        const at = (base + n * sampleStride + y * rowStride + x * pixelStride) >> 2;
        for (let c = 0; c < channels; c++, i++)
          difference = Math.max(difference, Math.abs(network.f32[at + c] - expected[i]));
      }
    }
  }
  expect(i).toBe(expected.length);
  return difference / largest;
}

function problemOf(architecture: Architecture, seed: number): Problem {
  return drawProblem(architecture, { batch: 2, training: false, seed });
}

describe('every kernel gives what its plain twin gives, on maps of any size', () => {
  it('convolution', () => {
    fc.assert(
      fc.property(size, geometry, ({ heightPx, widthPx }, { inputs, outputs, seed, ...g }) => {
        const nodes = [RGB, conv('x', 'planes', inputs), conv('op', 'x', outputs, g)];
        const problem = problemOf(withDenseEnd(nodes, heightPx, widthPx), seed);
        expect(deviationOf(problem, 'op')).toBeLessThan(2e-6);
      }),
      RUNS,
    );
  });

  it('depthwise convolution', () => {
    fc.assert(
      fc.property(
        size,
        geometry,
        ({ heightPx, widthPx }, { inputs, kernel, stride, bias, seed }) => {
          const op: ModelNode = { id: 'op', op: 'depthwise', from: 'x', kernel, stride, bias };
          const nodes = [RGB, conv('x', 'planes', inputs), op];
          const problem = problemOf(withDenseEnd(nodes, heightPx, widthPx), seed);
          expect(deviationOf(problem, 'op')).toBeLessThan(2e-6);
        },
      ),
      RUNS,
    );
  });

  it('dense layer', () => {
    fc.assert(
      fc.property(size, geometry, ({ heightPx, widthPx }, { outputs, bias, seed }) => {
        const flat: ModelNode = { id: 'x', op: 'flatten', from: 'planes' };
        const nodes = [RGB, flat, dense('op', 'x', outputs, bias)];
        const problem = problemOf(withDenseEnd(nodes, heightPx, widthPx), seed);
        expect(deviationOf(problem, 'op')).toBeLessThan(2e-6);
      }),
      RUNS,
    );
  });

  it.each(['maxPool', 'averagePool'] as const)('%s', (op) => {
    fc.assert(
      fc.property(size, geometry, ({ heightPx, widthPx }, { inputs, kernel, stride, seed }) => {
        const pool: ModelNode = { id: 'op', op, from: 'x', size: kernel, stride };
        const nodes = [RGB, conv('x', 'planes', inputs), pool];
        const problem = problemOf(withDenseEnd(nodes, heightPx, widthPx), seed);
        expect(deviationOf(problem, 'op')).toBeLessThan(2e-6);
      }),
      RUNS,
    );
  });
});

interface RandomBlock {
  readonly kernel: number;
  readonly stride: number;
  readonly channels: number;
  readonly activation: 'none' | 'relu' | 'leakyRelu';
  readonly pool: boolean;
}

const block: fc.Arbitrary<RandomBlock> = fc.record({
  kernel: fc.integer({ min: 1, max: 7 }),
  stride: fc.integer({ min: 1, max: 3 }),
  channels: fc.integer({ min: 1, max: 19 }),
  activation: fc.constantFrom('none' as const, 'relu' as const, 'leakyRelu' as const),
  pool: fc.boolean(),
});

/** Convolution, batch norm, perhaps an activation and a pool, one block after the other. */
function blockNodes(blocks: readonly RandomBlock[]) {
  const nodes: ModelNode[] = [RGB];
  blocks.forEach(({ kernel, stride, channels, activation, pool }, i) => {
    const last = () => nodes.at(-1)!.id;
    nodes.push(conv(`conv${i}`, last(), channels, { kernel, stride, bias: false }));
    nodes.push({ id: `norm${i}`, op: 'batchNorm', from: last(), epsilon: 1e-3, momentum: 0.1 });
    if (activation === 'relu') {
      nodes.push({ id: `act${i}`, op: 'activation', from: last(), kind: 'relu' });
    } else if (activation === 'leakyRelu') {
      nodes.push({ id: `act${i}`, op: 'activation', from: last(), kind: 'leakyRelu', alpha: 0.2 });
    }
    if (pool) nodes.push({ id: `pool${i}`, op: 'maxPool', from: last(), size: 2, stride: 2 });
  });
  return nodes;
}

describe('a fused block', () => {
  it('gives the outputs, gradients and running statistics of its operations one by one', () => {
    fc.assert(
      fc.property(
        fc.record({
          heightPx: fc.integer({ min: 4, max: 17 }),
          widthPx: fc.integer({ min: 4, max: 19 }),
        }),
        fc.array(block, { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        fc.nat(),
        ({ heightPx, widthPx }, blocks, training, seed) => {
          const architecture = withDenseEnd(blockNodes(blocks), heightPx, widthPx);
          const problem = drawProblem(architecture, { batch: 4, training, seed });
          const fused = runEngine(problem);
          const plain = runEngine(problem, false);
          expect(fused.network.tensor('conv0')).toBeUndefined();
          expect(plain.network.tensor('conv0')).toBeDefined();
          expect(relativeError(fused.outputs, plain.outputs)).toBeLessThan(1e-5);
          expect(relativeError(fused.gradients, plain.gradients)).toBeLessThan(1e-5);
          expect(relativeError(fused.network.parameters, plain.network.parameters)).toBeLessThan(
            1e-6,
          );
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a network', () => {
  const architecture = withDenseEnd(
    blockNodes([
      { kernel: 3, stride: 1, channels: 5, activation: 'relu', pool: true },
      { kernel: 3, stride: 2, channels: 9, activation: 'leakyRelu', pool: false },
    ]),
    9,
    11,
  );

  it('gives the same bits whenever it runs on the same numbers', () => {
    const problem = drawProblem(architecture, { batch: 3, training: true, seed: 'bits' });
    const [a, b] = [runEngine(problem), runEngine(problem)];
    expect(a.outputs).toEqual(b.outputs);
    expect(a.gradients).toEqual(b.gradients);
  });

  it('gives a sample the same estimate in a batch of any size, once trained', () => {
    const problem = drawProblem(architecture, { batch: 3, training: false, seed: 'batch' });
    const network = createNetwork(problem, true, 7);
    network.forward({ batch: 3, training: false });
    const together = [0, 1, 2].map((n) => [...network.output(n)]);
    network.forward({ batch: 1, training: false });
    expect([...network.output(0)]).toEqual(together[0]);
    const swapped = network.input(2).slice();
    network.input(0).set(swapped);
    network.forward({ batch: 1, training: false });
    expect([...network.output(0)]).toEqual(together[2]);
  });

  it('starts from nothing after its gradients are cleared', () => {
    const problem = drawProblem(architecture, { batch: 3, training: false, seed: 'clear' });
    const { network, gradients } = runEngine(problem);
    network.clearGradients(3);
    expect(network.gradients.every((g) => g === 0)).toBe(true);
    for (let n = 0; n < 3; n++)
      network.outputGradient(n).set(problem.outputWeights.subarray(2 * n, 2 * n + 2));
    network.backward({ batch: 3, training: false });
    expect(Float64Array.from(network.gradients)).toEqual(gradients);
  });

  it('moves its running statistics by the momentum towards the batch, variance unbiased', () => {
    const problem = drawProblem(architecture, { batch: 3, training: true, seed: 'running' });
    const { network } = runEngine(problem);
    const find = (role: 'runningMean' | 'runningVariance') => network.layout.find('norm0', role)!;
    const z = problem.values.get('conv0')!;
    const count = z.length / 5;
    for (let c = 0; c < 5; c++) {
      const values = Array.from({ length: count }, (_, i) => z[i * 5 + c]);
      const mean = values.reduce((a, b) => a + b, 0) / count;
      const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / (count - 1);
      for (const [role, target] of [
        ['runningMean', mean],
        ['runningVariance', variance],
      ] as const) {
        const at = find(role).offset + c;
        const expected = 0.9 * problem.parameters[at] + 0.1 * target;
        expect(network.parameters[at]).toBeCloseTo(expected, 5);
      }
    }
  });

  it('says how much memory a batch would need that is too large', () => {
    const problem = drawProblem(architecture, {
      batch: 1,
      training: false,
      seed: 'memory',
    });
    expect(() => createNetwork(problem, true, 3_000_000)).toThrow(
      /engine: the network needs more than \d+ MiB at this batch size; use a smaller batch or input/,
    );
  });
});
