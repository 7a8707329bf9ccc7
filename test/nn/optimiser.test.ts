import { describe, expect, it } from 'vitest';
import type { Architecture } from '../../dist/model/index.js';
import { Optimiser, type OptimiserSettings } from '../../dist/nn/index.js';
import { createRng } from '../../dist/random/index.js';
import { dense } from './case-nodes.js';
import { createNetwork, norm, relativeError } from './gradient-check.js';
import { drawProblem } from './problem.js';

const ARCHITECTURE: Architecture = {
  input: { heightPx: 3, widthPx: 3 },
  nodes: [
    { id: 'planes', op: 'features', planes: 'rgb' },
    { id: 'conv', op: 'conv', from: 'planes', kernel: 3, stride: 1, channels: 7, bias: true },
    { id: 'norm', op: 'batchNorm', from: 'conv', epsilon: 1e-5, momentum: 0.1 },
    { id: 'mean', op: 'globalAveragePool', from: 'norm' },
    dense('end', 'mean', 2),
  ],
  output: 'end',
};

const SETTINGS: OptimiserSettings = {
  kind: 'adamw',
  beta1: 0.9,
  beta2: 0.99,
  epsilon: 1e-8,
  weightDecay: 0.05,
  clipNorm: Number.POSITIVE_INFINITY,
  averageDecay: 0.9,
};
const STEPS = 20;
/** Between the smallest gradients and the largest. */
const CLIP_NORM = 150;

function createOptimiser(settings: OptimiserSettings) {
  const network = createNetwork(
    drawProblem(ARCHITECTURE, { batch: 1, training: false, seed: 'optimiser' }),
  );
  return { network, optimiser: new Optimiser(network, settings) };
}

/** Gradients and rates of a step that do not depend on the parameters; their sizes go 1, 2, 3, 4. */
function drawStep(length: number, step: number): { gradient: Float32Array; rate: number } {
  const rng = createRng(step);
  const size = 1 + (step % 4);
  const gradient = Float32Array.from(
    { length },
    (_, i) => size * rng.normal() * 10 ** ((i % 5) - 3),
  );
  return { gradient, rate: 0.01 * (1 + 0.5 * Math.sin(step)) };
}

/** Adam and AdamW as their papers write them, in double precision. */
function plainSteps(start: Float32Array, settings: OptimiserSettings, isWeight: boolean[]) {
  const { beta1, beta2, epsilon, weightDecay, clipNorm, averageDecay, kind } = settings;
  const parameters = Float64Array.from(start);
  const average = new Float64Array(start.length);
  const trainable = isWeight.length;
  const m = new Float64Array(trainable);
  const v = new Float64Array(trainable);
  const norms: number[] = [];
  for (let t = 1; t <= STEPS; t++) {
    const { gradient, rate } = drawStep(trainable, t);
    const g = Float64Array.from(gradient, (value, i) =>
      kind === 'adam' && isWeight[i] ? value + weightDecay * parameters[i] : value,
    );
    norms.push(norm(g));
    const scale = Math.min(1, clipNorm / norm(g));
    for (let i = 0; i < trainable; i++) {
      m[i] = beta1 * m[i] + (1 - beta1) * g[i] * scale;
      v[i] = beta2 * v[i] + (1 - beta2) * (g[i] * scale) ** 2;
      const decay = kind === 'adamw' && isWeight[i] ? rate * weightDecay * parameters[i] : 0;
      const step = m[i] / (1 - beta1 ** t) / (Math.sqrt(v[i] / (1 - beta2 ** t)) + epsilon);
      parameters[i] -= rate * step + decay;
    }
    const kept = Math.min(averageDecay, (t + 1) / (t + 10));
    for (let i = 0; i < average.length; i++)
      average[i] = kept * average[i] + (1 - kept) * parameters[i];
  }
  return { parameters, average, norms };
}

function runBoth(settings: OptimiserSettings) {
  const { network, optimiser } = createOptimiser(settings);
  const { layout } = network;
  const isWeight = layout.tensors
    .filter(({ offset }) => offset < layout.trainable)
    .flatMap(({ role, length }) => Array.from({ length }, () => role === 'weight'));
  const start = network.parameters.slice();
  const norms: number[] = [];
  for (let t = 1; t <= STEPS; t++) {
    const { gradient, rate } = drawStep(layout.trainable, t);
    network.gradients.set(gradient);
    norms.push(optimiser.step(rate));
  }
  return { network, optimiser, start, norms, plain: plainSteps(start, settings, isWeight) };
}

