/** Planes of cells, of their means and of their edges: both engines against the plain twin, and the twin against numbers by hand. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantiateKernels, instantiateTrainingKernels } from '../../dist/engine/index.js';
import { loadKernelModule, loadTrainingKernelModule } from '../../dist/engine/node/index.js';
import { ForwardPass } from '../../dist/infer/forward-pass.js';
import { type Architecture, inferShapes, parameterLayout } from '../../dist/model/index.js';
import { evaluateTwin, Network } from '../../dist/nn/index.js';
import { createRng } from '../../dist/random/index.js';
import { conv, type NodeOf, withDenseEnd } from './case-nodes.js';

type LogPlanes = Extract<NodeOf<'features'>, { planes: 'logChroma' | 'relativeLogChroma' }>;

const MODULE = loadKernelModule();
const TRAINING_MODULE = loadTrainingKernelModule();
const kernels = () => instantiateKernels(MODULE, new WebAssembly.Memory({ initial: 2 }));
const trainingKernels = () =>
  instantiateTrainingKernels(TRAINING_MODULE, new WebAssembly.Memory({ initial: 2 }));
const MATRIX = [1.5, -0.4, 0.1, -0.2, 1.3, -0.3, 0.1, -0.5, 1.4];
const PLANES = {
  id: 'planes',
  op: 'features',
  epsilon: 0.05,
  centre: [-0.4, -0.6],
  scale: 2,
} as const;

/** Pixels as frames have them: some below black or above white, some masked, some partly covered or just half. */
function drawPixels({ input }: Architecture, seed: number): Float32Array {
  const rng = createRng(seed);
  const pixels = new Float32Array(input.heightPx * input.widthPx * 4);
  for (let i = 0; i < pixels.length; i += 4) {
    const coverage = [0, 0.5, rng.uniform(), 1, 1, 1][rng.integer(6)]!;
    if (coverage === 0) continue;
    for (let c = 0; c < 3; c++) pixels[i + c] = -0.1 + 1.5 * rng.uniform();
    pixels[i + 3] = coverage;
  }
  return pixels;
}

interface Answers {
  readonly exact: Float64Array;
  readonly trained: Float32Array;
  readonly inferred: Float32Array;
}

/** The white point that a network has, by the twin, by training's engine and by inference. */
function answers(architecture: Architecture, pixels: Float32Array): Answers {
  const rng = createRng('parameters');
  const parameters = Float32Array.from(
    { length: parameterLayout(architecture).total },
    () => 0.3 * rng.normal(),
  );
  const network = new Network(architecture, trainingKernels(), { batch: 2 });
  network.parameters.set(parameters);
  // The second of two samples: the first one must leave nothing behind.
  network.input(0).fill(0.7);
  network.input(1).set(pixels);
  network.prepare();
  network.forward({ batch: 2, training: false });
  const pass = new ForwardPass(architecture, parameters, kernels());
  pass.input.fill(0.7);
  pass.run();
  pass.input.set(pixels);
  pass.run();
  const options = { batch: 1, training: false };
  const values = evaluateTwin(
    architecture,
    Float64Array.from(parameters),
    Float64Array.from(pixels),
    options,
  );
  return {
    exact: values.get(architecture.output)!,
    trained: network.output(1).slice(),
    inferred: pass.output.slice(),
  };
}

const planes: fc.Arbitrary<LogPlanes> = fc
  .record({
    planes: fc.constantFrom('logChroma' as const, 'relativeLogChroma' as const),
    centreLuminance: fc.boolean(),
    clip: fc.boolean(),
    colourMatrix: fc.constantFrom(undefined, MATRIX),
    cell: fc.integer({ min: 1, max: 5 }),
    of: fc.constantFrom('means' as const, 'edges' as const),
  })
  .map(({ colourMatrix, ...settings }) => ({
    ...PLANES,
    ...settings,
    ...(colourMatrix ? { colourMatrix } : {}),
  }));

describe('planes of cells', () => {
  it.each([
    ['one by one', []],
    ['behind a convolution, which wants them padded', [conv('x', 'planes', 5, { kernel: 3 })]],
    [
      'behind a depthwise one',
      [{ id: 'x', op: 'depthwise', from: 'planes', kernel: 3, stride: 1, bias: true } as const],
    ],
  ])('are those of the twin, %s', (_name, readers) => {
    fc.assert(
      fc.property(
        planes,
        fc.integer({ min: 5, max: 17 }),
        fc.integer({ min: 5, max: 19 }),
        fc.nat(),
        (node, heightPx, widthPx, seed) => {
          const architecture = withDenseEnd([node, ...readers], heightPx, widthPx);
          const { exact, trained, inferred } = answers(
            architecture,
            drawPixels(architecture, seed),
          );
          const scale = Math.max(1, ...exact.map(Math.abs));
          for (const i of [0, 1]) {
            expect(Math.abs(trained[i]! - exact[i]!) / scale).toBeLessThan(1e-4);
            expect(Math.abs(inferred[i]! - exact[i]!) / scale).toBeLessThan(1e-4);
          }
        },
      ),
      { numRuns: 120 },
    );
  });

  it.each([1, 2, 3, 5, 11, 16])('of %i pixels a side are seen from one half of them on', (cell) => {
    for (const of of ['means', 'edges'] as const) {
      const node = { ...PLANES, planes: 'logChroma', centreLuminance: false, cell, of } as const;
      // One cell, with a border below and to the right so that all of its pixels have neighbours.
      const side = cell + (cell > 1 ? 1 : 0);
      const architecture = withDenseEnd([node], side, side);
      for (const seen of halves(cell, of, side)) {
        const pixels = drawPixels(architecture, cell).map((v, i) =>
          i % 4 === 3 ? 0 : Math.abs(v),
        );
        for (const at of seen.pixels) pixels[4 * at + 3] = 1;
        const mask = maskOf(architecture, pixels);
        expect(mask, `${of}, ${seen.pixels.length}`).toEqual([
          seen.isSeen,
          seen.isSeen,
          seen.isSeen,
        ]);
      }
    }
  });
});

