/** 16-bit convolutions by Winograd's filtering have the digits of plain sums, whatever weights and frames are. */
import { describe, expect, it } from 'vitest';
import { instantiateKernels, type Kernels } from '../../dist/engine/index.js';
import { loadKernelModule } from '../../dist/engine/node/index.js';
import { ForwardPass } from '../../dist/infer/forward-pass.js';
import { roundToInt16 } from '../../dist/infer/int16-weights.js';
import { winogradAxis } from '../../dist/infer/winograd/axis.js';
import { packWinogradWeights } from '../../dist/infer/winograd/weights.js';
import {
  type Architecture,
  convolutionPadding,
  inferShapes,
  parameterLayout,
} from '../../dist/model/index.js';
import { createRng, type Rng } from '../../dist/random/index.js';

const MODULE = loadKernelModule();
const PEAK = 4095;

interface Case {
  readonly kernel: number;
  readonly stride: number;
  readonly channels: number;
  readonly outChannels: number;
  /** Of the ReLU in front. */
  readonly slope: number;
}

/** R, G, B; a 1x1 convolution to `channels`; the one that is asked about, with a ReLU and a pool. */
function architectureOf({ kernel, stride, channels, outChannels, slope }: Case): Architecture {
  return {
    input: { heightPx: 13, widthPx: 17 },
    nodes: [
      { id: 'planes', op: 'features', planes: 'rgb' },
      { id: 'first', op: 'conv', from: 'planes', kernel: 1, stride: 1, channels, bias: true },
      { id: 'map', op: 'activation', from: 'first', kind: 'leakyRelu', alpha: slope },
      { id: 'conv', op: 'conv', from: 'map', kernel, stride, channels: outChannels, bias: true },
      { id: 'relu', op: 'activation', from: 'conv', kind: 'leakyRelu', alpha: 0.25 },
      { id: 'pool', op: 'maxPool', from: 'relu', size: 2, stride: 2 },
      { id: 'mean', op: 'globalAveragePool', from: 'pool' },
      { id: 'two', op: 'slice', from: 'mean', start: 0, end: 2 },
    ],
    output: 'two',
  };
}

/** Values of node `id`'s map, [row][column][channel]. */
function mapOf(pass: ForwardPass, { memory }: Kernels, id: string): Float32Array[][] {
  const { base, rows, columns, rowStride, pixelStride, channels } = pass.layout(id);
  return Array.from({ length: rows }, (_, y) =>
    Array.from({ length: columns }, (_, x) =>
      new Float32Array(memory.buffer, base + y * rowStride + x * pixelStride, channels).slice(),
    ),
  );
}

/** What the pooled convolution is by sums of whole numbers in double precision, rounded as the kernels round. */
function plainSums(
  map: Float32Array[][],
  { kernel, stride, outChannels }: Case,
  { weights, bias }: { weights: Float32Array; bias: Float32Array },
): Float32Array[][] {
  const channels = map[0]![0]!.length;
  const { codes, scales } = roundToInt16(weights, outChannels);
  const peak = map
    .flat()
    .reduce((most, p) => p.reduce((m, v) => Math.max(m, Math.abs(v)), most), 0);
  const scale = Math.fround(peak / PEAK);
  const inverse = Math.fround(PEAK / peak);
  const whole = map.map((row) =>
    row.map((p) => p.map((v) => halfToEven(Math.fround(v * inverse)))),
  );
  const padding = convolutionPadding({ kernel });
  const sumAt = (y: number, x: number, o: number) => {
    let sum = 0;
    for (let ky = 0; ky < kernel; ky++) {
      for (let kx = 0; kx < kernel; kx++) {
        const pixel = whole[y * stride + ky - padding]?.[x * stride + kx - padding];
        if (!pixel) continue;
        for (let c = 0; c < channels; c++) {
          sum += pixel[c]! * codes[((ky * kernel + kx) * channels + c) * outChannels + o]!;
        }
      }
    }
    return sum;
  };
  const sizeOf = (length: number) =>
    Math.floor((Math.floor((length + 2 * padding - kernel) / stride) + 1) / 2);
  return Array.from({ length: sizeOf(map.length) }, (_, y) =>
    Array.from({ length: sizeOf(map[0]!.length) }, (_, x) =>
      Float32Array.from({ length: outChannels }, (_, o) => {
        const window = [0, 1, 2, 3].map((i) => sumAt(2 * y + (i >> 1), 2 * x + (i & 1), o));
        const sum = Math.fround(Math.max(...window));
        const v = Math.fround(Math.fround(sum * Math.fround(scale * scales[o]!)) + bias[o]!);
        return Math.max(v, Math.fround(v * 0.25));
      }),
    ),
  );
}

function halfToEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

type Fill = (at: { ky: number; kx: number; c: number; o: number }) => number;

/** A pass over one frame, beside plain sums over the map that it really had. */
function runBoth(settings: Case, weightAt: Fill, pixelAt: (y: number, x: number) => number[]) {
  const architecture = architectureOf(settings);
  const layout = parameterLayout(architecture, inferShapes(architecture));
  const parameters = new Float32Array(layout.total);
  const part = (id: string, role: 'weight' | 'bias') => {
    const { offset, length } = layout.find(id, role)!;
    return parameters.subarray(offset, offset + length);
  };
  const { channels, outChannels, kernel } = settings;
  // Channels of the map are R, G and B in turn, at full strength.
  part('first', 'weight').forEach((_, i, all) => {
    all[i] = Math.floor(i / channels) === (i % channels) % 3 ? 1 : 0;
  });
  part('conv', 'weight').forEach((_, i, all) => {
    const tap = Math.floor(i / outChannels / channels);
    const c = Math.floor(i / outChannels) % channels;
    all[i] = weightAt({ ky: Math.floor(tap / kernel), kx: tap % kernel, c, o: i % outChannels });
  });
  part('conv', 'bias').forEach((_, o, all) => {
    all[o] = 0.01 * o - 0.05;
  });
  let calls = 0;
  const raw = instantiateKernels(MODULE, new WebAssembly.Memory({ initial: 1 }));
  const kernels: Kernels = {
    ...raw,
    winogradInt16Pool: (...args) => {
      calls++;
      raw.winogradInt16Pool(...args);
    },
  };
  const keep = ['map', 'pool'];
  const pass = new ForwardPass(architecture, parameters, kernels, { keep, arithmetic: 'int16' });
  pass.refreshViews();
  const { widthPx } = architecture.input;
  for (let i = 0; i < pass.input.length / 4; i++) {
    pass.input.set([...pixelAt(Math.floor(i / widthPx), i % widthPx), 1], 4 * i);
  }
  pass.run();
  const map = mapOf(pass, kernels, 'map');
  const exact = plainSums(map, settings, {
    weights: part('conv', 'weight').slice(),
    bias: part('conv', 'bias').slice(),
  });
  return { got: mapOf(pass, kernels, 'pool'), exact, calls };
}

const noise = (rng: Rng) => () => [rng.uniform(), rng.uniform(), rng.uniform()];

