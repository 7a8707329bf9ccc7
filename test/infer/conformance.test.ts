/**
 * Inference against training's network in inference mode and against the plain twin in double precision: folding, fusing
 * and shared buffers may change nothing but the last digits.
 */
import { describe, expect, it } from 'vitest';
import { instantiateKernels, instantiateTrainingKernels } from '../../dist/engine/index.js';
import { loadKernelModule, loadTrainingKernelModule } from '../../dist/engine/node/index.js';
import { ForwardPass } from '../../dist/infer/forward-pass.js';
import { foldArchitecture } from '../../dist/model/folding.js';
import {
  type Architecture,
  inferShapes,
  type ModelNode,
  PROOF_OF_CONCEPT,
  referenceArchitecture,
  type SmallFamily,
  smallArchitecture,
} from '../../dist/model/index.js';
import { evaluateTwin, Network } from '../../dist/nn/index.js';
import { createRng, type Rng } from '../../dist/random/index.js';
import { randomArchitecture, randomParameters, randomThumbnail } from './random-architecture.js';
import { contextModel } from './sample-models.js';

const TOLERANCE = 1e-5;
const MODULE = loadKernelModule();
const kernels = () => instantiateKernels(MODULE, new WebAssembly.Memory({ initial: 1 }));
const trainingKernels = () =>
  instantiateTrainingKernels(loadTrainingKernelModule(), new WebAssembly.Memory({ initial: 1 }));

const SMALL: SmallFamily = {
  heightPx: 32,
  widthPx: 32,
  blocks: [
    { kernel: 2, stride: 2, channels: 32 },
    { kernel: 1, stride: 1, channels: 32 },
    { kernel: 1, stride: 1, channels: 48 },
  ],
  hidden: 32,
  centre: [-0.6, -0.4],
  anchors: Array.from({ length: 24 }, (_, i) => [0.3 * Math.sin(i), 0.3 * Math.cos(i)] as const),
};

const FAMILIES: Record<string, Architecture> = {
  'the reference family, small': referenceArchitecture({
    ...PROOF_OF_CONCEPT,
    heightPx: 45,
    widthPx: 67,
  }),
  'the reference family, wide kernels and strides': referenceArchitecture({
    heightPx: 61,
    widthPx: 90,
    blocks: [
      { kernel: 7, stride: 3, channels: 16 },
      { kernel: 3, stride: 1, channels: 24 },
    ],
    hiddenNeurons: 40,
    decay: 0.5,
    depth: 2,
  }),
  'the small family': smallArchitecture(SMALL),
  'the small family without anchors': smallArchitecture({ ...SMALL, anchors: [] }),
  'the small family on cells and edges': smallArchitecture({ ...SMALL, cell: 2, edges: true }),
  'the small family on pixels and edges': smallArchitecture({ ...SMALL, edges: true }),
  'the small family on cells of 3, odd sides': smallArchitecture({
    ...SMALL,
    heightPx: 19,
    widthPx: 26,
    cell: 3,
    edges: true,
    luminance: false,
  }),
  'the small family, depthwise, odd sides': smallArchitecture({
    ...SMALL,
    heightPx: 19,
    widthPx: 27,
    blocks: [
      { kernel: 3, stride: 2, channels: 12, depthwise: true },
      { kernel: 5, stride: 1, channels: 20, depthwise: true },
    ],
  }),
  'the small family, the whole picture added to cells': contextModel().architecture,
  'the small family, the whole picture added to cells of every block, odd sides': smallArchitecture(
    {
      ...SMALL,
      heightPx: 19,
      widthPx: 27,
      blocks: [
        { kernel: 3, stride: 2, channels: 12, context: true },
        { kernel: 5, stride: 1, channels: 20, depthwise: true, context: true },
        { kernel: 2, stride: 1, channels: 9, context: true },
      ],
      cell: 2,
      edges: true,
    },
  ),
};

