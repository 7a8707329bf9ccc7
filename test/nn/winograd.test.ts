import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Arena, hasRelaxedSimd, instantiateTrainingKernels } from '../../dist/engine/index.js';
import { loadTrainingKernelModule } from '../../dist/engine/node/index.js';
import {
  inferShapes,
  type ModelNode,
  PROOF_OF_CONCEPT,
  referenceArchitecture,
} from '../../dist/model/index.js';
import { suitsWinograd } from '../../dist/nn/operations/winograd-convolution.js';
import { act, conv, NORM, type NodeOf, onMap, RGB, withDenseEnd } from './case-nodes.js';
import { checkGradients, createNetwork, relativeError, runEngine } from './gradient-check.js';
import { drawProblem } from './problem.js';

const POINTS_3 = { kernel: 3, stride: 1 } as const;
const POINTS_5 = { kernel: 5, stride: 2 } as const;

const geometry = fc.constantFrom(POINTS_3, POINTS_5);
const channels = fc.constantFrom(24, 32, 40);
/** Output sides: odd and even, one block of tiles and several, full and cut. */
const outputSide = fc.integer({ min: 11, max: 19 });
/** How far the input reaches beyond what an even stride needs. */
const excess = fc.integer({ min: 0, max: 1 });

describe("a convolution by Winograd's algorithm", () => {
  it('gives what its plain twin gives, on maps of any size', () => {
    fc.assert(
      fc.property(
        fc.record({ g: geometry, inputs: channels, outputs: channels, bias: fc.boolean() }),
        fc.record({ rows: outputSide, columns: outputSide, more: excess, padding: fc.nat(2) }),
        fc.nat(),
        ({ g, inputs, outputs, bias }, { rows, columns, more, padding }, seed) => {
          const side = (count: number) =>
            (count - 1) * g.stride + g.kernel - 2 * padding + (g.stride - 1) * more;
          const node = conv('op', 'x', outputs, { ...g, bias, padding });
          const nodes = [RGB, conv('x', 'planes', inputs), node];
          const architecture = withDenseEnd(nodes, side(rows), side(columns));
          const output = inferShapes(architecture).get('op')!;
          expect([output.heightPx, output.widthPx]).toEqual([rows, columns]);
          expect(suitsWinograd(node, { channels: inputs }, output)).toBe(true);
          const problem = drawProblem(architecture, { batch: 2, training: false, seed });
          const network = createNetwork(problem);
          network.forward({ batch: 2, training: false });
          const { value } = network.tensor('op')!;
          const expected = problem.values.get('op')!;
          const found = Array.from({ length: 2 * rows * columns }, (_, i) => {
            const [pixel, n] = [i % (rows * columns), Math.floor(i / (rows * columns))];
            const at =
              value.base +
              n * value.sampleStride +
              Math.floor(pixel / columns) * value.rowStride +
              (pixel % columns) * value.pixelStride;
            return [...network.f32.subarray(at >> 2, (at >> 2) + outputs)];
          }).flat();
          const largest = Math.max(...expected.map(Math.abs));
          const deviation = Math.max(...found.map((v, i) => Math.abs(v - expected[i])));
          expect(deviation / largest).toBeLessThan(2e-6);
        },
      ),
      { numRuns: 30 },
    );
  });

  it.each([
    ['3x3', POINTS_3, 15, 14, undefined],
    ['3x3 without padding', POINTS_3, 17, 16, 0],
    ['5x5 at stride 2', POINTS_5, 27, 28, undefined],
    ['5x5 at stride 2, odd output', POINTS_5, 29, 25, undefined],
    ['5x5 at stride 2, one padded pixel', POINTS_5, 30, 29, 1],
    ['5x5 at stride 2 without padding', POINTS_5, 29, 31, 0],
  ] as const)('has right gradients: %s', (name, g, heightPx, widthPx, padding) => {
    const node = conv('op', 'x', 24, { ...g, ...(padding !== undefined && { padding }) });
    const { architecture } = onMap(name, [node], { heightPx, widthPx, channels: 24 });
    expect(suitsWinograd(node, { channels: 24 }, inferShapes(architecture).get('op')!)).toBe(true);
    const problem = drawProblem(architecture, { batch: 2, training: false, seed: name });
    for (const check of checkGradients(problem, { parameters: 8, directions: 4 })) {
      expect(check.gradientNorm, check.name).toBeGreaterThan(1e-6);
      expect(check.byParameter, `${check.name}, by parameter`).toBeLessThan(1e-3);
      expect(check.byDirection, `${check.name}, by direction`).toBeLessThan(1e-3);
    }
  });

  it('gives in a block with batch norm and pool the gradients of its operations one by one', () => {
    const block = (i: number, from: string, g: Partial<NodeOf<'conv'>>): ModelNode[] => [
      conv(`c${i}`, from, 16 + 8 * i, { bias: false, ...g }),
      { id: `n${i}`, from: `c${i}`, ...NORM },
      act(`a${i}`, `n${i}`, 'relu'),
      { id: `p${i}`, op: 'maxPool', from: `a${i}`, size: 2, stride: 2 },
    ];
    const nodes = [RGB, ...block(0, 'planes', POINTS_3), ...block(1, 'p0', POINTS_5)];
    const architecture = withDenseEnd([...nodes, ...block(2, 'p1', POINTS_3)], 71, 75);
    const problem = drawProblem(architecture, { batch: 2, training: true, seed: 'block' });
    const [fused, single] = [runEngine(problem), runEngine(problem, false)];
    expect(relativeError(fused.outputs, single.outputs)).toBeLessThan(1e-5);
    expect(relativeError(fused.gradients, single.gradients)).toBeLessThan(1e-5);
  });
});