describe('16-bit convolutions by fewer multiplications', () => {
  const shapes = [
    [3, 1],
    [4, 1],
    [4, 2],
    [5, 1],
    [5, 2],
    [6, 2],
    [7, 1],
    [7, 2],
  ] as const;
  it.each(shapes)('are taken for %i by %i, and have the digits of plain sums', (kernel, stride) => {
    const rng = createRng(kernel * 10 + stride);
    const settings = { kernel, stride, channels: 21, outChannels: 19, slope: 0 };
    const { got, exact, calls } = runBoth(settings, () => rng.normal(), noise(rng));
    expect(calls).toBe(1);
    expect(got).toEqual(exact);
  });

  it.each([
    { kernel: 3, stride: 2, channels: 32, outChannels: 32, slope: 0 },
    { kernel: 1, stride: 1, channels: 32, outChannels: 32, slope: 0 },
    { kernel: 3, stride: 1, channels: 8, outChannels: 32, slope: 0 },
    { kernel: 3, stride: 1, channels: 32, outChannels: 8, slope: 0 },
  ])(
    'are left where little is saved: $kernel by $stride, $channels to $outChannels',
    (settings) => {
      const rng = createRng(5);
      const { got, exact, calls } = runBoth(settings, () => rng.normal(), noise(rng));
      expect(calls).toBe(0);
      expect(got).toEqual(exact);
    },
  );

  it('have them on maps with values below 0', () => {
    const rng = createRng(6);
    const settings = { kernel: 5, stride: 2, channels: 32, outChannels: 16, slope: 0.5 };
    const signed = () => [rng.normal(), rng.normal(), rng.normal()];
    const { got, exact, calls } = runBoth(settings, () => rng.normal(), signed);
    expect(calls).toBe(1);
    expect(got).toEqual(exact);
  });

  it('take weights whose sums leave 16 bits in parts', () => {
    const rng = createRng(7);
    const settings = { kernel: 3, stride: 1, channels: 16, outChannels: 16, slope: 0 };
    // In one channel of the map two taps of the middle row are so large that 16 bits cannot hold their sum.
    const weightAt: Fill = ({ ky, kx, c, o }) =>
      (c === 3 && ky === 1 ? [0.5, 0.35, 0][kx]! * (o % 2 ? 1 : -1) : 0) + 0.02 * rng.normal();
    const { got, exact, calls } = runBoth(settings, weightAt, noise(rng));
    expect(calls).toBe(1);
    expect(got).toEqual(exact);
  });

  /** Frames and weights of extremes only: those that add up most where something is halved. */
  const signs = [
    ({ ky, kx }: { ky: number; kx: number }) => ((ky + kx) % 2 ? -1 : 1),
    ({ ky }: { ky: number }) => (ky % 2 ? -1 : 1),
    ({ kx }: { kx: number }) => (kx % 2 ? -1 : 1),
    () => 1,
    () => -1,
    ({ c }: { c: number }) => (c % 3 === 1 ? 1 : -1),
    ({ c, ky, kx }: { c: number; ky: number; kx: number }) =>
      (c % 3 === 1 ? 1 : -1) * ((ky + kx) % 2 ? -1 : 1),
  ];
  const frames = [
    () => [1, 1, 1],
    () => [0, 1, 0],
    () => [1, 0, 1],
    (y: number, x: number) => ((x + y) % 2 ? [0, 1, 0] : [1, 0, 1]),
    (y: number, x: number) => ((x + y) % 2 ? [1, 1, 1] : [0, 0, 0]),
    (y: number) => (y % 2 ? [0, 1, 0] : [1, 0, 1]),
    (_: number, x: number) => (x % 2 ? [0, 1, 0] : [1, 0, 1]),
    (y: number, x: number) => ((y >> 1) % 2 === (x >> 1) % 2 ? [0, 1, 0] : [1, 0, 1]),
  ];
  it.each([
    [3, 1, 16],
    [3, 1, 48],
    [5, 2, 16],
  ])(
    'have them where sums are as large as they can be: %i by %i, %i channels',
    (kernel, stride, channels) => {
      const settings = { kernel, stride, channels, outChannels: 16, slope: 0 };
      for (const sign of signs) {
        for (const frame of frames) {
          const { got, exact } = runBoth(settings, (at) => sign(at) * (1 + at.o / 100), frame);
          expect(got).toEqual(exact);
        }
      }
    },
  );
});

describe('weights for it', () => {
  const size = { kernel: 3, channels: 16, paddedChannels: 16, outChannels: 8, nonNegative: true };
  const axis = winogradAxis(3, 1);
  const codesOf = (weight: (tap: number) => number) =>
    Int16Array.from({ length: 9 * 16 * 8 }, (_, i) => weight(Math.floor(i / 128)));

  it('are refused where what is halved may leave 32 bits', () => {
    const pack = (value: number) =>
      packWinogradWeights(
        codesOf((tap) => (tap % 2 ? -value : value)),
        axis,
        {
          ...size,
          mostBlocks: 99,
        },
      );
    // 9 taps, 16 channels, all of one sign where the pixels' signs are theirs: 16 x 9 v x 2 x 4095 < 2^31.
    const most = Math.floor((2 ** 31 - 1) / (16 * 9 * 2 * PEAK));
    expect(pack(most)).not.toBeNull();
    expect(pack(most + 1)).toBeNull();
  });

  it('are refused where parts are too many to save anything', () => {
    // Of the first channel and output only.
    const largeTaps = (count: number) =>
      codesOf((tap) => (tap < count ? 20_000 : 0)).map((v, i) => (i % 128 === 0 ? v : 0));
    const pack = (codes: Int16Array) =>
      packWinogradWeights(codes, axis, { ...size, mostBlocks: 21 });
    expect(pack(largeTaps(2))).not.toBeNull();
    expect(pack(largeTaps(9))).toBeNull();
  });
});