/** Sets of visible pixels at which a cell is just seen, and just not. */
function halves(cell: number, of: 'means' | 'edges', side: number) {
  const all = Array.from(
    { length: cell * cell },
    (_, i) => Math.floor(i / cell) * side + (i % cell),
  );
  if (of === 'means') {
    const needed = Math.ceil((cell * cell) / 2);
    return [
      { pixels: all.slice(0, needed), isSeen: true },
      { pixels: all.slice(0, needed - 1), isSeen: false },
    ];
  }
  const pairsOf = (pixels: readonly number[]) => {
    const set = new Set(pixels);
    const own = pixels.filter((p) => p % side < cell && p < cell * side);
    return own.reduce(
      (n, p) => n + ((p + 1) % side > 0 && set.has(p + 1) ? 1 : 0) + (set.has(p + side) ? 1 : 0),
      0,
    );
  };
  const everything = Array.from({ length: side * side }, (_, i) => i);
  const sets = everything.map((_, count) => everything.slice(0, count + 1));
  return sets.map((pixels) => ({ pixels, isSeen: 2 * pairsOf(pixels) >= 2 * cell * cell }));
}

/** Whether the first cell is seen: by the twin, by training, by inference. */
function maskOf(architecture: Architecture, pixels: Float32Array): boolean[] {
  const { heightPx, widthPx, channels } = inferShapes(architecture).get('planes')!;
  const mask = heightPx * widthPx * channels;
  const first: Architecture = {
    input: architecture.input,
    nodes: [
      architecture.nodes[0]!,
      { id: 'flat', op: 'flatten', from: 'planes' },
      { id: 'both', op: 'slice', from: 'flat', start: 2, end: 4 },
    ],
    output: 'both',
  };
  expect(mask).toBeGreaterThanOrEqual(4);
  const { exact, trained, inferred } = answers(first, pixels);
  return [exact, trained, inferred].map((answer) => answer[1] === 1);
}

describe('the twin of cells', () => {
  /** Four numbers of the one cell of a thumbnail of 2x2. */
  const planesOf = (of: 'means' | 'edges', pixels: readonly number[]) => {
    const node = { ...PLANES, planes: 'logChroma', centreLuminance: false, cell: 2, of } as const;
    const architecture = withDenseEnd([{ ...node, epsilon: 0, centre: [0, 0], scale: 1 }], 2, 2);
    const parameters = new Float64Array(parameterLayout(architecture).total);
    const input = Float64Array.from(pixels);
    const values = evaluateTwin(architecture, parameters, input, { batch: 1, training: false });
    return [...values.get('planes')!];
  };

  it('weighs means by coverage', () => {
    // (0.8, 0.4, 0.2) wholly and (0.4, 0.4, 0.4) half: (2/3, 0.4, 4/15), three quarters of two pixels.
    const seen = [0.8, 0.4, 0.2, 1, 0.4, 0.4, 0.4, 0.5];
    expect(planesOf('means', [...seen, ...seen])).toEqual([
      expect.closeTo(Math.log(5 / 3), 12),
      expect.closeTo(Math.log(2 / 3), 12),
      expect.closeTo(Math.log(4 / 9), 12),
      1,
    ]);
    expect(planesOf('means', [...seen, 9, 9, 9, 0.2, 9, 9, 9, 0])).toEqual([0, 0, 0, 0]);
  });

  it('takes edges between each pixel and its right and its lower neighbour', () => {
    // Differences of (4, 2, 1) x 0.1 across and none down: the four pixels have four pairs of eight.
    const row = [0.5, 0.4, 0.3, 1, 0.1, 0.2, 0.2, 1];
    expect(planesOf('edges', [...row, ...row])).toEqual([
      expect.closeTo(Math.log(2), 12),
      expect.closeTo(Math.log(1 / 2), 12),
      expect.closeTo(Math.log(0.7 / 6), 12),
      1,
    ]);
    const hidden = [0.5, 0.4, 0.3, 1, 0.1, 0.2, 0.2, 0.49];
    expect(planesOf('edges', [...row, ...hidden])).toEqual([0, 0, 0, 0]);
  });
});