describe.skipIf(!hasRelaxedSimd())('in relaxed SIMD', () => {
  it.each([POINTS_3, POINTS_5])('differs from plain SIMD by rounding: %o', (g) => {
    const { architecture } = onMap('relaxed', [conv('op', 'x', 32, g)], {
      heightPx: 33,
      widthPx: 34,
      channels: 24,
    });
    const problem = drawProblem(architecture, { batch: 2, training: false, seed: 'relaxed' });
    const plain = runEngine(problem);
    const relaxed = runEngine(problem, true, loadTrainingKernelModule({ relaxed: true }));
    expect(relativeError(relaxed.outputs, plain.outputs)).toBeLessThan(1e-5);
    expect(relativeError(relaxed.gradients, plain.gradients)).toBeLessThan(1e-5);
  });
});

describe('tiles that reach beyond the output', () => {
  it.each([
    [3, 3],
    [3, 2],
    [2, 3],
    [2, 2],
  ])('read nothing beyond their window of %i x %i taps', (tapsY, tapsX) => {
    const kernels = instantiateTrainingKernels(
      loadTrainingKernelModule(),
      new WebAssembly.Memory({ initial: 1 }),
    );
    const arena = new Arena(kernels);
    const [channels, side] = [8, 4];
    const pixel = channels * 4;
    const x = arena.allocate(side * side * pixel);
    const points = arena.allocate(16 * pixel);
    const f32 = new Float32Array(kernels.memory.buffer);
    // Of the two outputs an axis only the first one is there, whose window has as many pixels as taps.
    for (let i = 0; i < side * side * channels; i++) {
      const [row, column] = [Math.floor(i / (side * channels)), Math.floor(i / channels) % side];
      f32[(x >> 2) + i] = row < tapsY && column < tapsX ? 1 + i : Number.NaN;
    }
    kernels.winogradInput(
      ...([x, side * pixel, pixel, tapsY, tapsX, channels, 1, 1, 1, 1] as const),
      ...([points, pixel, pixel, 16] as const),
    );
    const found = f32.subarray(points >> 2, (points >> 2) + 16 * channels);
    expect(found.every(Number.isFinite)).toBe(true);
    expect(found.some((v) => v !== 0)).toBe(true);
  });
});

describe('which convolutions are done so', () => {
  it('is a question of their shape: the large ones of the proof of concept', () => {
    const architecture = referenceArchitecture(PROOF_OF_CONCEPT);
    const shapes = inferShapes(architecture);
    const suited = architecture.nodes.filter(
      (node) =>
        node.op === 'conv' && suitsWinograd(node, shapes.get(node.from)!, shapes.get(node.id)!),
    );
    expect(suited.map((node) => 'kernel' in node && node.kernel)).toEqual([5, 5]);
  });

  it.each([
    ['a kernel of 1', { kernel: 1, stride: 1 }, 32, 32, 16],
    ['3x3 at stride 2', { kernel: 3, stride: 2 }, 32, 32, 16],
    ['few inputs', POINTS_3, 8, 32, 16],
    ['outputs that do not fill panels of eight', POINTS_3, 32, 33, 16],
    ['small maps', POINTS_3, 32, 32, 7],
    ['few channels and small maps', POINTS_3, 16, 16, 15],
  ] as const)('is none of %s', (_name, g, inputs, outputs, side) => {
    const output = { heightPx: side, widthPx: side, channels: outputs, vector: false };
    expect(suitsWinograd(g, { channels: inputs }, output)).toBe(false);
  });
});
