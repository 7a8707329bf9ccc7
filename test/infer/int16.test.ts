/** Convolutions in 16-bit integers: what they compute is exact in integers, and what that costs in accuracy is little. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantiateKernels } from '../../dist/engine/index.js';
import { loadKernelModule } from '../../dist/engine/node/index.js';
import { ForwardPass } from '../../dist/infer/forward-pass.js';
import { packInt16Weights } from '../../dist/infer/int16-weights.js';
import { type Architecture, inferShapes, parameterLayout } from '../../dist/model/index.js';
import { evaluateTwin } from '../../dist/nn/index.js';
import { createRng, type Rng } from '../../dist/random/index.js';
import { randomArchitecture, randomParameters, randomThumbnail } from './random-architecture.js';
import { contextModel } from './sample-models.js';

const MODULE = loadKernelModule();
const kernels = () => instantiateKernels(MODULE, new WebAssembly.Memory({ initial: 1 }));
const ACTIVATION_PEAK = 4095;

describe('weights as 16-bit integers', () => {
  const sizes = fc.record({
    kernel: fc.integer({ min: 1, max: 7 }),
    channels: fc.integer({ min: 1, max: 20 }),
    outChannels: fc.integer({ min: 1, max: 20 }),
    seed: fc.integer(),
  });
  const weightsOf = (length: number, rng: Rng) =>
    Float32Array.from({ length }, () => rng.normal() ** 3);

  it('lie in panels of eight output channels, each off by half a scale at most', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 0, max: 7 }), (size, extra) => {
        const { kernel, channels, outChannels } = size;
        const paddedChannels = channels + extra;
        const weights = weightsOf(kernel ** 2 * channels * outChannels, createRng(size.seed));
        const { packed, scales, pairs } = packInt16Weights(weights, { ...size, paddedChannels });
        expect(pairs).toBe(Math.ceil((kernel * paddedChannels) / 2));
        weights.forEach((weight, i) => {
          const o = i % outChannels;
          const c = Math.floor(i / outChannels) % channels;
          const tap = Math.floor(i / outChannels / channels);
          const place = (tap % kernel) * paddedChannels + c;
          const row = Math.floor(o / 8) * kernel + Math.floor(tap / kernel);
          const at = ((row * pairs + (place >> 1)) * 8 + (o % 8)) * 2 + (place & 1);
          expect(Math.abs(packed[at]! * scales[o]! - weight)).toBeLessThanOrEqual(
            scales[o]! * 0.501,
          );
        });
        const used = packed.reduce((n, value) => n + (value === 0 ? 0 : 1), 0);
        expect(used).toBeLessThanOrEqual(weights.length);
      }),
      { numRuns: 60 },
    );
  });

  it('leave no frame that overflows 32 bits, however large the kernel', () => {
    for (const [kernel, channels] of [
      [7, 256],
      [5, 64],
      [1, 8],
    ] as const) {
      const size = { kernel, channels, paddedChannels: channels, outChannels: 3 };
      const weights = weightsOf(kernel ** 2 * channels * 3, createRng(kernel)).fill(1, 0, 9);
      const { packed } = packInt16Weights(weights, size);
      const sums = new Float64Array(8);
      for (let i = 0; i < packed.length; i++) {
        sums[(i >> 1) % 8]! += Math.abs(packed[i]!) * ACTIVATION_PEAK;
      }
      expect(Math.max(...sums)).toBeLessThan(2 ** 31);
      // And use what there is: 16 bits of a weight, or 30 bits of a sum.
      const peak = packed.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
      expect(peak === 32_767 || Math.max(...sums) > 2 ** 30).toBe(true);
    }
  });

  it('have the scale that fills 16 bits of a weight or 31 of a sum, whichever comes first', () => {
    const scaleOf = (weights: readonly number[]) => {
      const size = { kernel: 1, channels: weights.length, paddedChannels: weights.length };
      return packInt16Weights(Float32Array.from(weights), { ...size, outChannels: 1 }).scales[0];
    };
    expect(scaleOf([0.5, -1, 0.25])).toBe(Math.fround(1 / 32_767));
    // 2^31 - 1 holds 524416 activations of 4095; rounding adds a half to each weight, and one is kept back.
    const many = (count: number) => Array.from({ length: count }, (_, i) => (i % 2 ? 1 : -1));
    expect(scaleOf(many(64))).toBe(Math.fround(64 / (524_416 - 32 - 1)));
    expect(scaleOf(many(900))).toBe(Math.fround(900 / (524_416 - 450 - 1)));
    expect(2 ** 31 - 1 - 524_416 * 4095).toBe(127);
  });

  it('are all zero where the weights are', () => {
    const size = { kernel: 1, channels: 2, paddedChannels: 2, outChannels: 1 };
    const { packed, scales } = packInt16Weights(new Float32Array(2), size);
    expect([...packed, ...scales].every((v) => v === 0)).toBe(true);
  });
});

describe('inference in 16-bit integers', () => {
  it.each(Array.from({ length: 60 }, (_, i) => i))(
    'answers as the plain twin, random network %i',
    (seed) => {
      const rng = createRng(seed).fork('int16');
      const input = { heightPx: 5 + rng.integer(20), widthPx: 5 + rng.integer(20) };
      const architecture = randomArchitecture(input, rng);
      const parameters = randomParameters(architecture, rng);
      const pass = new ForwardPass(architecture, parameters, kernels(), { arithmetic: 'int16' });
      for (let frame = 0; frame < 2; frame++) {
        const pixels = randomThumbnail(architecture.input, rng);
        pass.input.set(pixels);
        pass.run();
        const exact = exactAnswer(architecture, parameters, pixels);
        const scale = Math.max(...exact.map(Math.abs));
        pass.output.forEach((value, i) => {
          expect(Math.abs(value - exact[i]!) / scale).toBeLessThan(0.01);
        });
      }
    },
  );

  it('answers as the plain twin where cells are added what is said of all of them', () => {
    const { architecture } = contextModel();
    for (let seed = 0; seed < 10; seed++) {
      const rng = createRng(seed).fork('context');
      const parameters = randomParameters(architecture, rng);
      const pass = new ForwardPass(architecture, parameters, kernels(), { arithmetic: 'int16' });
      const pixels = randomThumbnail(architecture.input, rng);
      pass.input.set(pixels);
      pass.run();
      exactAnswer(architecture, parameters, pixels).forEach((value, i) => {
        expect(Math.abs(pass.output[i]! / value - 1)).toBeLessThan(0.01);
      });
    }
  });

  it.each([
    { pool: false, kernel: 3, stride: 1, channels: 11 },
    { pool: true, kernel: 3, stride: 1, channels: 8 },
    { pool: true, kernel: 5, stride: 2, channels: 20 },
    { pool: false, kernel: 1, stride: 1, channels: 16 },
    { pool: false, kernel: 2, stride: 2, channels: 3 },
  ])('sums integers exactly: $kernel by $stride, pool $pool, $channels channels', (settings) => {
    const architecture = oneConvolution(settings);
    const rng = createRng(3).fork(JSON.stringify(settings));
    const parameters = randomParameters(architecture, rng);
    const pixels = randomThumbnail(architecture.input, rng);
    const pass = new ForwardPass(architecture, parameters, kernels(), { arithmetic: 'int16' });
    pass.input.set(pixels);
    pass.run();
    // Rounding input and weights beforehand leaves the plain twin nothing to round differently.
    const exact = exactAnswer(
      architecture,
      roundedParameters(architecture, parameters),
      roundedPixels(pixels),
    );
    exact.forEach((value, i) => {
      expect(pass.output[i]).toBeCloseTo(value, 5);
    });
  });

  it('answers a map of zeros with its biases', () => {
    const architecture = oneConvolution({ pool: true, kernel: 3, stride: 1, channels: 8 });
    const parameters = randomParameters(architecture, createRng(2));
    const pixels = new Float32Array(architecture.input.heightPx * architecture.input.widthPx * 4);
    const pass = new ForwardPass(architecture, parameters, kernels(), { arithmetic: 'int16' });
    pass.input.set(pixels);
    pass.run();
    const exact = exactAnswer(architecture, parameters, pixels);
    exact.forEach((value, i) => {
      expect(pass.output[i]).toBeCloseTo(value, 5);
    });
  });
});

function exactAnswer(
  architecture: Architecture,
  parameters: ArrayLike<number>,
  pixels: ArrayLike<number>,
): Float64Array {
  return evaluateTwin(architecture, Float64Array.from(parameters), Float64Array.from(pixels), {
    batch: 1,
    training: false,
  }).get(architecture.output)! as Float64Array;
}

interface ConvolutionSettings {
  readonly pool: boolean;
  readonly kernel: number;
  readonly stride: number;
  readonly channels: number;
}

/** R, G, B; one convolution with bias, ReLU and perhaps a pool; the means of its first two channels. */
function oneConvolution({ pool, kernel, stride, channels }: ConvolutionSettings): Architecture {
  return {
    input: { heightPx: 22, widthPx: 31 },
    nodes: [
      { id: 'planes', op: 'features', planes: 'rgb' },
      {
        id: 'conv',
        op: 'conv',
        from: 'planes',
        kernel,
        stride,
        channels,

        bias: true,
      },
      { id: 'relu', op: 'activation', from: 'conv', kind: 'leakyRelu', alpha: 0.2 },
      ...(pool ? [{ id: 'pool', op: 'maxPool', from: 'relu', size: 2, stride: 2 } as const] : []),
      { id: 'mean', op: 'globalAveragePool', from: pool ? 'pool' : 'relu' },
      { id: 'two', op: 'slice', from: 'mean', start: 0, end: 2 },
    ],
    output: 'two',
  };
}

/** Weights times their integers' scale, biases as they are. */
function roundedParameters(architecture: Architecture, parameters: Float32Array): Float64Array {
  const rounded = Float64Array.from(parameters);
  const node = architecture.nodes.find(({ op }) => op === 'conv');
  if (node?.op !== 'conv') throw new Error('no convolution');
  const { length, offset } = parameterLayout(architecture, inferShapes(architecture)).find(
    'conv',
    'weight',
  )!;
  const weights = parameters.subarray(offset, offset + length);
  const { scales } = packInt16Weights(weights, {
    kernel: node.kernel,
    channels: 3,
    paddedChannels: 3,
    outChannels: node.channels,
  });
  weights.forEach((weight, i) => {
    const scale = scales[i % node.channels]!;
    rounded[offset + i] = Math.round(weight / scale) * scale;
  });
  return rounded;
}

/** Colours times the scale that gives the largest of them 4095. */
function roundedPixels(pixels: Float32Array): Float64Array {
  const scale =
    pixels.reduce((most, v, i) => (i % 4 < 3 ? Math.max(most, v) : most)) / ACTIVATION_PEAK;
  return Float64Array.from(pixels, (v, i) => (i % 4 < 3 ? Math.round(v / scale) * scale : v));
}
