/** Levels, exposures, linear light and chunks at their exact edges, with values worked out by hand. */
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  checkRawImage,
  decodePng16,
  encodePng16,
  exposureStatistics,
  levelFault,
  linearise,
  type RawImage,
} from '../../dist/raw/index.js';
import { collectImageData, PNG_END_BYTES, readPngHeader } from '../../dist/raw/png/png-chunks.js';
import { pngColourDoubt } from '../../dist/raw/png/png-colour.js';

function image(pixels: readonly (readonly number[])[], widthPx = pixels.length): RawImage {
  return {
    blackLevel: 1000,
    whiteLevel: 5000,
    widthPx,
    heightPx: pixels.length / widthPx,
    rgb: Uint16Array.from(pixels.flat()),
  };
}

describe('linear light', () => {
  it('is 0 at black and 1 at white, and masked pixels are marked with a 1', () => {
    const { rgb, mask } = linearise(
      image([
        [1000, 3000, 5000],
        [0, 0, 0],
        [0, 999, 6000],
      ]),
    );
    expect([...rgb]).toEqual([0, 0.5, 1, 0, 0, 0, 0, 0, 1]);
    expect([...mask]).toEqual([0, 1, 0]);
  });
});

describe('grey world of a raw picture', () => {
  it.each([0, 1, 2])('is none where channel %d has no light', (channel) => {
    const pixel = [2000, 3000, 4000].map((v, c) => (c === channel ? 1000 : v));
    expect(exposureStatistics(image([pixel, pixel])).greyWorld).toBeNull();
    const lit = [2000, 3000, 4000];
    expect(exposureStatistics(image([lit, lit])).greyWorld).toEqual({ r: 0.5, b: 1.5 });
  });
});

describe('a picture put together by hand', () => {
  it.each([{ widthPx: 0 }, { heightPx: 0 }, { widthPx: 1.5 }, { heightPx: Number.NaN }])(
    'is refused with %o',
    (change) => {
      const good = image([[2000, 2000, 2000]]);
      expect(() => checkRawImage(good)).not.toThrow();
      expect(() => checkRawImage({ ...good, ...change })).toThrow(/size of at least 1x1/);
    },
  );

  it('is refused with a value too many or too few', () => {
    const good = image([[2000, 2000, 2000]]);
    for (const length of [2, 4, 6]) {
      expect(() => checkRawImage({ ...good, rgb: new Uint16Array(length) })).toThrow(RangeError);
    }
  });
});

describe('levels', () => {
  it('may be passed by a tenth of their range, and no more', () => {
    const bright = (value: number) => image([[value, 3000, 3000]]);
    expect(levelFault(bright(5400))).toBeNull();
    expect(levelFault(bright(5401))).toEqual({
      kind: 'aboveWhite',
      share: 0,
      smallestValue: 3000,
      largestValue: 5401,
    });
  });

  it('may have half of the pixels below black whatever they are, and more where it is noise', () => {
    const dark = [1000, 100, 1000];
    const lit = [4000, 4000, 4000];
    expect(levelFault(image([dark, lit]))).toBeNull();
    expect(levelFault(image([dark, dark, lit]))).toMatchObject({
      kind: 'belowBlack',
      share: 2 / 3,
    });
  });

  /** Rows of green values about black; red and blue at black. */
  const greens = (rows: readonly (readonly number[])[]) =>
    image(
      rows.flat().map((green) => [1000, 1000 + green, 1000]),
      rows[0]!.length,
    );

  it('are doubted where the mean lies four standard errors and a level below black', () => {
    // 16 values, half d + 8 and half d - 8: deviation 8, error 2; -9 is the limit.
    const about = (mean: number) =>
      greens(
        Array.from({ length: 4 }, (_, y) =>
          Array.from({ length: 4 }, (_, x) => mean + ((x + y) % 2 ? 8 : -8)),
        ),
      );
    expect(levelFault(about(-9))).toBeNull();
    expect(levelFault(about(-10))).toMatchObject({ kind: 'belowBlack' });
  });

  it('are doubted where values reach deeper than four times what neighbours below black differ by', () => {
    // Columns of -d and -d - 6 below a bright rest: depth about d + 3, differences along rows of 6 / sqrt 2 = 4.24.
    const picture = (deep: number) => {
      const dark = Array.from({ length: 6 }, () => [-deep, -deep - 6, -deep, -deep - 6]);
      const light = Array.from({ length: 4 }, () => [400, 400, 400, 400]);
      return greens([...dark, ...light]);
    };
    const limit = (4 * 6) / Math.SQRT2 + 1;
    const depthOf = (deep: number) => Math.sqrt((deep ** 2 + (deep + 6) ** 2) / 2);
    const last = Array.from({ length: 40 }, (_, d) => d + 1).findLast((d) => depthOf(d) <= limit)!;
    expect(levelFault(picture(last))).toBeNull();
    expect(levelFault(picture(last + 1))).toMatchObject({ kind: 'belowBlack' });
  });

  it('go by the way in which neighbours differ more', () => {
    const rowWise = Array.from(
      { length: 6 },
      (_, y) => Array(4).fill(y % 2 ? -26 : -20) as number[],
    );
    const light = Array.from({ length: 4 }, () => [900, 900, 900, 900]);
    // Depth 23.2; differences down the columns 4.24, along rows 0.
    expect(levelFault(greens([...rowWise, ...light]))).toMatchObject({ kind: 'belowBlack' });
    const steeper = rowWise.map((row) => row.map((v) => (v === -26 ? -29 : v)));
    // Depth 24.9; differences down the columns 9 / sqrt 2 = 6.36, four times that 25.5.
    expect(levelFault(greens([...steeper, ...light]))).toBeNull();
  });
});

