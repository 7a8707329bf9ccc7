import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encodePng16, pngColourDoubt } from '../../dist/raw/index.js';

const PLAIN = encodePng16({
  widthPx: 2,
  heightPx: 1,
  rgb: Uint16Array.from([300, 400, 500, 600, 700, 800]),
  blackLevel: 0,
  whiteLevel: 65_535,
});

/** The picture with chunks between header and pixels. */
function withChunks(...chunks: readonly [string, readonly number[]][]): Uint8Array {
  const parts = chunks.map(([type, data]) => {
    const body = Buffer.from([...Buffer.from(type, 'latin1'), ...data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const crc = Buffer.alloc(4);
    crc.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, crc]);
  });
  return Buffer.concat([PLAIN.subarray(0, 33), ...parts, PLAIN.subarray(33)]);
}

const gamma = (value: number): [string, number[]] => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(Math.round(value * 1e5));
  return ['gAMA', [...bytes]];
};
const profile = (name: string): [string, number[]] => [
  'iCCP',
  [...Buffer.from(name, 'latin1'), 0, 0, 1, 2, 3],
];

describe('pngColourDoubt', () => {
  it.each([
    ['says nothing', []],
    ['gamma 1', [gamma(1)]],
    ['linear transfer', [['cICP', [1, 8, 0, 1]]]],
    ['linear transfer before gamma', [gamma(0.45455), ['cICP', [1, 8, 0, 1]]]],
    ['a linear profile', [profile('Linear Rec709 RGB'), gamma(0.45455)]],
    ['12 significant bits', [['sBIT', [12, 12, 12]]]],
  ] as [string, [string, number[]][]][])('has none where a file %s', (_, chunks) => {
    expect(pngColourDoubt(withChunks(...chunks))).toBeNull();
  });

  it.each([
    [/sRGB/, [['sRGB', [0]], gamma(0.45455)]],
    [/gamma 0\.45455/, [gamma(0.45455)]],
    [/transfer sRGB/, [['cICP', [1, 13, 0, 1]]]],
    [/transfer PQ/, [gamma(1), ['cICP', [9, 16, 0, 1]]]],
    [/profile "sRGB IEC61966-2\.1"/, [profile('sRGB IEC61966-2.1')]],
    [/says that 8 of its 16 bits/, [['sBIT', [8, 8, 8]]]],
  ] as [RegExp, [string, number[]][]][])('says %s', (message, chunks) => {
    expect(pngColourDoubt(withChunks(...chunks))).toMatch(message);
  });

  it('has none for another format, cut files and chunks that claim too much', () => {
    expect(pngColourDoubt(new Uint8Array(0))).toBeNull();
    expect(pngColourDoubt(Buffer.from('II*\0 not a PNG, but sRGB'))).toBeNull();
    const whole = withChunks(['sRGB', [0]]);
    expect(pngColourDoubt(whole.subarray(0, 40))).toBeNull();
    const liar = Buffer.from(withChunks(gamma(0.5)));
    liar.writeUInt32BE(0xffffffff, 33);
    expect(pngColourDoubt(liar)).toBeNull();
  });
});
