/** Exposure, saturation and masks of rendering, at the values that define them. */
import { describe, expect, test } from 'vitest';
import {
  CANON_EOS_550D_XYZ_TO_CAMERA,
  ccmFromXyzToCamera,
  DEFAULT_CCM,
  IDENTITY_MATRIX,
  isMaskedAt,
  linearToSrgb8,
  pictureChannels,
  renderToSrgb,
  UNIT_GAINS,
} from '../../dist/color/index.js';

const PLAIN = { ccm: IDENTITY_MATRIX, saturation: 1 } as const;

function picture(pixels: readonly (readonly number[])[]) {
  return { widthPx: pixels.length, heightPx: 1, pixels: Float32Array.from(pixels.flat()) };
}

describe('automatic exposure', () => {
  test('brings Rec. 709 luminance to 0.82', () => {
    for (const [colour, weight] of [
      [[0.1, 0, 0], 0.2126],
      [[0, 0.1, 0], 0.7152],
      [[0, 0, 0.1], 0.0722],
    ] as const) {
      const flat = picture(Array.from({ length: 50 }, () => [...colour, 1]));
      // 0.82 over this luminance is more than makes the channel white, so a dim one beside it tells the factor.
      const dim = colour.map((v) => v / 400);
      const factor = Math.min(64, 0.82 / (0.1 * weight));
      const pixels = Float32Array.from([...flat.pixels.subarray(4), ...dim, 1]);
      const codes = renderToSrgb({ ...flat, pixels }, UNIT_GAINS, PLAIN);
      expect(Math.max(...codes.subarray(49 * 3))).toBe(linearToSrgb8((0.1 / 400) * factor));
    }
  });

  test('looks at the 97th percentile: three bright pixels in a hundred do not count, four do', () => {
    const codeWith = (bright: number) => {
      const pixels = Array.from({ length: 101 }, (_, i) =>
        i < bright ? [0.5, 0.5, 0.5, 1] : [0.05, 0.05, 0.05, 1],
      );
      return renderToSrgb(picture(pixels), UNIT_GAINS, PLAIN)[100 * 3];
    };
    expect(codeWith(3)).toBe(linearToSrgb8(0.82));
    expect(codeWith(4)).toBe(linearToSrgb8((0.05 * 0.82) / 0.5));
  });

  test('brightens by 64 at most and never darkens', () => {
    const grey = (value: number) =>
      picture(Array.from({ length: 9 }, () => [value, value, value, 1]));
    expect(renderToSrgb(grey(0.001), UNIT_GAINS, PLAIN)[0]).toBe(linearToSrgb8(0.064));
    expect(renderToSrgb(grey(0.9), UNIT_GAINS, PLAIN)[0]).toBe(linearToSrgb8(0.9));
    expect(renderToSrgb(grey(0), UNIT_GAINS, PLAIN)[0]).toBe(0);
  });
});

describe('automatic saturation', () => {
  const codeOf = (piled: number, highest: number) => {
    const pixels = Array.from({ length: 2000 }, (_, i) =>
      i < piled ? [highest, highest, highest, 1] : [0.2, 0.2, 0.2, 1],
    );
    return renderToSrgb(picture(pixels), UNIT_GAINS, { ccm: IDENTITY_MATRIX, exposure: 1 })[0];
  };

  test('takes a thousandth of the pixels at the highest value for clipping, and no fewer', () => {
    expect(codeOf(2, 0.8)).toBe(255);
    expect(codeOf(1, 0.8)).toBe(linearToSrgb8(0.8));
  });

  test('takes none below half of the white level for it', () => {
    expect(codeOf(100, 0.51)).toBe(255);
    expect(codeOf(100, 0.49)).toBe(linearToSrgb8(0.49));
  });

  test('counts what lies within half a per cent of the highest', () => {
    const withSecond = (second: number) =>
      renderToSrgb(
        picture([
          [0.8, 0.8, 0.8, 1],
          [second, second, second, 1],
          ...Array.from({ length: 500 }, () => [0.2, 0.2, 0.2, 1]),
        ]),
        UNIT_GAINS,
        { ccm: IDENTITY_MATRIX, exposure: 1 },
      )[0];
    expect(withSecond(0.8 * 0.996)).toBe(255);
    expect(withSecond(0.8 * 0.994)).toBe(linearToSrgb8(0.8));
  });
});

describe('linear pictures', () => {
  test('have three values a pixel, or four of which the last is coverage', () => {
    expect(pictureChannels(picture([[0, 0, 0]]))).toBe(3);
    expect(pictureChannels(picture([[0, 0, 0, 1]]))).toBe(4);
    expect(() => pictureChannels(picture([[0, 0]]))).toThrow('expected 3 or 4 values');
  });

  test('are masked where coverage is under a half, where the mask says so, or where all is 0', () => {
    const four = picture([
      [0.1, 0.1, 0.1, 0.49],
      [0, 0, 0, 0.5],
    ]);
    expect([isMaskedAt(four, 4, 0), isMaskedAt(four, 4, 4)]).toEqual([true, false]);
    const three = picture([
      [0, 0, 0],
      [0, 0, 0.001],
    ]);
    expect([isMaskedAt(three, 3, 0), isMaskedAt(three, 3, 3)]).toEqual([true, false]);
    const masked = { ...three, mask: Uint8Array.of(0, 1) };
    expect([isMaskedAt(masked, 3, 0), isMaskedAt(masked, 3, 3)]).toEqual([false, true]);
  });

  test('show masks as bands of sRGB 52 and 78, two of six pixels light', () => {
    const codes = renderToSrgb(
      { widthPx: 12, heightPx: 2, pixels: new Float32Array(12 * 2 * 4) },
      UNIT_GAINS,
    );
    const line = (y: number) => Array.from({ length: 12 }, (_, x) => codes[(y * 12 + x) * 3]);
    expect(line(0)).toEqual([78, 78, 52, 52, 52, 52, 78, 78, 52, 52, 52, 52]);
    expect(line(1)).toEqual([78, 52, 52, 52, 52, 78, 78, 52, 52, 52, 52, 78]);
  });
});

test('the default matrix is that of the Canon EOS 550D', () => {
  expect(DEFAULT_CCM).toEqual(ccmFromXyzToCamera(CANON_EOS_550D_XYZ_TO_CAMERA));
});
