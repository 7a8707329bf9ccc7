import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encodePng16, holdsColourChunks, pngColourDoubt } from '../../dist/raw/index.js';
import { gamma, iccProfile, type PngChunk, SRGB, withPngChunks } from '../support/png-chunks.js';

const PLAIN = encodePng16({
  widthPx: 2,
  heightPx: 1,
  rgb: Uint16Array.from([300, 400, 500, 600, 700, 800]),
  blackLevel: 0,
  whiteLevel: 65_535,
});
const OPTIONS = {
  inflate: (data: Uint8Array, n: number) => inflateSync(data, { maxOutputLength: n }),
  whiteLevel: 65_535,
};
const withChunks = (...chunks: readonly PngChunk[]) => withPngChunks(PLAIN, ...chunks);
const doubt = (...chunks: readonly PngChunk[]) => pngColourDoubt(withChunks(...chunks), OPTIONS);
const identity = Array.from({ length: 256 }, (_, i) => i * 257);
const srgbCurve = { type: 3, numbers: [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045] };

describe('pngColourDoubt', () => {
  it.each([
    ['says nothing', []],
    ['gamma 1', [gamma(1)]],
    ['gamma 0, which means nothing', [gamma(0)]],
    ['linear transfer', [['cICP', [1, 8, 0, 1]]]],
    ['unspecified transfer', [['cICP', [2, 2, 0, 1]]]],
    ['linear transfer before gamma', [gamma(0.45455), ['cICP', [1, 8, 0, 1]]]],
    ['a linear profile by its name', [iccProfile('Linear Rec709 RGB'), gamma(0.45455)]],
    ['a profile of gamma 1 by its name', [iccProfile('sRGB-elle-V4-g10.icc')]],
    ['a profile of empty curves', [iccProfile('camera', { samples: [] })]],
    ['a profile of power 1', [iccProfile('camera', { samples: [256] })]],
    ['a profile of straight samples', [iccProfile('camera', { samples: identity })]],
    ['a parametric profile of power 1', [iccProfile('sRGB', { type: 0, numbers: [1] })]],
    ['12 significant bits', [['sBIT', [12, 12, 12]]]],
  ] as [string, PngChunk[]][])('has none where a file has %s', (_, chunks) => {
    expect(doubt(...chunks)).toBeNull();
  });

  it.each([
    [/sRGB/, [SRGB, gamma(0.45455)]],
    [/gamma 0\.45455/, [gamma(0.45455)]],
    [/gamma 0\.55556/, [['cICP', [2, 2, 0, 1]], gamma(1 / 1.8)]],
    [/transfer sRGB/, [['cICP', [1, 13, 0, 1]]]],
    [/transfer PQ/, [gamma(1), ['cICP', [9, 16, 0, 1]]]],
    [/transfer number 11/, [['cICP', [9, 11, 0, 1]]]],
    [/profile "sRGB IEC61966-2\.1"/, [iccProfile('sRGB IEC61966-2.1')]],
    [/profile "nonlinear"/, [iccProfile('nonlinear')]],
    [/profile "Linear"/, [iccProfile('Linear', { samples: [Math.round(2.2 * 256)] })]],
    [/profile "camera"/, [iccProfile('camera', srgbCurve), gamma(1)]],
    [
      /profile "camera"/,
      [
        iccProfile('camera', {
          samples: identity.map((v) => Math.round(65_535 * (v / 65_535) ** 1.8)),
        }),
      ],
    ],
    [/says that 8 of its 16 bits/, [['sBIT', [8, 8, 8]]]],
  ] as [RegExp, PngChunk[]][])('says %s', (message, chunks) => {
    expect(doubt(...chunks)).toMatch(message);
  });

  it('holds significant bits against the white level: unscaled values, or scaled to all 16 bits', () => {
    const file = withChunks(['sBIT', [12, 12, 12]]);
    const at = (whiteLevel: number) => pngColourDoubt(file, { whiteLevel });
    for (const fits of [1023, 4095, 32_768, 65_520, 65_535]) expect(at(fits)).toBeNull();
    for (const misfit of [4096, 16_383, 32_767]) {
      expect(at(misfit)).toMatch(
        new RegExp(`12 of its 16 bits.*up to 4095, or to 65535.*white level ${misfit}`),
      );
    }
    const sixteen = withChunks(['sBIT', [16, 16, 16]]);
    expect(pngColourDoubt(sixteen, { whiteLevel: 16_383 })).toBeNull();
  });

  it('judges by its name a profile that is damaged, or that nothing can inflate', () => {
    const [type, data] = iccProfile('Linear', { samples: [563] });
    expect(doubt([type, data.slice(0, -8)])).toBeNull();
    expect(pngColourDoubt(withChunks([type, data]))).toBeNull();
    expect(doubt(['iCCP', [...Buffer.from('no end of the name')]])).toMatch(/profile ""/);
  });

  it('has none for another format, cut files and chunks that claim too much', () => {
    expect(pngColourDoubt(new Uint8Array(0))).toBeNull();
    expect(pngColourDoubt(Buffer.from('II*\0 not a PNG, but sRGB'))).toBeNull();
    const whole = withChunks(SRGB);
    expect(pngColourDoubt(whole.subarray(0, 40))).toBeNull();
    const liar = Buffer.from(withChunks(gamma(0.5)));
    liar.writeUInt32BE(0xffffffff, 33);
    expect(pngColourDoubt(liar)).toBeNull();
  });

  it('knows from how many bytes on no chunk on colours can follow', () => {
    const file = withChunks(['tEXt', Array.from({ length: 300 }, () => 65)], SRGB);
    const pixels = Buffer.from(file).indexOf('IDAT');
    expect(holdsColourChunks(file.subarray(0, pixels + 4))).toBe(true);
    expect(holdsColourChunks(file.subarray(0, pixels + 3))).toBe(false);
    expect(holdsColourChunks(file.subarray(0, 200))).toBe(false);
  });
});
