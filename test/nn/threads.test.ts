import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import {
  Arena,
  BARRIER_WORDS,
  instantiateTrainingKernels,
  SharedBarrier,
  SINGLE_THREAD,
} from '../../dist/engine/index.js';
import { loadTrainingKernelModule } from '../../dist/engine/node/index.js';
import { type Architecture, parameterLayout } from '../../dist/model/index.js';
import { perThread } from '../../dist/nn/context.js';
import { Network, Optimiser, type OptimiserSettings } from '../../dist/nn/index.js';
import { createRng } from '../../dist/random/index.js';
import { contextModel } from '../infer/sample-models.js';
import { act, conv, dense } from './case-nodes.js';
import { relativeError } from './gradient-check.js';
import { drawParameters } from './problem.js';
import { runSteps } from './team-steps.mjs';

/** 8x11 of the 17x22 pixels. */
const EDGES = {
  id: 'edges',
  op: 'features',
  planes: 'relativeLogChroma',
  epsilon: 0.06,
  centre: [0, 0],
  scale: 2,
  centreLuminance: true,
  cell: 2,
  of: 'edges',
} as const;
const NORM = { op: 'batchNorm', epsilon: 1e-5, momentum: 0.1 } as const;

/** Whatever keeps something for each thread: cells, fused and single batch norm, weighted pool, softmax, dropout, biases. */
const ARCHITECTURE: Architecture = {
  input: { heightPx: 17, widthPx: 22 },
  nodes: [
    { id: 'planes', op: 'features', planes: 'rgb' },
    conv('c1', 'planes', 12, { kernel: 3, bias: false }),
    { id: 'n1', from: 'c1', ...NORM },
    act('a1', 'n1', 'relu'),
    { id: 'p1', op: 'maxPool', from: 'a1', size: 2, stride: 2 },
    EDGES,
    { id: 'seen', op: 'concat', from: ['p1', 'edges'] },
    { id: 'd2', op: 'depthwise', from: 'seen', kernel: 3, stride: 1, bias: true },
    { id: 'n2', from: 'd2', ...NORM },
    act('a2', 'n2', 'silu'),
    conv('logit', 'a2', 1),
    { id: 'w', op: 'softmax', from: 'logit', axis: 'pixels' },
    { id: 'pooled', op: 'weightedPool', from: 'a2', weights: 'w', epsilon: 0 },
    dense('h', 'pooled', 9),
    { id: 'drop', op: 'dropout', from: 'h', rate: 0.2 },
    dense('out', 'drop', 2),
    act('light', 'out', 'scaledTanh', 0.6, 0.6),
  ],
  output: 'light',
};

/** A large first block and convolutions of many channels, which have algorithms of their own. */
const LARGE: Architecture = {
  input: { heightPx: 240, widthPx: 280 },
  nodes: [
    { id: 'planes', op: 'features', planes: 'rgb' },
    conv('c1', 'planes', 16, { kernel: 3, bias: false }),
    { id: 'n1', from: 'c1', ...NORM },
    act('a1', 'n1', 'relu'),
    { id: 'p1', op: 'maxPool', from: 'a1', size: 2, stride: 2 },
    conv('c2', 'p1', 24, { kernel: 5, stride: 2, bias: false }),
    { id: 'n2', from: 'c2', ...NORM },
    act('a2', 'n2', 'relu'),
    { id: 'p2', op: 'maxPool', from: 'a2', size: 2, stride: 2 },
    conv('c3', 'p2', 16, { kernel: 3, bias: true }),
    { id: 'pooled', op: 'globalAveragePool', from: 'c3' },
    dense('out', 'pooled', 2),
    act('light', 'out', 'scaledTanh', 0.6, 0.6),
  ],
  output: 'light',
};

/** What blocks say of the whole picture: a map that a pool and an addition read, whose gradient is a sum of both. */
const WHOLE: Architecture = contextModel().architecture;

const SETTINGS: OptimiserSettings = {
  kind: 'adamw',
  beta1: 0.9,
  beta2: 0.99,
  epsilon: 1e-5,
  weightDecay: 0.02,
  clipNorm: 2,
  averageDecay: 0.9,
};

interface TeamOptions {
  readonly batch?: number;
  readonly steps?: number;
  readonly architecture?: Architecture;
  /** The step at which thread 1 fails. */
  readonly failAt?: number;
}

