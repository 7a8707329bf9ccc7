/** Turned, blurred and changed in contrast, a sample keeps its light: a grey stays r : 1 : b, and what is masked is not seen. */
import { describe, expect, it } from 'vitest';
import { changeContrast, createAugment, createBlur, createWarp } from '../../dist/dataset/index.js';
import { createRng } from '../../dist/random/index.js';

const SIZE = { heightPx: 24, widthPx: 36 };
const LIGHT = { r: 0.45, b: 0.7 };
const WARP = {
  probability: 1,
  rotateDegrees: 15,
  shift: 0.1,
  scale: 0.1,
  perspectiveProbability: 1,
  perspective: 0.1,
};
const BLUR = { gaussianProbability: 1, motionProbability: 1, largestKernel: 7 };

/** Greys of all brightnesses under the light; a corner is masked, with a colour that must never show. */
function greys(): Float32Array {
  const rng = createRng('greys');
  const pixels = new Float32Array(SIZE.heightPx * SIZE.widthPx * 4);
  for (let i = 0; i < pixels.length / 4; i++) {
    const isMasked = i % SIZE.widthPx < 6 && i < 8 * SIZE.widthPx;
    const grey = 0.05 + 0.8 * rng.uniform();
    pixels.set(isMasked ? [9, 0, 0, 0] : [grey * LIGHT.r, grey, grey * LIGHT.b, 1], 4 * i);
  }
  return pixels;
}

function expectGreys(pixels: Float32Array, light = LIGHT): number {
  let seen = 0;
  for (let i = 0; i < pixels.length; i += 4) {
    if (!(pixels[i + 3]! > 0)) continue;
    seen++;
    expect(pixels[i]! / pixels[i + 1]!).toBeCloseTo(light.r, 4);
    expect(pixels[i + 2]! / pixels[i + 1]!).toBeCloseTo(light.b, 4);
  }
  return seen;
}

describe('augmentations of the reference', () => {
  it.each([1, 2, 3, 4, 5])(
    'keep every grey one when a picture is turned and seen from aside, %i',
    (seed) => {
      const pixels = greys();
      createWarp(SIZE, WARP)(pixels, createRng(seed));
      const seen = expectGreys(pixels);
      expect(seen).toBeGreaterThan(300);
      expect(seen).toBeLessThan(SIZE.heightPx * SIZE.widthPx);
    },
  );

  it.each([1, 2, 3])(
    'keep every grey one when a picture is blurred, and darken no edge, %i',
    (seed) => {
      const pixels = greys();
      const before = [...pixels];
      createBlur(SIZE, BLUR)(pixels, createRng(seed));
      expect(expectGreys(pixels)).toBe(SIZE.heightPx * SIZE.widthPx - 48);
      const spread = (values: ArrayLike<number>) => {
        const green = Array.from(values).filter((_, i) => i % 4 === 1 && values[i + 2]! > 0);
        const mean = green.reduce((a, b) => a + b, 0) / green.length;
        return green.reduce((sum, v) => sum + (v - mean) ** 2, 0) / green.length;
      };
      expect(spread(pixels)).toBeLessThan(0.3 * spread(before));
    },
  );

  it('change contrast about a grey of the light, not about one level for all channels', () => {
    for (const contrast of [0.8, 1.2]) {
      const pixels = greys().map((v, i) => (i % 4 === 3 ? v : v + 0));
      changeContrast(pixels, [LIGHT.r, LIGHT.b], contrast);
      for (let i = 0; i < pixels.length; i += 4) if (pixels[i + 1]! <= 0.02) pixels[i + 3] = 0;
      expect(expectGreys(pixels)).toBeGreaterThan(500);
    }
  });

  it('turn by the angle that they say: a quarter turn of a square moves its corner', () => {
    const square = { heightPx: 9, widthPx: 9 };
    const warp = createWarp(square, {
      ...WARP,
      rotateDegrees: 0,
      shift: 0,
      scale: 0,
      perspective: 0,
    });
    const pixels = new Float32Array(9 * 9 * 4).map((_, i) => (i % 4 === 3 ? 1 : i / 324));
    const before = pixels.slice();
    warp(pixels, createRng(1));
    for (const [i, value] of pixels.entries()) expect(value).toBeCloseTo(before[i]!, 5);
  });

  it('come with the label of the sample, relit or not', () => {
    const augment = createAugment(SIZE, SIZE, {
      warp: WARP,
      blur: BLUR,
      contrast: 0.2,
      relight: { probability: 1, logSigma: 0.2 },
    });
    for (const seed of [1, 2, 3]) {
      const target = { pixels: greys(), label: new Float32Array(2) };
      augment(greys(), LIGHT, createRng(seed), target);
      for (let i = 0; i < target.pixels.length; i += 4)
        if (target.pixels[i + 1]! < 0.02) target.pixels[i + 3] = 0;
      expectGreys(target.pixels, { r: target.label[0]!, b: target.label[1]! });
    }
  });

  it('are refused out of range', () => {
    expect(() => createWarp(SIZE, { ...WARP, rotateDegrees: 200 })).toThrow(RangeError);
    expect(() => createBlur(SIZE, { ...BLUR, largestKernel: 4 })).toThrow('odd kernel');
  });
});
