/** Headerless Bayer frames: each packing as its standard draws it, bit by bit, and what is said of files that are not what was said. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../../dist/random/index.js';
import {
  type BayerDump,
  bayerReader,
  decodeRaw,
  openRaw,
  PACKING_NAMES,
  PACKINGS,
  type PackingName,
  RawFormatError,
  streamRawImage,
} from '../../dist/raw/index.js';

const tools = { inflate: () => new Uint8Array(0) };

/** Bit k of sample i lies at bit `bit` (0 the lowest) of byte `byte` of its row. */
type Place = (i: number, k: number, bits: number) => readonly [byte: number, bit: number];

/** As the standards draw them, one bit at a time. */
const PLACES: Record<PackingName, Place> = {
  unpacked: (i, k, bits) => (bits === 8 ? [i, k] : [2 * i + (k >> 3), k & 7]),
  'unpacked-high': (i, k, bits) => [2 * i + ((k + 16 - bits) >> 3), (k + 16 - bits) & 7],
  'unpacked-be': (i, k) => [2 * i + 1 - (k >> 3), k & 7],
  csi2p: (i, k, bits) => {
    const group = { 8: 1, 10: 4, 12: 2, 14: 4 }[bits]!;
    const [from, within] = [(Math.floor(i / group) * group * bits) / 8, i % group];
    if (k >= bits - 8) return [from + within, k - (bits - 8)];
    const place = within * (bits - 8) + k;
    return [from + group + (place >> 3), place & 7];
  },
  msb: (i, k, bits) => {
    const place = i * bits + (bits - 1 - k);
    return [place >> 3, 7 - (place & 7)];
  },
  lsb: (i, k, bits) => [(i * bits + k) >> 3, (i * bits + k) & 7],
  ipu3: (i, k) => {
    const place = (i % 25) * 10 + k;
    return [32 * Math.floor(i / 25) + (place >> 3), place & 7];
  },
};

function pack(values: Uint16Array, dump: BayerDump, stride: number): Uint8Array {
  const { widthPx, heightPx, bits, packing } = dump;
  // What fills rows up is no part of the picture, whatever it holds.
  const bytes = new Uint8Array(stride * heightPx).fill(0xa5);
  for (let y = 0; y < heightPx; y++) {
    for (let i = 0; i < widthPx; i++) {
      for (let k = 0; k < bits; k++) {
        const [byte, bit] = PLACES[packing](i, k, bits);
        const at = y * stride + byte;
        bytes[at] = (bytes[at]! & ~(1 << bit)) | (((values[y * widthPx + i]! >> k) & 1) << bit);
      }
    }
  }
  return bytes;
}

const dumpOf = (changes: Partial<BayerDump> = {}): BayerDump => ({
  order: 'GRBG',
  widthPx: 54,
  heightPx: 6,
  bits: 12,
  packing: 'csi2p',
  ...changes,
});

const EVERY = (Object.keys(PACKING_NAMES) as PackingName[]).flatMap((packing) =>
  PACKINGS[packing].bits.map((bits) => [packing, bits] as const),
);

