import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { decode } from 'fast-png';
import { describe, expect, test } from 'vitest';
import {
  ccmFromXyzToCamera,
  DEFAULT_CCM,
  IDENTITY_MATRIX,
  invertMatrix,
  linearToSrgb,
  linearToSrgb8,
  multiplyMatrices,
  normaliseRows,
  parseColourMatrix,
  renderToSrgb,
  SRGB_TO_XYZ,
  srgbToLinear,
  UNIT_GAINS,
  whitePointToGains,
} from '../../dist/color/index.js';
import { describeWithShared, sharedData } from '../support/shared-data.js';

describe('the sRGB transfer function', () => {
  test('agrees with published values and joins its two parts', () => {
    expect(linearToSrgb(0)).toBe(0);
    expect(linearToSrgb(1)).toBeCloseTo(1, 12);
    expect(linearToSrgb8(0.18)).toBe(118);
    expect(linearToSrgb8(0.2158605)).toBe(128);
    expect(linearToSrgb(0.0031308)).toBeCloseTo(linearToSrgb(0.00313081), 6);
  });

  test('goes there and back', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (linear) => {
        expect(srgbToLinear(linearToSrgb(linear))).toBeCloseTo(linear, 7);
      }),
    );
  });

  test('clips to 8 bits', () => {
    expect([-1, 0, 1, 7, Number.NaN].map(linearToSrgb8)).toEqual([0, 0, 255, 255, 0]);
  });
});

describe('colour correction matrices', () => {
  test('the default keeps grey grey and saturates the camera colours', () => {
    for (let row = 0; row < 3; row++) {
      const [a, b, c] = DEFAULT_CCM.slice(3 * row, 3 * row + 3);
      expect(a + b + c).toBeCloseTo(1, 12);
      expect(DEFAULT_CCM[4 * row]).toBeGreaterThan(1);
    }
  });

  test('a camera whose channels are linear sRGB needs none', () => {
    const ccm = ccmFromXyzToCamera(invertMatrix(SRGB_TO_XYZ));
    for (const [i, value] of ccm.entries()) expect(value).toBeCloseTo(IDENTITY_MATRIX[i], 9);
  });

  test('the inverse undoes any well-conditioned matrix', () => {
    const small = fc.double({ min: -0.3, max: 0.3, noNaN: true });
    fc.assert(
      fc.property(fc.array(small, { minLength: 9, maxLength: 9 }), (noise) => {
        const m = noise.map((v, i) => v + (i % 4 === 0 ? 1 : 0));
        const matrix = [m[0], m[1], m[2], m[3], m[4], m[5], m[6], m[7], m[8]] as const;
        const determinantIsLarge = Math.abs(m[0] * m[4] * m[8]) > 0.3;
        fc.pre(determinantIsLarge);
        for (const [i, v] of multiplyMatrices(matrix, invertMatrix(matrix)).entries()) {
          expect(v).toBeCloseTo(IDENTITY_MATRIX[i], 8);
        }
      }),
    );
  });

  test('refuses what is no colour correction', () => {
    expect(() => parseColourMatrix([1, 0, 0])).toThrow('expected 9 finite numbers, got 3');
    expect(() => parseColourMatrix([2, 0, 0, 0, 1, 0, 0, 0, 1])).toThrow('got 2 in row 0');
    expect(() => invertMatrix([1, 1, 1, 1, 1, 1, 1, 1, 1])).toThrow('invertible');
    expect(() => normaliseRows([1, -1, 0, 0, 1, 0, 0, 0, 1])).toThrow('in row 0');
    expect(parseColourMatrix([1.5, -0.3, -0.2, 0, 1, 0, 0, 0, 1])[0]).toBe(1.5);
  });
});

/** A picture of one row from pixels of R, G, B, coverage. */
function row(...pixels: number[][]) {
  return { widthPx: pixels.length, heightPx: 1, pixels: Float32Array.from(pixels.flat()) };
}

