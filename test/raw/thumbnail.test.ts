import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRng } from '../../dist/random/index.js';
import {
  decodePng16,
  linearise,
  type RawImage,
  rawToSignedThumbnail,
  rawToThumbnail,
} from '../../dist/raw/index.js';
import { describeWithShared, sharedData } from '../support/shared-data.js';

const LEVELS = { blackLevel: 2048, whiteLevel: 16383 };

/** Pictures with values below black and above white, a third of the pixels masked. */
const picture = fc
  .tuple(fc.integer({ min: 1, max: 17 }), fc.integer({ min: 1, max: 17 }))
  .chain(([widthPx, heightPx]) =>
    fc
      .array(
        fc.oneof(
          { weight: 2, arbitrary: fc.tuple(value(), value(), value()) },
          { weight: 1, arbitrary: fc.constant([0, 0, 0]) },
        ),
        { minLength: widthPx * heightPx, maxLength: widthPx * heightPx },
      )
      .map((pixels): RawImage => {
        return { ...LEVELS, widthPx, heightPx, rgb: Uint16Array.from(pixels.flat()) };
      }),
  );
const size = fc.record({
  heightPx: fc.integer({ min: 1, max: 23 }),
  widthPx: fc.integer({ min: 1, max: 23 }),
});

function value() {
  return fc.integer({ min: 1, max: 17000 });
}

/** The plain twin: every cell against every pixel, overlap by overlap. */
function plainThumbnail(image: RawImage, heightPx: number, widthPx: number): number[] {
  const { mask } = linearise(image);
  const { blackLevel, whiteLevel } = image;
  const rgb = Array.from(
    image.rgb,
    (value) => (Math.min(value, whiteLevel) - blackLevel) / (whiteLevel - blackLevel),
  );
  const out: number[] = [];
  for (let oy = 0; oy < heightPx; oy++) {
    for (let ox = 0; ox < widthPx; ox++) {
      const sums = [0, 0, 0, 0];
      for (let y = 0; y < image.heightPx; y++) {
        for (let x = 0; x < image.widthPx; x++) {
          const p = y * image.widthPx + x;
          const area =
            overlap(y, oy, image.heightPx / heightPx) * overlap(x, ox, image.widthPx / widthPx);
          if (mask[p] === 1) continue;
          for (let c = 0; c < 3; c++) sums[c] += area * rgb[3 * p + c];
          sums[3] += area;
        }
      }
      const cellArea = (image.heightPx / heightPx) * (image.widthPx / widthPx);
      const covered = sums[3] > 1e-9 ? sums[3] : Number.POSITIVE_INFINITY;
      out.push(...sums.slice(0, 3).map((s) => Math.max(0, s / covered)), sums[3] / cellArea);
    }
  }
  return out;
}

function overlap(pixel: number, cell: number, cellLength: number): number {
  const from = Math.max(pixel, cell * cellLength);
  return Math.max(0, Math.min(pixel + 1, (cell + 1) * cellLength) - from);
}

it('rawToThumbnail agrees with its plain twin at any size', () => {
  fc.assert(
    fc.property(picture, size, (image, { heightPx, widthPx }) => {
      const got = rawToThumbnail(image, { heightPx, widthPx });
      const expected = plainThumbnail(image, heightPx, widthPx);
      expect(got.length).toBe(expected.length);
      got.forEach((v, i) => {
        expect(Math.abs(v - expected[i]), `float ${i}`).toBeLessThan(1e-6);
      });
    }),
  );
});

it('a thumbnail of the same size is the linear picture', () => {
  fc.assert(
    fc.property(picture, (image) => {
      const { rgb, mask } = linearise(image);
      const got = rawToThumbnail(image, image);
      mask.forEach((masked, p) => {
        expect(got[4 * p + 3]).toBe(1 - masked);
        for (let c = 0; c < 3; c++) expect(got[4 * p + c]).toBeCloseTo(rgb[3 * p + c], 6);
      });
    }),
  );
});

