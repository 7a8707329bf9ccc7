import fc from 'fast-check';
import { decode } from 'fast-png';
import { describe, expect, test } from 'vitest';
import { createRng } from '../../dist/random/index.js';
import { linearise } from '../../dist/raw/index.js';
import { resampleRaw } from '../../dist/report/draw/resample.js';
import { hasOtherScripts } from '../../dist/report/draw/svg-raster.js';
import {
  beforeAfterPng,
  encodeRgbPng,
  lightSwatch,
  pngDataUri,
  resampleLinear,
} from '../../dist/report/index.js';

const LIGHT = { r: 0.5, b: 0.7 };

/** Grey stripes under LIGHT, the lower right quarter masked: width x height x 4. */
function stripes(widthPx: number, heightPx: number) {
  const pixels = new Float32Array(widthPx * heightPx * 4);
  for (let i = 0, p = 0; i < pixels.length; i += 4, p++) {
    const [x, y] = [p % widthPx, Math.floor(p / widthPx)];
    if (x >= widthPx / 2 && y >= heightPx / 2) continue;
    const grey = x % 4 < 2 ? 0.2 : 0.6;
    pixels.set([grey * LIGHT.r, grey, grey * LIGHT.b, 1], i);
  }
  return { widthPx, heightPx, pixels };
}

describe('encodeRgbPng', () => {
  test('keeps every code', () => {
    const rng = createRng(1);
    const rgb = Uint8Array.from({ length: 7 * 5 * 3 }, () => rng.integer(256));
    const picture = { widthPx: 7, heightPx: 5, rgb };
    const decoded = decode(encodeRgbPng(picture));
    expect([decoded.width, decoded.height, decoded.channels, decoded.depth]).toEqual([7, 5, 3, 8]);
    expect([...decoded.data]).toEqual([...rgb]);
    const base64 = pngDataUri(picture).replace('data:image/png;base64,', '');
    expect([...decode(Buffer.from(base64, 'base64')).data]).toEqual([...rgb]);
  });
});

describe('resampleLinear', () => {
  const sizes = fc.integer({ min: 1, max: 24 });

  test('leaves a flat picture flat, up or down, and its mask out', () => {
    fc.assert(
      fc.property(sizes, sizes, sizes, sizes, fc.integer(), (w, h, toW, toH, seed) => {
        const rng = createRng(seed);
        const pixels = new Float32Array(w * h * 4);
        for (let i = 0; i < pixels.length; i += 4) {
          const masked = i > 0 && rng.uniform() < 0.3;
          pixels.set(masked ? [9, 9, 9, 0] : [0.25, 0.5, 0.125, 1], i);
        }
        const out = resampleLinear({ widthPx: w, heightPx: h, pixels }, toW, toH).pixels;
        for (let i = 0; i < out.length; i += 4) {
          if (out[i + 3] === 0) continue;
          expect(out[i]).toBeCloseTo(0.25, 6);
          expect(out[i + 1]).toBeCloseTo(0.5, 6);
          expect(out[i + 2]).toBeCloseTo(0.125, 6);
        }
      }),
    );
  });

  test('keeps the mean light where it shrinks', () => {
    fc.assert(
      fc.property(sizes, sizes, fc.integer(), (toW, toH, seed) => {
        const rng = createRng(seed);
        const pixels = Float32Array.from({ length: 24 * 24 * 4 }, (_, i) =>
          i % 4 === 3 ? 1 : rng.uniform(),
        );
        const mean = (values: Float32Array): number => {
          let sum = 0;
          for (let i = 0; i < values.length; i += 4) sum += values[i];
          return (4 * sum) / values.length;
        };
        const out = resampleLinear({ widthPx: 24, heightPx: 24, pixels }, toW, toH).pixels;
        expect(mean(out)).toBeCloseTo(mean(pixels), 5);
      }),
    );
  });

  test('averages by area, and interpolates between centres', () => {
    const row = (values: number[]) => ({
      widthPx: values.length,
      heightPx: 1,
      pixels: Float32Array.from(values.flatMap((v) => [v, v, v, 1])),
    });
    const greens = (values: number[], width: number): number[] => {
      const { pixels } = resampleLinear(row(values), width, 1);
      return Array.from({ length: width }, (_, i) => pixels[4 * i + 1]);
    };
    const thirds = greens([0, 3, 6], 2);
    expect(thirds[0]).toBeCloseTo(1, 6);
    expect(thirds[1]).toBeCloseTo(5, 6);
    expect(greens([0, 1], 4)).toEqual([0, 0.25, 0.75, 1]);
  });

  test('refuses a size that is none', () => {
    expect(() => resampleLinear(stripes(4, 4), 0, 4)).toThrow('positive integers, got 0 x 4');
  });
});