describe('renderToSrgb', () => {
  const light = { r: 0.5, b: 0.7 };
  const gains = whitePointToGains(light);

  test('makes a grey surface grey at any brightness and exposure', () => {
    const greys = row(...[0.01, 0.1, 0.3, 0.6, 0.99].map((y) => [y * light.r, y, y * light.b, 1]));
    for (const exposure of ['auto', 0.5, 4] as const) {
      const codes = renderToSrgb(greys, gains, { exposure, saturation: 1 });
      for (let i = 0; i < codes.length; i += 3) {
        expect(Math.abs(codes[i] - codes[i + 1])).toBeLessThanOrEqual(1);
        expect(Math.abs(codes[i + 2] - codes[i + 1])).toBeLessThanOrEqual(1);
      }
    }
  });

  test('computes gains, matrix, exposure and encoding as written', () => {
    const codes = renderToSrgb(row([0.1, 0.2, 0.14, 1]), gains, {
      ccm: [1, 0, 0, 0.5, 0.5, 0, 0, 0, 1],
      exposure: 2,
    });
    expect([...codes]).toEqual([0.4, 0.4, 0.4].map(linearToSrgb8));
    const coloured = renderToSrgb(row([0.2, 0.2, 0.07, 1]), gains, {
      ccm: [1, 0, 0, 0.5, 0.5, 0, 0, 0, 1],
      exposure: 1,
    });
    expect([...coloured]).toEqual([0.4, 0.3, 0.1].map(linearToSrgb8));
  });

  test('a clipped highlight is white, not pink', () => {
    // Green clips first; red x 2 and blue x 1.43 then go beyond it.
    const codes = renderToSrgb(row([0.8, 1, 0.9, 1], [1, 1, 1, 1]), gains, { exposure: 1 });
    expect([...codes]).toEqual([255, 255, 255, 255, 255, 255]);
  });

  test('finds a sensor that clips below the white level', () => {
    const clipped = row(...Array.from({ length: 40 }, () => [0.7, 0.92, 0.85, 1]));
    expect([...renderToSrgb(clipped, gains, { exposure: 1 }).subarray(0, 3)]).toEqual([
      255, 255, 255,
    ]);
    const lone = row([0.2, 0.4, 0.28, 1], [0.1, 0.2, 0.14, 1], [0.05, 0.1, 0.07, 1]);
    expect(renderToSrgb(lone, gains, { exposure: 1 })[0]).toBe(linearToSrgb8(0.4));
  });

  test('never darkens a white that gains below one would grey out', () => {
    const reddish = whitePointToGains({ r: 1.25, b: 0.5 });
    const codes = renderToSrgb(row([1, 1, 1, 1]), reddish, { exposure: 1, saturation: 1 });
    expect([...codes]).toEqual([255, 255, 255]);
  });

  test('exposes a dark scene up and leaves a bright one alone', () => {
    const dark = row(...Array.from({ length: 100 }, () => [0.01, 0.02, 0.014, 1]));
    const code = renderToSrgb(dark, gains)[1];
    expect(code).toBeGreaterThan(225);
    expect(code).toBeLessThan(250);
    const bright = row(...Array.from({ length: 100 }, () => [0.5, 1, 0.7, 1]));
    expect(renderToSrgb(bright, gains)[1]).toBe(255);
  });

  test('hatches masked pixels in neutral grey, in both layouts, and keeps them out of exposure', () => {
    const four = row([0, 0, 0, 0], [0.05, 0.1, 0.07, 1]);
    const three = { ...four, pixels: Float32Array.from([0, 0, 0, 0.05, 0.1, 0.07]) };
    const codes = renderToSrgb(four, gains);
    expect(codes).toEqual(renderToSrgb(three, gains));
    expect(new Set(codes.subarray(0, 3)).size).toBe(1);
    expect(codes[0]).toBeGreaterThan(30);
    expect(codes[4]).toBeGreaterThan(225);
    const masked = { widthPx: 12, heightPx: 12, pixels: new Float32Array(12 * 12 * 4) };
    expect(new Set(renderToSrgb(masked, gains)).size).toBe(2);
  });

  test('tells a black pixel from a masked one where a mask is given', () => {
    const pixels = new Float32Array(6);
    const picture = { widthPx: 2, heightPx: 1, pixels, mask: Uint8Array.of(0, 1) };
    const codes = renderToSrgb(picture, gains);
    expect([...codes.subarray(0, 3)]).toEqual([0, 0, 0]);
    expect(codes[3]).toBeGreaterThan(30);
    expect(() => renderToSrgb({ ...picture, mask: new Uint8Array(3) }, gains)).toThrow(
      'expected a mask of 2 x 1, got 3 values',
    );
  });

  test('refuses misuse', () => {
    const one = row([0.1, 0.1, 0.1, 1]);
    expect(() => renderToSrgb(one, { red: 0, blue: 1 })).toThrow('expected red > 0, got 0');
    expect(() => renderToSrgb(one, gains, { exposure: Number.NaN })).toThrow(
      'expected exposure > 0',
    );
    expect(() => renderToSrgb({ ...one, widthPx: 2 }, gains)).toThrow('expected 3 or 4 values');
  });
});

describeWithShared('simplecube-sample', 'a real picture', () => {
  const { data, width, height } = decode(
    readFileSync(sharedData('simplecube-sample', '00_0011.png')),
  );
  const pixels = Float32Array.from(data, (code) => Math.max(0, code - 2048) / (16383 - 2048));
  const picture = { widthPx: width, heightPx: height, pixels };
  const truth = JSON.parse(readFileSync(sharedData('simplecube-sample', 'gt.json'), 'utf8'));
  const light = { r: truth.mean_r / truth.mean_g, b: truth.mean_b / truth.mean_g };

  /** Mean sRGB code of each channel over the unmasked half above the calibration cube. */
  function meanCodes(codes: Uint8Array): number[] {
    const sum = [0, 0, 0];
    for (let i = 0; i < 180 * width * 3; i++) sum[i % 3] += codes[i];
    return sum.map((s) => s / (180 * width));
  }

  test('is green as the sensor saw it and near neutral under its true light', () => {
    const raw = meanCodes(renderToSrgb(picture, UNIT_GAINS, { ccm: IDENTITY_MATRIX }));
    expect(raw[1] - raw[0]).toBeGreaterThan(25);
    const balanced = meanCodes(renderToSrgb(picture, whitePointToGains(light)));
    expect(Math.max(...balanced) - Math.min(...balanced)).toBeLessThan(12);
  });

  test('has a white sky, though its sensor clips at 0.92 of the white level', () => {
    const codes = renderToSrgb(picture, whitePointToGains(light));
    const sky = codes.subarray((60 * width + 600) * 3, (60 * width + 600) * 3 + 3);
    expect([...sky]).toEqual([255, 255, 255]);
  });
});