it('conserves light, with its sign: coverage times colour has the same sum at every size', () => {
  fc.assert(
    fc.property(picture, size, (image, to) => {
      const light = (pixels: Float32Array, c: number) => {
        let sum = 0;
        for (let i = 0; i < pixels.length; i += 4) sum += pixels[i + c] * pixels[i + 3];
        return sum / pixels.length;
      };
      for (let c = 0; c < 3; c++) {
        expect(light(rawToSignedThumbnail(image, to), c)).toBeCloseTo(
          light(rawToSignedThumbnail(image, image), c),
          5,
        );
      }
    }),
  );
});

it('averages noise about the black level away, in every channel alike', () => {
  const rng = createRng('noise');
  const widthPx = 160;
  // Light of 1, 4 and 2 thousandths under noise of 10.
  const light = [0.001, 0.004, 0.002] as const;
  const rgb = Uint16Array.from({ length: 3 * widthPx * widthPx }, (_, i) =>
    Math.round(2048 + 14335 * (light[i % 3] + 0.01 * rng.normal())),
  );
  const image = { ...LEVELS, widthPx, heightPx: widthPx, rgb };
  const [r, g, b] = rawToThumbnail(image, { heightPx: 1, widthPx: 1 });
  // Four standard errors.
  const tolerance = (4 * 0.01) / widthPx;
  expect(Math.abs(r - light[0])).toBeLessThan(tolerance);
  expect(Math.abs(g - light[1])).toBeLessThan(tolerance);
  expect(Math.abs(b - light[2])).toBeLessThan(tolerance);
  const size = { heightPx: 40, widthPx: 40 };
  const signed = rawToSignedThumbnail(image, size);
  expect(rawToThumbnail(image, size)).toEqual(signed.map((v) => Math.max(v, 0)));
  expect(signed.filter((v) => v < 0).length).toBeGreaterThan(500);
});

it('linearise clips at black and white and tells masked from dark', () => {
  const rgb = Uint16Array.of(0, 0, 0, 0, 0, 1, 2048, 16383, 20000, 9215, 2047, 2049);
  const { rgb: linear, mask } = linearise({ ...LEVELS, widthPx: 4, heightPx: 1, rgb });
  expect([...mask]).toEqual([1, 0, 0, 0]);
  expect([...linear.subarray(3, 9)]).toEqual([0, 0, 0, 0, 1, 1]);
  expect(linear[9]).toBeCloseTo((9215 - 2048) / 14335, 6);
  expect(linear[10]).toBe(0);
});

it('refuses sizes and buffers that do not fit', () => {
  const image = { ...LEVELS, widthPx: 2, heightPx: 1, rgb: new Uint16Array(6) };
  expect(() => rawToThumbnail(image, { heightPx: 0, widthPx: 4 })).toThrow(RangeError);
  expect(() => rawToThumbnail(image, { heightPx: 1, widthPx: 1.5 })).toThrow(RangeError);
  const out = new Float32Array(5);
  expect(() => rawToThumbnail(image, { heightPx: 1, widthPx: 1 }, out)).toThrow(/4 floats, got 5/);
});

describeWithShared('simplecube-sample', 'a full-size SimpleCube++ picture', () => {
  it('averages to its plain twin, the calibration object left out', () => {
    const raw = decodePng16(readFileSync(sharedData('simplecube-sample', '00_0011.png')));
    expect([raw.widthPx, raw.heightPx]).toEqual([648, 432]);
    const got = rawToThumbnail(raw, { heightPx: 5, widthPx: 7 });
    const expected = plainThumbnail(raw, 5, 7);
    got.forEach((v, i) => {
      expect(v).toBeCloseTo(expected[i], 5);
    });
    // The object stands at the lower right: the last cell is masked altogether, the first not at all.
    expect(got[3]).toBe(1);
    expect(got[got.length - 1]).toBe(0);
  });
});
