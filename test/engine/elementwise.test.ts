import { describe, expect, it } from 'vitest';
import {
  Arena,
  hasRelaxedSimd,
  instantiateTrainingKernels,
  type Kernels,
  UNARY_CODES,
} from '../../dist/engine/index.js';
import { loadTrainingKernelModule } from '../../dist/engine/node/index.js';
import { createRng } from '../../dist/random/index.js';

const BUILDS = [
  ['plain', {}],
  ['with threads', { threads: true }],
  ['relaxed', { relaxed: true }],
  ['relaxed with threads', { threads: true, relaxed: true }],
] as const;

/** Relative spacing of float32 numbers. */
const ULP = 2 ** -23;

function createKernels({ threads = false, relaxed = false } = {}): Kernels {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: threads });
  return instantiateTrainingKernels(loadTrainingKernelModule({ threads, relaxed }), memory);
}

/** Places float arrays one after the other; a length is rounded up to four. */
function place(kernels: Kernels, ...arrays: ArrayLike<number>[]): number[] {
  const arena = new Arena(kernels);
  const addresses = arrays.map((values) => arena.allocate(Math.ceil(values.length / 4) * 16));
  arrays.forEach((values, i) => {
    new Float32Array(kernels.memory.buffer).set(values, addresses[i] / 4);
  });
  return addresses;
}

function floatsAt(kernels: Kernels, at: number, length: number): Float32Array {
  return Float32Array.from(new Float32Array(kernels.memory.buffer, at, length));
}

interface UnarySettings {
  readonly alpha?: number;
  readonly beta?: number;
}

function unary(
  kernels: Kernels,
  kind: keyof typeof UNARY_CODES,
  x: Float32Array,
  { alpha = 1, beta = 0 }: UnarySettings = {},
): Float32Array {
  const [from, to] = place(kernels, x, x);
  kernels.unary(UNARY_CODES[kind], from, to, Math.ceil(x.length / 4) * 4, alpha, beta);
  return floatsAt(kernels, to, x.length);
}

/** The kernel's derivative. */
function slope(
  kernels: Kernels,
  kind: keyof typeof UNARY_CODES,
  x: Float32Array,
  alpha = 1,
): Float32Array {
  const y = unary(kernels, kind, x, { alpha });
  const [xAt, yAt, dy, dx] = place(
    kernels,
    x,
    y,
    x.map(() => 1),
    new Float32Array(x.length),
  );
  kernels.unaryGradient(UNARY_CODES[kind], xAt, yAt, dy, dx, Math.ceil(x.length / 4) * 4, alpha);
  return floatsAt(kernels, dx, x.length);
}

const evenly = (low: number, high: number, count = 4000) =>
  Float32Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));
const byFactors = (low: number, high: number, count = 4000) =>
  Float32Array.from({ length: count }, (_, i) => low * (high / low) ** (i / (count - 1)));