/** Parameters and their average after some steps on a number of threads. */
async function train(
  threads: number,
  { batch = 5, steps = 6, architecture = ARCHITECTURE, failAt }: TeamOptions = {},
) {
  const memory = new WebAssembly.Memory(
    threads > 1 ? { initial: 1, maximum: 65536, shared: true } : { initial: 1 },
  );
  const words = new Int32Array(new SharedArrayBuffer(4 * BARRIER_WORDS));
  const sync = threads > 1 ? new SharedBarrier(0, threads, words) : SINGLE_THREAD;
  const kernels = instantiateTrainingKernels(
    loadTrainingKernelModule({ threads: threads > 1 }),
    memory,
  );
  const network = new Network(architecture, kernels, { batch, sync });
  const optimiser = new Optimiser(network, SETTINGS);
  network.parameters.set(drawParameters(architecture, createRng('threads')));
  const shared = { memory, threads, words, architecture, settings: SETTINGS };
  const workers = await Promise.all(
    Array.from({ length: threads - 1 }, (_, i) =>
      startThread({
        ...shared,
        thread: i + 1,
        options: { batch, steps, ...(i === 0 && { failAt }) },
      }),
    ),
  );
  try {
    runSteps(network, optimiser, { batch, steps });
    return { parameters: network.parameters.slice(), average: optimiser.state.average.slice() };
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** Resolves when the thread has planned its network. */
function startThread(workerData: object): Promise<Worker> {
  const worker = new Worker(new URL('./team-thread.mjs', import.meta.url), { workerData });
  return new Promise((resolve, reject) => {
    worker.once('message', () => resolve(worker));
    worker.once('error', reject);
  });
}

describe('several threads', () => {
  it('write to blocks that lie apart, so that none fetches what another writes', () => {
    const kernels = instantiateTrainingKernels(
      loadTrainingKernelModule(),
      new WebAssembly.Memory({ initial: 1 }),
    );
    const arena = new Arena(kernels);
    const blocksOf = (threads: number, bytes: number) =>
      perThread({ arena, sync: { thread: 0, threads, barrier: () => {} } }, bytes);
    for (const [bytes, gap] of [
      [100, 4096],
      [5000, 65536],
    ] as const) {
      const blocks = blocksOf(3, bytes);
      blocks.slice(1).forEach((at, i) => {
        expect(at - blocks[i]!).toBeGreaterThanOrEqual(bytes + gap);
      });
    }
    // One alone has nobody to keep away from.
    const before = arena.bytesUsed;
    blocksOf(1, 100);
    expect(arena.bytesUsed - before).toBeLessThan(256);
  });

  it('take the same steps as one, up to rounding', async () => {
    const alone = await train(1);
    const start = drawParameters(ARCHITECTURE, createRng('threads'));
    expect(relativeError(alone.parameters, start)).toBeGreaterThan(1e-2);
    for (const threads of [2, 3]) {
      const together = await train(threads);
      expect(relativeError(together.parameters, alone.parameters)).toBeLessThan(1e-4);
      expect(relativeError(together.average, alone.average)).toBeLessThan(1e-4);
    }
  });

  it('do so with the algorithms of large networks', async () => {
    const options = { batch: 3, steps: 2, architecture: LARGE };
    const [alone, together] = [await train(1, options), await train(2, options)];
    const start = drawParameters(LARGE, createRng('threads'));
    expect(relativeError(alone.parameters, start)).toBeGreaterThan(1e-3);
    expect(relativeError(together.parameters, alone.parameters)).toBeLessThan(1e-4);
  });

  it('do so where cells are added what is said of all of them', async () => {
    const options = { architecture: WHOLE };
    const alone = await train(1, options);
    const start = drawParameters(WHOLE, createRng('threads'));
    const layout = parameterLayout(WHOLE);
    for (const id of ['ofWhole1', 'ofWhole3']) {
      const { offset, length } = layout.find(id, 'weight')!;
      const of = (numbers: Float32Array) => numbers.subarray(offset, offset + length);
      expect(relativeError(of(alone.parameters), of(start)), id).toBeGreaterThan(1e-2);
    }
    for (const threads of [2, 3]) {
      const together = await train(threads, options);
      expect(relativeError(together.parameters, alone.parameters)).toBeLessThan(1e-4);
    }
  });

  it.each([
    ['small', {}],
    ['whole-picture', { architecture: WHOLE }],
    ['large', { batch: 3, steps: 2, architecture: LARGE }],
  ])('give the same bits every time: %s networks', async (_size, options: TeamOptions) => {
    const [a, b] = [await train(2, options), await train(2, options)];
    expect(a.parameters).toEqual(b.parameters);
    expect(a.average).toEqual(b.average);
  });

  it('may be more than there are samples', async () => {
    const options = { batch: 2, steps: 3 };
    const [alone, together] = [await train(1, options), await train(3, options)];
    expect(relativeError(together.parameters, alone.parameters)).toBeLessThan(1e-4);
  });

  it('stop with an error where one of them fails, and do not hang', async () => {
    await expect(train(2, { failAt: 3 })).rejects.toThrow('another training thread failed');
    await expect(train(3, { failAt: 0 })).rejects.toThrow('another training thread failed');
  });
});