/** Largest difference from the plain twin, over the twin's largest number, of inference and of training's network. */
function deviations(architecture: Architecture, rng: Rng): { infer: number; network: number } {
  const parameters = randomParameters(architecture, rng);
  const pass = new ForwardPass(architecture, parameters, kernels());
  const network = new Network(architecture, trainingKernels(), { batch: 1 });
  network.parameters.set(parameters);
  network.prepare();
  const worst = { infer: 0, network: 0 };
  // The second frame must not see what the first one left in the buffers.
  for (let frame = 0; frame < 2; frame++) {
    const pixels = randomThumbnail(architecture.input, rng);
    pass.input.set(pixels);
    pass.run();
    network.input(0).set(pixels);
    network.forward({ batch: 1, training: false });
    const exact = evaluateTwin(
      architecture,
      Float64Array.from(parameters),
      Float64Array.from(pixels),
      { batch: 1, training: false },
    ).get(architecture.output)!;
    const scale = Math.max(...exact.map(Math.abs));
    const against = (answer: Float32Array, expected: ArrayLike<number>) =>
      Math.max(...Array.from(answer, (v, i) => Math.abs(v - expected[i]!) / scale));
    expect(scale).toBeGreaterThan(0);
    worst.infer = Math.max(worst.infer, against(pass.output, exact));
    worst.network = Math.max(worst.network, against(pass.output, network.output(0)));
  }
  return worst;
}

describe('inference answers as training does', () => {
  it.each(Object.entries(FAMILIES))('%s', (name, architecture) => {
    const { infer, network } = deviations(architecture, createRng(5).fork(name));
    expect(infer).toBeLessThan(TOLERANCE);
    expect(network).toBeLessThan(TOLERANCE);
  });

  const used = new Set<ModelNode['op']>();
  it.each(Array.from({ length: 80 }, (_, i) => i))('random network %i', (seed) => {
    const rng = createRng(seed).fork('architecture');
    const input = { heightPx: 5 + rng.integer(20), widthPx: 5 + rng.integer(20) };
    const architecture = randomArchitecture(input, rng);
    for (const { op } of architecture.nodes) used.add(op);
    const { infer, network } = deviations(architecture, rng);
    expect(infer).toBeLessThan(TOLERANCE);
    expect(network).toBeLessThan(TOLERANCE);
  });

  it.each(Array.from({ length: 60 }, (_, i) => i))(
    'random network on cells and their edges %i',
    (seed) => {
      const rng = createRng(seed).fork('cells');
      const input = { heightPx: 3 + rng.integer(20), widthPx: 3 + rng.integer(20) };
      const architecture = randomArchitecture(input, rng, { cells: true });
      const { infer, network } = deviations(architecture, rng);
      expect(infer).toBeLessThan(TOLERANCE);
      expect(network).toBeLessThan(TOLERANCE);
    },
  );

  it('has seen every operation', () => {
    const all: Record<ModelNode['op'], true> = {
      features: true,
      conv: true,
      depthwise: true,
      batchNorm: true,
      activation: true,
      maxPool: true,
      averagePool: true,
      globalAveragePool: true,
      weightedPool: true,
      softmax: true,
      dense: true,
      flatten: true,
      concat: true,
      slice: true,
      arithmetic: true,
      dropout: true,
    };
    expect([...used].sort()).toEqual(Object.keys(all).sort());
  });

  it('gives the same bits for the same frame, whatever came between', () => {
    const rng = createRng(9);
    const architecture = FAMILIES['the small family, depthwise, odd sides']!;
    const pass = new ForwardPass(architecture, randomParameters(architecture, rng), kernels());
    const [a, b] = [
      randomThumbnail(architecture.input, rng),
      randomThumbnail(architecture.input, rng),
    ];
    const answer = (pixels: Float32Array) => {
      pass.input.set(pixels);
      pass.run();
      return [...pass.output];
    };
    const first = answer(a);
    expect(answer(b)).not.toEqual(first);
    expect(answer(a)).toEqual(first);
  });

  it('folds normalisation, activations and pools into the layers before them', () => {
    const architecture = FAMILIES['the reference family, small']!;
    const parameters = randomParameters(architecture, createRng(1));
    const { stages } = foldArchitecture(architecture, parameters, inferShapes(architecture));
    expect(stages.map(({ op, id }) => `${op} ${id}`)).toEqual([
      'plain planes',
      'conv pool1',
      'conv pool2',
      'conv pool3',
      'plain mean',
      'dense hidden1',
      'dense hidden2',
      'dense hidden3',
      'dense hidden4',
      'dense denseOut',
      'plain whitePoint',
    ]);
  });

  it('shares buffers: it needs less than half of the memory of a network that keeps all values', () => {
    const architecture = smallArchitecture({ ...SMALL, heightPx: 128, widthPx: 128 });
    const parameters = randomParameters(architecture, createRng(1));
    const shared = new ForwardPass(architecture, parameters, kernels()).bytesUsed;
    const network = new Network(architecture, trainingKernels(), { batch: 1 });
    expect(shared).toBeLessThan(network.arena.bytesUsed / 2);
  });
});