describe('a PNG file', () => {
  const file = encodePng16(
    image(
      [
        [1, 2, 3],
        [4, 5, 6],
        [65535, 0, 256],
        [7, 8, 9],
      ],
      2,
    ),
  );

  it('ends with the twelve bytes of IEND', () => {
    // Length 0, "IEND", and the CRC of those four letters, AE 42 60 82 [PNG3].
    expect([...PNG_END_BYTES]).toEqual([
      0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
    ]);
    expect([...file.slice(-12)]).toEqual([...PNG_END_BYTES]);
    expect([...decodePng16(file).rgb]).toEqual([1, 2, 3, 4, 5, 6, 65535, 0, 256, 7, 8, 9]);
  });

  it('is cut short wherever it ends too early', () => {
    for (let end = 33; end < file.length; end++) {
      expect(() => collectImageData(file.subarray(0, end)), `${end} bytes`).toThrow(/truncated/);
    }
    expect(() => collectImageData(file)).not.toThrow();
    for (let end = 9; end < 33; end++) {
      expect(() => readPngHeader(file.subarray(0, end))).toThrow(/at least 33 bytes/);
    }
    expect(readPngHeader(file.subarray(0, 33))).toEqual({
      widthPx: 2,
      heightPx: 2,
      interlaced: false,
    });
  });

  it('has its damage found in any bit of any chunk', () => {
    for (let at = 8; at < file.length; at++) {
      const changed = file.slice();
      changed[at]! ^= 1 << (at % 8);
      const read = () => {
        readPngHeader(changed);
        collectImageData(changed);
      };
      expect(read, `byte ${at}`).toThrow(/PNG/);
    }
  });
});

describe('what a PNG file says of its values', () => {
  const chunk = (type: string, data: readonly number[]) => {
    const length = [0, 0, 0, data.length];
    return [...length, ...Buffer.from(type), ...data, 0, 0, 0, 0];
  };
  const doubt = (type: string, data: readonly number[], options = {}) =>
    pngColourDoubt(
      Uint8Array.of(
        0x89,
        0x50,
        0x4e,
        0x47,
        13,
        10,
        26,
        10,
        ...chunk(type, data),
        ...chunk('IDAT', []),
      ),
      options,
    );

  it.each([
    [[8, 8, 8], /as after a conversion to 8 bits/],
    [[1, 2, 8], /8 of its 16 bits/],
    [[8, 9, 1], null],
    [[9, 9, 9], null],
    [[16, 1, 1], null],
    [[17, 17, 17], null],
    [[0, 0, 0], null],
    [[8, 8], null],
  ] as const)('significant bits of %o', (bits, told) => {
    const found = doubt('sBIT', bits);
    if (told === null) expect(found).toBeNull();
    else expect(found).toMatch(told);
  });

  it('holds significant bits against the white level', () => {
    expect(doubt('sBIT', [12, 12, 12], { whiteLevel: 4095 })).toBeNull();
    expect(doubt('sBIT', [12, 12, 12], { whiteLevel: 4096 })).toMatch(/values up to 4095/);
    expect(doubt('sBIT', [12, 12, 12], { whiteLevel: 32_767 })).toMatch(/values up to 4095/);
    expect(doubt('sBIT', [12, 12, 12], { whiteLevel: 32_768 })).toBeNull();
  });

  const gamma = (value: number) => [
    value >>> 24,
    (value >> 16) & 255,
    (value >> 8) & 255,
    value & 255,
  ];
  it.each([
    [100_000, null],
    [98_001, null],
    [101_999, null],
    [97_999, 'gamma 0.97999'],
    [102_001, 'gamma 1.02001'],
    [45_455, 'gamma 0.45455'],
    [16_777_216, 'gamma 167.77216'],
    [0, null],
  ] as const)('gamma %d', (value, told) => {
    const found = doubt('gAMA', gamma(value));
    if (told === null) expect(found).toBeNull();
    else expect(found).toContain(told);
  });

  it.each([
    [1, 'BT.709'],
    [4, 'gamma 2.2'],
    [5, 'gamma 2.8'],
    [6, 'BT.601'],
    [13, 'sRGB'],
    [14, 'BT.2020'],
    [15, 'BT.2020'],
    [16, 'PQ'],
    [18, 'HLG'],
    [99, 'number 99'],
  ])('transfer %d of H.273 is %s', (code, name) => {
    expect(doubt('cICP', [1, code, 0, 1])).toContain(`transfer ${name} `);
  });

  it('takes transfers 2 and 8 as no word and as linear', () => {
    expect(doubt('cICP', [1, 2, 0, 1])).toBeNull();
    expect(doubt('cICP', [1, 8, 0, 1])).toBeNull();
  });

  it.each([
    ['Linear sRGB', true],
    ['ACES gamma 1.0', true],
    ['sRGB-elle-V2-g10.icc', true],
    ['non-linear', false],
    ['nonlinear', false],
    ['gamma 1.8', false],
    ['Adobe RGB', false],
  ])('a profile named %s is linear: %s', (name, isLinear) => {
    const data = [...Buffer.from(name), 0, 0, ...deflateSync(Buffer.from('no profile'))];
    const found = doubt('iCCP', data);
    if (isLinear) expect(found).toBeNull();
    else expect(found).toContain(`"${name}"`);
  });
});
