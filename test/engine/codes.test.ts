/** What the numbers that pass between TypeScript and the kernels mean. */
import { describe, expect, it } from 'vitest';
import {
  Arena,
  BINARY_CODES,
  FRAME_CODES,
  hasRelaxedSimd,
  instantiateTrainingKernels,
  UNARY_CODES,
  unaryArguments,
} from '../../dist/engine/index.js';
import { loadTrainingKernelModule } from '../../dist/engine/node/index.js';
import { RELAXED_PROBE } from '../../dist/engine/simd.js';

const kernels = instantiateTrainingKernels(
  loadTrainingKernelModule(),
  new WebAssembly.Memory({ initial: 4 }),
);
const arena = new Arena(kernels);
const floats = (at: number, length: number) =>
  new Float32Array(kernels.memory.buffer as ArrayBuffer, at, length);

describe('codes of two arguments', () => {
  const A = [6, -2, 0.5, 8];
  const B = [3, 4, -0.25, 2];
  const [a, b, y] = [0, 1, 2].map(() => arena.allocate(64)) as [number, number, number];

  it.each([
    ['add', (x: number, z: number) => x + z],
    ['subtract', (x: number, z: number) => x - z],
    ['multiply', (x: number, z: number) => x * z],
    ['divide', (x: number, z: number) => x / z],
  ] as const)('%s', (kind, f) => {
    floats(a, 4).set(A);
    floats(b, 4).set(B);
    kernels.binary(BINARY_CODES[kind], a, 16, b, 16, y, 16, 1, 4);
    expect([...floats(y, 4)]).toEqual(A.map((x, i) => f(x, B[i]!)));
  });
});

describe('codes of one argument', () => {
  const X = [-4, -0.5, 0.5, 4];
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

  it.each([
    ['leakyRelu', (x: number) => (x > 0 ? x : 0.25 * x)],
    ['relu6', (x: number) => Math.min(6, Math.max(0, x))],
    ['hardSwish', (x: number) => (x * Math.min(6, Math.max(0, x + 3))) / 6],
    ['sigmoid', sigmoid],
    ['scaledTanh', (x: number) => 0.25 * Math.tanh(x) + 0.5],
    ['silu', (x: number) => x * sigmoid(x)],
    ['exp', Math.exp],
    ['affine', (x: number) => 0.25 * x + 0.5],
    ['clamp', (x: number) => Math.min(0.5, Math.max(0.25, x))],
    ['reciprocal', (x: number) => 0.25 / x],
  ] as const)('%s', (kind, f) => {
    const [x, y] = [arena.allocate(16), arena.allocate(16)];
    floats(x, 4).set(X);
    kernels.unary(UNARY_CODES[kind], x, y, 4, 0.25, 0.5);
    floats(y, 4).forEach((value, i) => {
      expect(value).toBeCloseTo(f(X[i]!), 5);
    });
  });

  it('come with the numbers of an activation that states none', () => {
    expect(unaryArguments('relu', 3, 4)).toEqual([UNARY_CODES.leakyRelu, 0, 0]);
    expect(unaryArguments('leakyRelu', undefined, undefined)).toEqual([0, 0.01, 0]);
    expect(unaryArguments('silu', undefined, undefined)).toEqual([UNARY_CODES.silu, 1, 0]);
    expect(unaryArguments('clamp', 0.5, 2)).toEqual([UNARY_CODES.clamp, 0.5, 2]);
  });
});

describe('codes of frames', () => {
  it('are four, in the order of assembly/frame.ts', () => {
    expect(FRAME_CODES).toEqual({ rgb16: 0, rgbFloat: 1, bayer16: 2, bayerFloat: 3 });
  });
});

describe('the probe for fused multiply-add', () => {
  it('is a module of one function whose instruction is relaxed_madd', () => {
    expect(hasRelaxedSimd()).toBe(WebAssembly.validate(RELAXED_PROBE));
    // 0xfd 0x105 as LEB128. Put in its place, bitselect (0xfd 82, padded) has the same operands and needs no relaxed SIMD.
    expect([...RELAXED_PROBE.slice(-4)]).toEqual([0xfd, 0x85, 0x02, 0x0b]);
    const plain = RELAXED_PROBE.slice();
    plain.set([0xd2, 0x00], plain.length - 3);
    expect(WebAssembly.validate(plain)).toBe(true);
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(plain));
    expect(exports).toEqual(Object.create(null));
  });
});

describe('packing', () => {
  it.each([1, 7, 8, 9, 16, 17])(
    'of %d output channels writes whole panels of eight and nothing behind them',
    (outChannels) => {
      const [kernel, channels] = [2, 3];
      const weights = Float32Array.from(
        { length: kernel ** 2 * channels * outChannels },
        (_, i) => i + 1,
      );
      const plain = arena.allocate(weights.byteLength);
      floats(plain, weights.length).set(weights);
      const panels = Math.ceil(outChannels / 8);
      const places = panels * kernel ** 2 * channels * 8;
      const packed = arena.allocate(4 * places + 1024);
      floats(packed, places + 256).fill(-1);
      kernels.packForward(plain, kernel, channels, channels, outChannels, packed);
      expect(
        floats(packed, places + 256)
          .subarray(places)
          .every((v) => v === -1),
      ).toBe(true);
      // Panel, row, column, input, output of eight; 0 for outputs that there are none of.
      floats(packed, places).forEach((value, i) => {
        const [o, place] = [i % 8, Math.floor(i / 8)];
        const output = 8 * Math.floor(place / (kernel ** 2 * channels)) + o;
        const from = (place % (kernel ** 2 * channels)) * outChannels + output;
        expect(value).toBe(output < outChannels ? weights[from] : 0);
      });
    },
  );
});
