/**
 * DNGs built as real programs and cameras lay them out, with all that stands around the raw picture: it is the main one that is chosen,
 * and read to the bit [DNG 1.7.1, chapters 2 to 4].
 */
import { deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../dist/random/index.js';
import { decodeRaw, openRaw, RawFormatError, type RawTools } from '../../dist/raw/index.js';
import {
  bayerTags,
  byte,
  long,
  packRows,
  ratio,
  rational,
  short,
  type TagValue,
  writeTiff,
} from '../support/dng-writer.js';
import { encodeLossless } from '../support/lossless-jpeg-writer.js';

const tools: RawTools = {
  inflate: (data, bytes) => inflateSync(data, { maxOutputLength: Math.max(1, bytes) }),
};
const ascii = (text: string): TagValue => ({ type: 'ascii', text });
const bytes = (length: number): TagValue => ({ type: 'bytes', bytes: new Uint8Array(length) });

function noise(length: number, most: number, seed = 'structures'): Uint16Array {
  const rng = createRng(seed);
  return Uint16Array.from({ length }, () => rng.integer(most + 1));
}

/** Tiles of `values`, `samples` side by side, the last ones filled up with their edge. */
function tilesOf(
  values: Uint16Array,
  { widthPx, heightPx, samples = 1 }: { widthPx: number; heightPx: number; samples?: number },
  [tileWidth, tileHeight]: readonly [number, number],
): Uint16Array[] {
  const tiles: Uint16Array[] = [];
  for (let top = 0; top < heightPx; top += tileHeight) {
    for (let left = 0; left < widthPx; left += tileWidth) {
      const tile = new Uint16Array(tileWidth * tileHeight * samples);
      for (let y = 0; y < tileHeight; y++) {
        for (let x = 0; x < tileWidth; x++) {
          const from = Math.min(heightPx - 1, top + y) * widthPx + Math.min(widthPx - 1, left + x);
          for (let s = 0; s < samples; s++)
            tile[(y * tileWidth + x) * samples + s] = values[from * samples + s]!;
        }
      }
      tiles.push(tile);
    }
  }
  return tiles;
}

/** A picture for looking at: RGB or JPEG, as previews are. */
const preview = (extra: Record<number, TagValue> = {}, subfile = 1) => ({
  tags: {
    254: long(subfile),
    256: long(16),
    257: long(12),
    258: short(8, 8, 8),
    259: short(1),
    262: short(2),
    277: short(3),
    278: long(12),
    284: short(1),
    ...extra,
  },
  blocks: [new Uint8Array(16 * 12 * 3).fill(90)],
});

/** Tags of a first directory that holds a preview and speaks for the camera. */
function cameraTags(make: string, model: string): Record<number, TagValue> {
  const raw = bayerTags({ widthPx: 1, heightPx: 1 });
  return {
    271: ascii(make),
    272: ascii(model),
    274: short(6),
    305: ascii('a program'),
    306: ascii('2026:05:01 12:00:00'),
    700: bytes(200),
    34853: long(0),
    50706: byte(1, 4, 0, 0),
    50707: byte(1, 1, 0, 0),
    50708: ascii(model),
    50721: raw[50721]!,
    50722: raw[50721]!,
    50728: raw[50728]!,
    50730: { type: 'srational', values: [[0, 0]] },
    50740: bytes(3000),
    50778: short(17),
    50779: short(21),
    50936: ascii('Adobe Standard'),
    50981: long(90, 30, 1),
  };
}

function rawTags(
  { widthPx, heightPx }: { widthPx: number; heightPx: number },
  changes: Record<number, TagValue>,
): Record<number, TagValue> {
  const all = {
    ...bayerTags({ widthPx, heightPx, bits: 16, black: 0, white: 65_535 }),
    ...changes,
  };
  const {
    50706: _version,
    50708: _name,
    50721: _matrix,
    50728: _neutral,
    50778: _light,
    ...own
  } = all;
  return own;
}

const rgbTags: Record<number, TagValue> = {
  258: short(16, 16, 16),
  262: short(34_892),
  277: short(3),
  50714: long(0, 0, 0),
  50717: long(65_535, 65_535, 65_535),
};

describe('a DNG of Adobe DNG Converter, from a Canon', () => {
  const size = { widthPx: 70, heightPx: 50 };
  const values = noise(70 * 50, 3583);
  const table = Uint16Array.from({ length: 3584 }, (_, i) => i * 4);
  const file = writeTiff({
    ...preview(cameraTags('Canon', 'Canon EOS 6D')),
    subs: [
      // What loads fast: tiles of lossy JPEG in linear light, larger than the raw picture would have to be.
      preview(
        { ...rgbTags, 256: long(900), 257: long(700), 278: long(700), 259: short(34_892) },
        1,
      ),
      {
        tags: rawTags(size, {
          258: short(12),
          259: short(7),
          322: long(32),
          323: long(24),
          50710: byte(0, 1, 2),
          50711: short(1),
          50712: short(...table),
          50713: short(2, 2),
          50714: rational(...[1, 2, 3, 4].map((v) => ratio(2000 + v, 256))),
          50717: long(14_000),
          50718: rational([1, 1], [1, 1]),
          50719: rational([4, 1], [4, 1]),
          50720: rational([60, 1], [40, 1]),
          50829: long(3, 5, 49, 69),
          50830: long(0, 0, 50, 5),
          50974: bytes(12),
        }),
        isTiled: true,
        blocks: tilesOf(values, size, [32, 24]).map((tile) =>
          encodeLossless(tile, { widthPx: 16, heightPx: 24, components: 2, bits: 12 }),
        ),
      },
      preview({}, 0x10001),
    ],
    exif: { 33434: rational([1, 60]), 34855: short(400), 37500: bytes(5000) },
  });

  it('gives its sensor, to the bit', () => {
    expect(decodeRaw(file, tools).values).toEqual(values);
  });

  it('says levels beyond its table, areas and camera', () => {
    const { header } = openRaw(file, tools);
    expect(header).toMatchObject({
      ...size,
      activeArea: { left: 5, top: 3, widthPx: 64, heightPx: 46 },
      layout: { kind: 'mosaic', rows: 2, columns: 2, colours: [0, 1, 1, 2] },
      levels: { black: [2001, 2002, 2003, 2004], white: [14_000, 14_000, 14_000] },
      maskedAreas: [{ left: 0, top: 0, widthPx: 5, heightPx: 50 }],
      camera: { name: 'Canon EOS 6D', exposureSeconds: 1 / 60, iso: 400 },
    });
    expect(header.linearisation?.table?.[3583]).toBe(4 * 3583);
    expect(header.camera.colourMatrices).toHaveLength(2);
  });
});

describe("an iPhone's ProRAW", () => {
  const size = { widthPx: 50, heightPx: 40, samples: 3 };
  const values = noise(50 * 40 * 3, 4095, 'proraw');
  const mask = (width: number, height: number, photometric: number) => ({
    tags: {
      254: long(0x10004),
      256: long(width),
      257: long(height),
      258: short(8),
      259: short(7),
      262: short(photometric),
      277: short(1),
      278: long(height),
      52526: ascii('skin'),
      52536: bytes(12),
    },
    blocks: [new Uint8Array(64).fill(7)],
  });
  const fileOf = (compression: number, blocks: Uint8Array[]) =>
    writeTiff(
      {
        ...preview({ ...cameraTags('Apple', 'iPhone 12 Pro'), 50739: short(1) }),
        subs: [
          {
            tags: rawTags(size, {
              ...rgbTags,
              258: short(12, 12, 12),
              259: short(compression),
              322: long(24),
              323: long(18),
              50712: short(...Array.from({ length: 4096 }, (_, i) => i * 16)),
              51008: { type: 'bytes', bytes: Uint8Array.of(0, 0, 0, 0) },
              51041: { type: 'double', values: [1e-4, 1e-7] },
              50935: rational([95, 100]),
              52525: bytes(900),
            }),
            isTiled: true,
            blocks,
          },
          mask(600, 450, 52_527),
          mask(800, 600, 34_892),
          mask(800, 600, 1),
        ],
        exif: { 33434: rational([1, 121]), 34855: short(32) },
      },
      { isLittle: false },
    );

  it('is read to the bit, and its sky and skin are not', () => {
    const tiles = tilesOf(values, size, [24, 18]).map((tile) =>
      encodeLossless(tile, { widthPx: 24, heightPx: 18, components: 3, bits: 12, predictor: 7 }),
    );
    const frame = decodeRaw(fileOf(7, tiles), tools);
    expect(frame.values).toEqual(values);
    expect(frame).toMatchObject({
      layout: { kind: 'rgb' },
      camera: { name: 'iPhone 12 Pro', iso: 32 },
    });
  });

  it('asks for the package that decodes it where it is JPEG XL', () => {
    const stream = Uint8Array.of(0xff, 0x0a, 0x45, 0x02, ...new Array<number>(60).fill(0));
    const blocks = tilesOf(values, size, [24, 18]).map(() => stream);
    const decode = () => decodeRaw(fileOf(52_546, blocks), tools);
    expect(decode).toThrow(RawFormatError);
    expect(decode).toThrow(/jxl-oxide-wasm|JPEG XL/);
  });
});

describe('floats as Adobe writes them', () => {
  /** Sign, exponent and fraction of a value that the format holds exactly, highest byte first. */
  function bytesOfFloat(value: number, bits: number): number[] {
    const view = new DataView(new ArrayBuffer(4));
    view.setFloat32(0, value);
    const single = view.getUint32(0);
    if (bits === 32) return [0, 1, 2, 3].map((i) => view.getUint8(i));
    const exponent = ((single >> 23) & 255) - 127;
    const fraction = single & 0x7fffff;
    if (value === 0) return new Array<number>(bits / 8).fill(0);
    const word =
      bits === 16
        ? ((exponent + 15) << 10) | (fraction >> 13)
        : ((exponent + 64) << 16) | (fraction >> 7);
    return Array.from({ length: bits / 8 }, (_, i) => (word >> (8 * (bits / 8 - 1 - i))) & 255);
  }

  /** Rows taken apart into bytes by weight, then differences over `step` bytes [Photoshop TIFF Technical Note 3]. */
  function takeApart(values: Float32Array, row: number, bits: number, step: number): Uint8Array {
    const size = bits / 8;
    const out = new Uint8Array(values.length * size);
    for (let from = 0; from < values.length; from += row) {
      const line = new Uint8Array(row * size);
      for (let i = 0; i < row; i++) {
        bytesOfFloat(values[from + i]!, bits).forEach((b, k) => {
          line[k * row + i] = b;
        });
      }
      for (let i = line.length - 1; i >= step; i--) line[i]! -= line[i - step]!;
      out.set(line, from * size);
    }
    return out;
  }

  /** Sixteenths below 2: exact in every format. */
  const floats = (length: number) => {
    const rng = createRng('floats');
    return Float32Array.from({ length }, () => rng.integer(32) / 16);
  };

  it.each([
    [16, 3, 1],
    [16, 34_894, 2],
    [24, 34_894, 2],
    [24, 34_895, 4],
    [32, 34_895, 4],
  ])('of %i bits behind filters with predictor %i', (bits, predictor, step) => {
    const size = { widthPx: 20, heightPx: 12 };
    const values = floats(240);
    const file = writeTiff({
      ...preview(cameraTags('Canon', 'HDR')),
      subs: [
        {
          tags: rawTags(size, {
            258: short(bits),
            259: short(8),
            317: short(predictor),
            339: short(3),
            50714: rational([0, 1]),
            50717: long(1),
          }),
          blocks: [deflateSync(takeApart(values, 20, bits, step))],
        },
      ],
    });
    const frame = decodeRaw(file, tools);
    expect(frame.isFloat).toBe(true);
    expect(frame.values).toEqual(values);
  });

  it('in tiles of three samples, with a mask of what is transparent', () => {
    const [widthPx, heightPx] = [32, 16];
    const values = floats(32 * 16 * 3);
    const tiles = [0, 16].map((left) => {
      const tile = new Float32Array(16 * 16 * 3);
      for (let y = 0; y < 16; y++)
        tile.set(values.subarray((y * 32 + left) * 3, (y * 32 + left + 16) * 3), y * 48);
      return deflateSync(takeApart(tile, 48, 16, 3));
    });
    const file = writeTiff({
      ...preview(cameraTags('Adobe', 'Panorama')),
      subs: [
        {
          tags: rawTags(
            { widthPx, heightPx },
            {
              ...rgbTags,
              258: short(16, 16, 16),
              259: short(8),
              317: short(3),
              339: short(3, 3, 3),
              322: long(16),
              323: long(16),
              50717: long(1, 1, 1),
            },
          ),
          isTiled: true,
          blocks: tiles,
        },
        {
          tags: {
            254: long(4),
            256: long(64),
            257: long(64),
            258: short(16),
            259: short(8),
            262: short(4),
            277: short(1),
            278: long(64),
            339: short(3),
          },
          blocks: [deflateSync(new Uint8Array(8192))],
        },
      ],
    });
    expect(decodeRaw(file, tools).values).toEqual(values);
  });
});

describe('a raw picture beside one that was enhanced', () => {
  it('is the sensor, however large the other', () => {
    const size = { widthPx: 24, heightPx: 16 };
    const values = noise(24 * 16, 4095, 'enhanced');
    const enhanced = {
      tags: rawTags(
        { widthPx: 48, heightPx: 32 },
        { ...rgbTags, 254: long(16), 50738: rational([1, 1]) },
      ),
      blocks: [new Uint8Array(48 * 32 * 6)],
    };
    const file = writeTiff({
      ...preview(cameraTags('Canon', 'Enhanced')),
      subs: [enhanced, { tags: rawTags(size, {}), blocks: [packRows(values, 24, 16)] }],
    });
    expect(decodeRaw(file, tools).values).toEqual(values);
  });
});

describe('what real writers leave out or add', () => {
  const size = { widthPx: 24, heightPx: 16 };
  const values = noise(24 * 16, 4095, 'writers');
  const fileOf = (changes: Record<number, TagValue>) =>
    writeTiff({
      tags: { ...bayerTags({ ...size, black: 256 }), ...changes },
      blocks: [packRows(values, 24, 16)],
    });

  it('four black levels without their repeat are those of the filters', () => {
    const { header } = openRaw(fileOf({ 50714: short(64, 65, 66, 67) }), tools);
    expect(header.levels).toMatchObject({
      black: [64, 65, 66, 67],
      blackRepeat: { rows: 2, columns: 2 },
    });
  });

  it('but five are damage', () => {
    expect(() => openRaw(fileOf({ 50714: short(1, 2, 3, 4, 5) }), tools)).toThrow(/black levels/);
  });

  it.each([51_008, 51_022])('a list of opcodes that is not applied (tag %i) may be cut', (tag) => {
    const file = fileOf({ [tag]: { type: 'bytes', bytes: Uint8Array.of(0, 0, 0, 9, 1, 2) } });
    const { details } = openRaw(file, tools).header;
    expect(details?.warnings.join()).toMatch(/opcode list \d, which is not applied, is damaged/);
    expect(decodeRaw(file, tools).values).toEqual(values);
  });

  it('one that must be applied may not', () => {
    const file = fileOf({ 51009: { type: 'bytes', bytes: Uint8Array.of(0, 0, 0, 9, 1, 2) } });
    expect(() => openRaw(file, tools)).toThrow(RawFormatError);
  });
});

describe('files that are named and refused', () => {
  const size = { widthPx: 4000, heightPx: 3000 };

  it('a GoPro GPR, whatever its samples', () => {
    for (const bits of [12, 14, 16, 32]) {
      const file = writeTiff({
        ...preview(cameraTags('GoPro', 'HERO12 Black')),
        subs: [
          {
            tags: rawTags(size, { 258: short(bits), 259: short(9) }),
            blocks: [new Uint8Array(3_000_000)],
          },
        ],
      });
      expect(() => openRaw(file, tools)).toThrow(/GoPro GPR \(VC-5, compression 9\)/);
    }
  });

  it.each([
    ['Kodak', 'DCS Pro 14N', 32_803],
    ['EASTMAN KODAK COMPANY', 'KODAK DC120 ZOOM DIGITAL CAMERA', 2],
    ['KODAK', 'DCS760C', 32_803],
  ])('a raw file of %s (%s)', (make, model, photometric) => {
    const file = writeTiff({
      ...preview({ 271: ascii(make), 272: ascii(model) }),
      subs: [
        {
          tags: rawTags(size, { 258: short(12), 259: short(65_000), 262: short(photometric) }),
          blocks: [new Uint8Array(4000)],
        },
      ],
    });
    expect(() => openRaw(file, tools)).toThrow(/a Kodak DCR or KDC/);
  });
});
