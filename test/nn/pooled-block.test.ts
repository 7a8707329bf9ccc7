import { describe, expect, it } from 'vitest';
import { hasRelaxedSimd } from '../../dist/engine/index.js';
import { loadTrainingKernelModule } from '../../dist/engine/node/index.js';
import type { Architecture, ModelNode } from '../../dist/model/index.js';
import { createRng } from '../../dist/random/index.js';
import { act, conv, NORM, RGB, withDenseEnd } from './case-nodes.js';
import { relativeError, runEngine } from './gradient-check.js';
import { drawParameters, type Problem } from './problem.js';

interface Block {
  readonly planes?: ModelNode;
  readonly kernel: number;
  readonly stride: number;
  readonly padding?: number;
  readonly channels: number;
  /** Behind the normalisation. */
  readonly activation: readonly ModelNode[];
  readonly heightPx: number;
  readonly widthPx: number;
}

const LEAKY: ModelNode = { id: 'a', op: 'activation', from: 'n', kind: 'leakyRelu', alpha: 0.2 };

const FOUR: ModelNode = {
  id: 'planes',
  op: 'features',
  planes: 'logChroma',
  epsilon: 0.01,
  centre: [0.1, -0.2],
  scale: 1.3,
  centreLuminance: false,
};

/** A network whose first block has more than 2^20 numbers before its pool; the rest is small. */
function networkOf({ planes = RGB, channels, activation, heightPx, widthPx, ...more }: Block) {
  const { kernel, stride, padding } = more;
  const window = { kernel, stride, bias: false, ...(padding !== undefined && { padding }) };
  const nodes: ModelNode[] = [
    planes,
    conv('c', 'planes', channels, window),
    { id: 'n', from: 'c', ...NORM },
    ...activation,
    { id: 'p', op: 'maxPool', from: activation.length ? 'a' : 'n', size: 2, stride: 2 },
    conv('next', 'p', 3, { kernel: 3, stride: 3 }),
    { id: 'mean', op: 'averagePool', from: 'next', size: 9, stride: 9 },
  ];
  return withDenseEnd(nodes, heightPx, widthPx);
}

/** Random numbers everywhere, with scales of both signs; no twin, which would take minutes. */
function problemOf(architecture: Architecture, training: boolean): Problem {
  const rng = createRng('pooled');
  const parameters = drawParameters(architecture, rng.fork('parameters'));
  const { heightPx, widthPx } = architecture.input;
  const input = Float32Array.from({ length: 2 * heightPx * widthPx * 4 }, (_, i) =>
    i % 4 === 3 ? 1 : rng.uniform(),
  );
  return {
    architecture,
    batch: 2,
    training,
    parameters,
    input,
    outputWeights: Float64Array.of(0.3, -0.7, 1.1, 0.2),
    values: new Map(),
  };
}

describe('a large first block with a pool', () => {
  const RELU = [act('a', 'n', 'relu')];
  const WINDOW = { kernel: 3, stride: 1, channels: 8, activation: RELU } as const;
  it.each([
    ['ReLU', { ...WINDOW, heightPx: 300, widthPx: 440 }, true],
    ['running statistics', { ...WINDOW, heightPx: 300, widthPx: 440 }, false],
    ['odd sides, no padding', { ...WINDOW, padding: 0, heightPx: 307, widthPx: 449 }, true],
    ['much padding', { ...WINDOW, padding: 3, heightPx: 302, widthPx: 445 }, true],
    ['four planes', { ...WINDOW, planes: FOUR, heightPx: 303, widthPx: 442 }, true],
    [
      'leaky ReLU',
      { ...WINDOW, channels: 13, activation: [LEAKY], heightPx: 301, widthPx: 443 },
      true,
    ],
    [
      'leaky ReLU, 5x5',
      { kernel: 5, stride: 1, channels: 13, activation: [LEAKY], heightPx: 301, widthPx: 443 },
      true,
    ],
    [
      'no activation, stride 2',
      { kernel: 2, stride: 2, channels: 24, activation: [], heightPx: 431, widthPx: 437 },
      true,
    ],
  ] as const)('gives what its operations give one by one: %s', (_name, block, training) => {
    const problem = problemOf(networkOf(block), training);
    const { layout } = runEngine(problem).network;
    const gamma = layout.find('n', 'gamma')!;
    for (let c = 0; c < gamma.length; c += 3) problem.parameters[gamma.offset + c] *= -1;
    const [pooled, single] = [runEngine(problem), runEngine(problem, false)];
    expect(pooled.network.tensor('n')).toBeUndefined();
    expect(relativeError(pooled.outputs, single.outputs)).toBeLessThan(1e-5);
    for (const { nodeId, role, offset, length } of layout.tensors) {
      const name = `${nodeId} ${role}`;
      const of = (numbers: ArrayLike<number>) => Array.from(numbers).slice(offset, offset + length);
      expect(
        relativeError(of(pooled.network.parameters), of(single.network.parameters)),
        name,
      ).toBeLessThan(1e-6);
      if (offset >= layout.trainable) continue;
      expect(relativeError(of(pooled.gradients), of(single.gradients)), name).toBeLessThan(1e-4);
    }
  });

  // Sums in another order, and now and then another pixel of nearly equal ones.
  it.skipIf(!hasRelaxedSimd())('differs in relaxed SIMD from plain SIMD by rounding', () => {
    const problem = problemOf(networkOf({ ...WINDOW, heightPx: 300, widthPx: 440 }), true);
    const plain = runEngine(problem);
    const relaxed = runEngine(problem, true, loadTrainingKernelModule({ relaxed: true }));
    expect(relativeError(relaxed.outputs, plain.outputs)).toBeLessThan(1e-5);
    expect(relativeError(relaxed.gradients, plain.gradients)).toBeLessThan(1e-3);
  });

  it('does not keep what lies before the pool', () => {
    const bytes = (fuse: boolean) => {
      const problem = problemOf(
        networkOf({
          kernel: 3,
          stride: 1,
          channels: 32,
          activation: [],
          heightPx: 300,
          widthPx: 440,
        }),
        true,
      );
      return runEngine(problem, fuse).network.arena.bytesUsed;
    };
    const z = 2 * 300 * 440 * 32 * 4;
    expect(bytes(false) - bytes(true)).toBeGreaterThan(1.7 * z);
  });
});