describe('Optimiser', () => {
  it.each([
    ['adam', {}],
    ['adamw', {}],
    ['adam without decay', { kind: 'adam', weightDecay: 0 }],
    ['adamw that clips', { clipNorm: CLIP_NORM }],
    ['adam that clips', { kind: 'adam', clipNorm: CLIP_NORM }],
    ['adamw with PyTorch settings', { beta2: 0.999, weightDecay: 0.01, averageDecay: 0 }],
  ] as [string, Partial<OptimiserSettings>][])(
    '%s walks with its plain twin in double precision',
    (name, settings) => {
      const kind = name === 'adam' ? 'adam' : 'adamw';
      const { network, optimiser, start, norms, plain } = runBoth({
        ...SETTINGS,
        kind,
        ...settings,
      });
      const moved = (end: ArrayLike<number>) =>
        Float64Array.from(start, (from, i) => end[i] - from);
      expect(relativeError(moved(network.parameters), moved(plain.parameters))).toBeLessThan(1e-4);
      expect(relativeError(optimiser.state.average, plain.average)).toBeLessThan(1e-5);
      expect(relativeError(norms, plain.norms)).toBeLessThan(1e-6);
    },
  );

  it('meets gradients on both sides of the norm that it clips to', () => {
    const { norms } = runBoth({ ...SETTINGS, clipNorm: CLIP_NORM });
    expect(norms.some((n) => n < CLIP_NORM)).toBe(true);
    expect(norms.some((n) => n > CLIP_NORM && n < 2 * CLIP_NORM)).toBe(true);
  });

  it('takes decay off weights alone', () => {
    const { network, optimiser } = createOptimiser({ ...SETTINGS, weightDecay: 0.5 });
    const before = network.parameters.slice();
    network.gradients.fill(0);
    optimiser.step(0.1);
    for (const { role, offset, length } of network.layout.tensors) {
      for (let i = offset; i < offset + length; i++) {
        expect(network.parameters[i]).toBeCloseTo(before[i] * (role === 'weight' ? 0.95 : 1), 6);
      }
    }
  });

  it('leaves running statistics to batch norm, but averages them too', () => {
    const { network, optimiser, start } = runBoth(SETTINGS);
    const { trainable, total } = network.layout;
    expect(total).toBeGreaterThan(trainable);
    expect(network.parameters.subarray(trainable)).toEqual(start.subarray(trainable));
    for (let i = trainable; i < total; i++)
      expect(optimiser.state.average[i] / start[i]).toBeGreaterThan(0.8);
  });

  it('clips the whole gradient, so that its direction stays', () => {
    const settings = { ...SETTINGS, weightDecay: 0, epsilon: 1e-3 };
    const clipped = createOptimiser({ ...settings, clipNorm: 1 });
    const scaled = createOptimiser(settings);
    const { gradient } = drawStep(clipped.network.layout.trainable, 1);
    clipped.network.gradients.set(gradient);
    expect(clipped.optimiser.step(0.01)).toBeCloseTo(norm(gradient), 3);
    scaled.network.gradients.set(gradient.map((g) => g / norm(gradient)));
    scaled.optimiser.step(0.01);
    expect(relativeError(clipped.network.parameters, scaled.network.parameters)).toBeLessThan(1e-6);
  });

  it('puts the averaged parameters in place and back', () => {
    const { network, optimiser } = runBoth(SETTINGS);
    const current = network.parameters.slice();
    const average = optimiser.state.average.slice();
    expect(relativeError(average, current)).toBeGreaterThan(1e-3);
    const undo = optimiser.useAverage();
    expect(network.parameters).toEqual(average);
    undo();
    expect(network.parameters).toEqual(current);
  });

  it('averages nothing but the present where the decay is 0', () => {
    const { network, optimiser } = runBoth({ ...SETTINGS, averageDecay: 0 });
    expect(relativeError(optimiser.state.average, network.parameters)).toBeLessThan(1e-6);
  });
});

describe('a step of Adam and of the average', () => {
  it('gives every parameter the same bits, whichever others stand beside it', () => {
    const { kernels, arena, f32 } = createNetwork(
      drawProblem(ARCHITECTURE, { batch: 1, training: false, seed: 'bits' }),
    );
    const count = 23;
    const arrays = 5;
    const places = [arena.allocate(arrays * count * 4), arena.allocate(arrays * count * 4)];
    const rng = createRng('adam');
    const numbers = Float32Array.from({ length: arrays * count }, () => Math.abs(rng.normal()));
    for (const at of places) f32.set(numbers, at >> 2);
    const step = (at: number, first: number, length: number) => {
      const place = (array: number) => at + (array * count + first) * 4;
      const [p, g, m, v, average] = [0, 1, 2, 3, 4].map(place) as [
        number,
        number,
        number,
        number,
        number,
      ];
      kernels.adam(p, g, m, v, length, 0.01, 0.9, 0.999, 1e-8, 0.003, 0.19, 0.002, 0.7);
      kernels.moveTowards(average, p, length, 0.3);
    };
    step(places[0]!, 0, count);
    for (let i = 0; i < count; i++) step(places[1]!, i, 1);
    const [together, alone] = places.map((at) => f32.slice(at >> 2, (at >> 2) + arrays * count));
    expect(together).toEqual(alone);
    expect(together).not.toEqual(numbers);
  });
});