/** Largest error relative to the true value, or to `floor` where that is larger. */
function worstError(
  got: Float32Array,
  x: Float32Array,
  truth: (x: number) => number,
  floor = 0,
): number {
  let worst = 0;
  got.forEach((value, i) => {
    const expected = truth(x[i]);
    worst = Math.max(worst, Math.abs(value - expected) / Math.max(Math.abs(expected), floor));
  });
  return worst;
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

describe.each(BUILDS.filter(([, build]) => !('relaxed' in build) || hasRelaxedSimd()))(
  'the %s kernels',
  (_name, build) => {
    const kernels = createKernels(build);

    it('give exp within 2 ulp from the least to the largest normal number', () => {
      const x = evenly(-87, 87, 20_000);
      expect(worstError(unary(kernels, 'exp', x), x, Math.exp)).toBeLessThan(2 * ULP);
      const near0 = evenly(-1e-3, 1e-3);
      expect(worstError(unary(kernels, 'exp', near0), near0, Math.exp)).toBeLessThan(ULP);
    });

    it('give exp the value at the ends beyond them, never infinity or 0', () => {
      const [low, high] = unary(kernels, 'exp', Float32Array.of(-1000, 1000));
      expect(low).toBeGreaterThan(0);
      expect(low / Math.exp(-87)).toBeCloseTo(1, 5);
      expect(high / Math.exp(87)).toBeCloseTo(1, 5);
    });

    it('give log within 2 ulp over the whole range, and near 1 to the digits of its argument', () => {
      const x = byFactors(1e-30, 1e38, 20_000);
      expect(worstError(unary(kernels, 'log', x), x, Math.log, 1)).toBeLessThan(2 * ULP);
      const near1 = evenly(0.5, 2, 20_000);
      expect(worstError(unary(kernels, 'log', near1), near1, Math.log)).toBeLessThan(2 * ULP);
    });

    it('give log its floor at 0 and below', () => {
      for (const value of unary(kernels, 'log', Float32Array.of(0, -0, -5, 1e-35))) {
        expect(value).toBeCloseTo(Math.log(1e-30), 4);
      }
    });

    it('give sigmoid, tanh and silu to a few ulp', () => {
      const x = evenly(-30, 30, 20_000);
      expect(worstError(unary(kernels, 'sigmoid', x), x, sigmoid)).toBeLessThan(4 * ULP);
      expect(worstError(unary(kernels, 'silu', x), x, (v) => v * sigmoid(v), 1e-30)).toBeLessThan(
        4 * ULP,
      );
      expect(worstError(unary(kernels, 'scaledTanh', x), x, Math.tanh, 1)).toBeLessThan(3 * ULP);
    });

    it('give their slopes to a few ulp even where the functions are flat', () => {
      const x = evenly(-20, 20, 20_000);
      const sigmoidSlope = (v: number) =>
        Math.exp(-Math.abs(v)) / (1 + Math.exp(-Math.abs(v))) ** 2;
      expect(worstError(slope(kernels, 'sigmoid', x), x, sigmoidSlope)).toBeLessThan(6 * ULP);
      const tanhSlope = (v: number) => 0.6 / Math.cosh(v) ** 2;
      expect(worstError(slope(kernels, 'scaledTanh', x, 0.6), x, tanhSlope)).toBeLessThan(8 * ULP);
      const positive = byFactors(1e-20, 1e20);
      expect(worstError(slope(kernels, 'log', positive), positive, (v) => 1 / v)).toBeLessThan(ULP);
    });

    it('give a softmax that sums to 1 whatever is added to all its inputs', () => {
      const rng = createRng('softmax');
      const x = Float32Array.from({ length: 37 }, () => 3 * rng.normal());
      const total = x.reduce((sum, v) => sum + Math.exp(v), 0);
      for (const shift of [0, 80, -80]) {
        const shifted = x.map((v) => v + shift);
        const [from, to] = place(kernels, shifted, shifted);
        kernels.softmax(from, to, x.length, 4, 4);
        const y = floatsAt(kernels, to, x.length);
        expect(y.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
        expect(worstError(y, x, (v) => Math.exp(v) / total)).toBeLessThan(1e-4);
      }
    });

    it('sum squares in double precision', () => {
      const values = Float32Array.from({ length: 100_003 }, (_, i) => (i % 7) * 1e-3 + 1);
      const [at] = place(kernels, values);
      const expected = values.reduce((sum, v) => sum + v * v, 0);
      expect(kernels.sumOfSquares(at, values.length) / expected).toBeCloseTo(1, 12);
    });

    it('touch nothing behind the numbers they are given', () => {
      const ones = new Float32Array(24).fill(1);
      const [to, from] = place(kernels, ones, ones);
      kernels.addInto(to, from, 13);
      kernels.moveTowards(to, from, 7, 1);
      kernels.clear(to, 8);
      const expected = [0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1];
      expect([...floatsAt(kernels, to, 24)]).toEqual(expected);
    });
  },
);
