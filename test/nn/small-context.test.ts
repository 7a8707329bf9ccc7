/**
 * Training of blocks that add to their cells what they say of the whole picture: a map that is read twice, by a pool and by an
 * addition, has the gradient of both.
 */
import { describe, expect, it } from 'vitest';
import {
  type Architecture,
  countParameters,
  type SmallBlock,
  type SmallFamily,
  smallArchitecture,
} from '../../dist/model/index.js';
import { checkGradients, createNetwork, relativeError, runEngine } from './gradient-check.js';
import { drawProblem, type Problem } from './problem.js';

const FAMILY: Omit<SmallFamily, 'blocks'> = {
  heightPx: 11,
  widthPx: 14,
  hidden: 8,
  centre: [-0.6, -0.4],
  anchors: [
    [0.3, -0.3],
    [-0.2, 0.2],
    [0, 0.1],
  ],
};
const of = (blocks: readonly SmallBlock[], more: Partial<SmallFamily> = {}): Architecture =>
  smallArchitecture({ ...FAMILY, blocks, ...more });

const NETWORKS: Readonly<Record<string, Architecture>> = {
  'in the first block, with stride': of([
    { kernel: 2, stride: 2, channels: 8, context: true },
    { kernel: 1, stride: 1, channels: 9 },
  ]),
  'in the first block, which kernels wider than a cell read': of([
    { kernel: 3, stride: 2, channels: 8, context: true },
    { kernel: 3, stride: 1, channels: 9 },
  ]),
  'in the last block': of([
    { kernel: 2, stride: 2, channels: 8 },
    { kernel: 3, stride: 1, channels: 9, context: true },
  ]),
  'in a block of its own': of([{ kernel: 1, stride: 1, channels: 7, context: true }], {
    head: 'mean',
  }),
  'in depthwise blocks, cells and edges': of(
    [
      { kernel: 3, stride: 1, channels: 8, depthwise: true, context: true },
      { kernel: 3, stride: 2, channels: 10, depthwise: true, context: true },
    ],
    { cell: 2, edges: true, head: 'confident' },
  ),
};

/**
 * Numbers that are added to all that a softmax reads, or to every cell that a batch normalisation takes the mean of, change no
 * answer: its kernels must read nothing beyond the map.
 */
function isUnfelt({ nodes }: Architecture, name: string, training: boolean): boolean {
  if (name === 'logit bias') return true;
  const next = nodes.find(({ id }) => id === 'conv2');
  const isPlain = next?.op === 'conv' && next.kernel === 1 && next.from === 'context1';
  return name === 'ofWhole1 bias' && training && isPlain;
}

describe.each(Object.entries(NETWORKS))('context %s', (_, architecture) => {
  const drawn = (training: boolean, masked: number): Problem =>
    drawProblem(architecture, { batch: 3, training, masked, seed: 7 });

  it.each([
    [true, 0],
    [true, 0.15],
    [false, 0.15],
  ])(
    'has the answers of the twin and the gradient of central differences: training %s, masked %d',
    (training, masked) => {
      const problem = drawn(training, masked);
      const expected = problem.values.get(architecture.output)!;
      const { outputs, gradients } = runEngine(problem);
      expect(relativeError(outputs, expected)).toBeLessThan(1e-5);
      expect(gradients).toHaveLength(countParameters(architecture));
      const checked = checkGradients(problem, { parameters: 0, directions: 2 });
      for (const { name, byDirection, gradientNorm } of checked) {
        if (isUnfelt(architecture, name, training)) {
          expect(gradientNorm, name).toBeLessThan(1e-5);
          continue;
        }
        expect(gradientNorm, name).toBeGreaterThan(1e-5);
        expect(byDirection, name).toBeLessThan(1e-3);
      }
      const layer = architecture.nodes.find(({ id }) => id.startsWith('ofWhole'))!.id;
      const names = checked.map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining([`${layer} weight`, `${layer} bias`]));
    },
  );

  it('gives as a block what its operations give one by one', () => {
    const problem = drawn(true, 0.15);
    const [fused, single] = [runEngine(problem), runEngine(problem, false)];
    expect(relativeError(fused.outputs, single.outputs)).toBeLessThan(1e-5);
    expect(relativeError(fused.gradients, single.gradients)).toBeLessThan(1e-4);
  });

  it('finds nothing of an earlier pass in the next: the same bits as a network that is new', () => {
    const problem = drawn(true, 0.15);
    const network = createNetwork(problem);
    const pass = { batch: problem.batch, training: true };
    const once = (weights: (i: number) => number) => {
      network.parameters.set(problem.parameters);
      network.prepare();
      network.clearGradients(problem.batch);
      network.forward(pass);
      for (let n = 0; n < problem.batch; n++)
        network.outputGradient(n).set([weights(2 * n), weights(2 * n + 1)]);
      network.backward(pass);
    };
    const inputs = Array.from({ length: problem.batch }, (_, n) => network.input(n).slice());
    for (const [n, input] of inputs.entries())
      network.input(n).set(input.map((value) => 1 - value / 2));
    once((i) => 3 - i);
    const before = network.gradients.slice();
    for (const [n, input] of inputs.entries()) network.input(n).set(input);
    once((i) => problem.outputWeights[i]!);
    expect(Float64Array.from(network.gradients)).toEqual(runEngine(problem).gradients);
    expect(network.gradients).not.toEqual(before);
  });

  it('answers of pictures that are masked all over with finite numbers, and learns finite ones', () => {
    const problem = drawn(true, 0.15);
    const length = problem.input.length / problem.batch;
    const input = problem.input.slice();
    for (let i = 0; i < length; i++) if (i % 4 === 3) input[i] = 0;
    const { outputs, gradients } = runEngine({ ...problem, input });
    for (const numbers of [outputs, gradients])
      expect([...numbers].every(Number.isFinite)).toBe(true);
    // Of pictures without a visible cell alone, too.
    const masked = problem.input.map((value, i) => (i % 4 === 3 ? 0 : value));
    const alone = runEngine({ ...problem, input: masked });
    for (const numbers of [alone.outputs, alone.gradients])
      expect([...numbers].every(Number.isFinite)).toBe(true);
  });
});