describe('a headerless frame', () => {
  it.each(EVERY)(
    'of packing %s with %i bits comes back, with padded rows or without',
    (packing, bits) => {
      const rng = createRng(`dump-${packing}-${bits}`);
      for (const [widthPx, extra] of [
        [54, 0],
        [54, 10],
        [50, 6],
      ] as const) {
        const dump = dumpOf({ packing, bits, widthPx });
        const values = Uint16Array.from({ length: widthPx * 6 }, () => rng.integer(2 ** bits));
        const row = PACKINGS[packing].rowBytes(widthPx, bits);
        const padded = { ...dump, strideBytes: row + extra };
        const bytes = pack(values, dump, row + extra);
        expect(decodeRaw(bytes, tools, [bayerReader(padded)]).values).toEqual(values);
        // The last row without what fills it up.
        const cut = bytes.subarray(0, bytes.length - extra);
        expect(decodeRaw(cut, tools, [bayerReader(padded)]).values).toEqual(values);
      }
    },
  );

  it('has its filters in the order that was said, and 0 is dark in it', () => {
    const dump = dumpOf({
      widthPx: 2,
      heightPx: 2,
      packing: 'unpacked',
      blackLevel: 95,
      order: 'GBRG',
    });
    const values = Uint16Array.of(1095, 2095, 4095, 0);
    const bytes = pack(values, dump, 4);
    const stream = openRaw(bytes, tools, [bayerReader(dump)]);
    const { image, warnings } = streamRawImage(stream);
    const linear = Array.from(
      image.rgb,
      (v) => (v - image.blackLevel) / (image.whiteLevel - image.blackLevel),
    );
    expect(linear[0]).toBeCloseTo(1, 4);
    expect(linear[1]).toBeCloseTo((0.25 - 95 / 4000) / 2, 4);
    expect(linear[2]).toBeCloseTo(0.5, 4);
    expect(warnings).toEqual([]);
  });

  it('takes a sixteenth of the range for black where nobody says it, with a word', () => {
    const dump = dumpOf({ bits: 10 });
    const { header } = openRaw(new Uint8Array(70 * 6), tools, [bayerReader(dump)]);
    expect(header.levels).toEqual({ black: [64, 64, 64, 64], white: [1023, 1023, 1023] });
    expect(header.details?.warnings).toEqual([expect.stringMatching(/64 is taken.*--black-level/)]);
  });

  it.each<[Partial<BayerDump>, number, RegExp]>([
    [{ widthPx: 4056, heightPx: 3040 }, 6112 * 3040, /fits --stride 6112/],
    [{ widthPx: 4056, heightPx: 3040 }, 4056 * 2 * 3040, /fits --packing unpacked/],
    [{ widthPx: 4056, heightPx: 3040 }, 5070 * 3040, /fits --bits 10/],
    [{ widthPx: 4056, heightPx: 3040 }, 2028 * 1520 * 1.5, /fits --size 2028x1520/],
    [{ widthPx: 3040, heightPx: 4056, strideBytes: 4576 }, 6084 * 3040, /--size 4056x3040/],
    [{ widthPx: 100, heightPx: 60, strideBytes: 160 }, 9000, /fits the same without --stride/],
    [{ widthPx: 100, heightPx: 60 }, 150 * 77, /fits --size 100x77/],
    [{ widthPx: 100, heightPx: 60 }, 7, /nothing common fits/],
  ])('%o is refused for %i bytes, with what would fit', (changes, length, cure) => {
    const reader = bayerReader(dumpOf(changes));
    const run = () => openRaw(new Uint8Array(length), tools, [reader]);
    expect(run).toThrow(RawFormatError);
    try {
      run();
    } catch (error) {
      expect((error as RawFormatError).cure).toMatch(cure);
    }
  });

  it.each<[Partial<BayerDump>, RegExp]>([
    [{ bits: 11 }, /expected bits of csi2p: 8, 10, 12, 14, got 11/],
    [{ strideBytes: 80 }, /expected a stride of 81 bytes or more/],
    [{ widthPx: 1 }, /expected sides of 2 to 65536/],
    [{ widthPx: 60_000, heightPx: 60_000 }, /268 megapixels at most/],
    [{ order: 'RGBG' as never }, /of RGGB, BGGR, GRBG, GBRG, got RGBG/],
    [{ packing: 'zip' as never }, /expected a packing of unpacked/],
  ])('%o is no description', (changes, message) => {
    expect(() => bayerReader(dumpOf(changes))).toThrow(message);
  });
});

describe('a file that says itself what it is', () => {
  it.each([
    ['a PNG', [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]],
    ['a TIFF', [0x49, 0x49, 42, 0, 8, 0, 0, 0]],
    ['a JPEG', [0xff, 0xd8, 0xff, 0xe0]],
  ])('needs no description: %s', (name, head) => {
    const bytes = new Uint8Array(5000);
    bytes.set(head);
    const reader = bayerReader({
      order: 'RGGB',
      widthPx: 10,
      heightPx: 10,
      bits: 12,
      packing: 'unpacked',
    });
    expect(() => reader.open(bytes, {} as never)).toThrow(
      `expected a frame without a header, got ${name}`,
    );
    // A frame of the right length is one, whatever its first pixels are.
    expect(() => reader.open(bytes.subarray(0, 200), {} as never)).not.toThrow();
  });
});