describe('beforeAfterPng', () => {
  test('shows the cast on the left and grey on the right', async () => {
    const { width, height, data } = decode(await beforeAfterPng(stripes(64, 64), LIGHT));
    expect([width, height]).toEqual([480 * 2 + 4, 480 + 64]);
    const at = (x: number, y: number): number[] => [
      ...data.subarray((y * width + x) * 3).subarray(0, 3),
    ];
    const [rawR, rawG, rawB] = at(100, 100);
    expect(rawG).toBeGreaterThan(rawR + 20);
    expect(rawG).toBeGreaterThan(rawB + 10);
    const [r, g, b] = at(480 + 4 + 100, 100);
    expect(Math.max(Math.abs(r - g), Math.abs(b - g))).toBeLessThanOrEqual(1);
    const masked = at(400, 400);
    expect(new Set(masked).size).toBe(1);
    expect(masked[0]).toBeLessThan(100);
  });

  test('draws its caption with no system font', async () => {
    const { width, height, data } = decode(await beforeAfterPng(stripes(64, 64), LIGHT));
    const bright = (left: number, right: number): number => {
      let count = 0;
      for (let y = height - 64; y < height; y++) {
        for (let x = left; x < right; x++) if (data[(y * width + x) * 3] > 120) count++;
      }
      return count;
    };
    // Beside the swatches, which end at 48 px, only letters are bright.
    expect(bright(56, 470)).toBeGreaterThan(500);
    expect(bright(484 + 56, 484 + 470)).toBeGreaterThan(500);
  });

  test('says how far off the estimate is, and takes any title', async () => {
    const plain = await beforeAfterPng(stripes(64, 64), LIGHT);
    const judged = await beforeAfterPng(stripes(64, 64), LIGHT, { truth: { r: 0.45, b: 0.7 } });
    const titled = await beforeAfterPng(stripes(64, 64), LIGHT, {
      title: `<a & "b">${'long'.repeat(50)}.png`,
    });
    expect(judged).not.toEqual(plain);
    expect(titled).not.toEqual(plain);
    expect(decode(titled).width).toBe(decode(plain).width);
  });

  test('shrinks wide pictures and honours the aspect of squeezed ones', async () => {
    const wide = decode(await beforeAfterPng(stripes(2400, 20), LIGHT));
    expect([wide.width, wide.height]).toEqual([1200 * 2 + 4, 10 + 64]);
    const squeezed = decode(await beforeAfterPng(stripes(64, 64), LIGHT, { aspect: 1.5 }));
    expect(squeezed.height).toBe(320 + 64);
    const native = decode(await beforeAfterPng(stripes(648, 432), LIGHT));
    expect([native.width, native.height]).toEqual([648 * 2 + 4, 432 + 64]);
  });
});

describe('captions', () => {
  test('ask for fonts of the system where theirs lacks the script, and nowhere else', () => {
    for (const text of ['00_0011.png', 'Grün – à la ½ °', 'снимок', 'φως', '<svg width="2"/>'])
      expect(hasOtherScripts(text), text).toBe(false);
    for (const text of ['日本 1.png', '사진.dng', 'תמונה', 'صورة.png'])
      expect(hasOtherScripts(text), text).toBe(true);
  });
});

describe('lightSwatch', () => {
  test('shows the light as bright as can be', () => {
    expect(lightSwatch({ r: 1, b: 1 })).toBe('#ffffff');
    expect(lightSwatch({ r: 0.2158605, b: 0.00001 })).toBe('#80ff00');
    expect(lightSwatch({ r: 2, b: 2 }).slice(3, 5)).toBe('bc');
  });
});

describe('resampling of raw pictures', () => {
  test('gives the bits that resampling of the whole linear picture gives, row by row as it goes', () => {
    fc.assert(
      fc.property(
        fc.record({
          widthPx: fc.integer({ min: 1, max: 40 }),
          heightPx: fc.integer({ min: 1, max: 40 }),
          toWidthPx: fc.integer({ min: 1, max: 50 }),
          toHeightPx: fc.integer({ min: 1, max: 50 }),
          seed: fc.integer({ min: 1, max: 1e6 }),
        }),
        ({ widthPx, heightPx, toWidthPx, toHeightPx, seed }) => {
          // A third of the pixels is masked, some lie below black and above white.
          const rgb = Uint16Array.from({ length: 3 * widthPx * heightPx }, (_, i) =>
            (Math.floor(i / 3) * seed) % 3 === 0 ? 0 : (i * 7919 + seed * 31) % 20_000,
          );
          const image = { widthPx, heightPx, rgb, blackLevel: 2048, whiteLevel: 16_383 };
          const { rgb: pixels, ...linear } = linearise(image);
          const whole = resampleLinear({ ...linear, pixels }, toWidthPx, toHeightPx);
          expect(resampleRaw(image, toWidthPx, toHeightPx)).toEqual(whole);
        },
      ),
    );
  });
});
