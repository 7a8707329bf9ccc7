/** What DNGs hold, as the DNG specification 1.7.1 has it: files of our own, and those of the shared data where they are. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../dist/random/index.js';
import {
  createLineariser,
  decodeRaw,
  openRaw,
  positionLevels,
  RawFormatError,
  type RawTools,
  readRawImage,
  toRawImage,
} from '../../dist/raw/index.js';
import { PACKAGE_DECODERS } from '../../dist/raw/node/index.js';
import {
  bayerTags,
  byte,
  long,
  packRows,
  short,
  type TagValue,
  writeTiff,
} from '../support/dng-writer.js';
import { encodeLossless } from '../support/lossless-jpeg-writer.js';
import { sharedData } from '../support/shared-data.js';

const tools: RawTools = {
  inflate: (data, bytes) => inflateSync(data, { maxOutputLength: Math.max(1, bytes) }),
  ...PACKAGE_DECODERS,
};
const WIDTH = 24;
const HEIGHT = 16;

const scene = (most = 4095, seed = 'scene') => {
  const rng = createRng(seed);
  return Uint16Array.from({ length: WIDTH * HEIGHT }, () => 200 + rng.integer(most - 200));
};

const tagsOf = (changes: Record<number, TagValue> = {}, bits = 16) => ({
  ...bayerTags({ widthPx: WIDTH, heightPx: HEIGHT, bits }),
  ...changes,
});

describe('stage 1 comes to the bit', () => {
  const plain = scene();

  it.each([8, 9, 10, 11, 12, 13, 14, 15, 16])('of %i packed bits', (bits) => {
    const values = scene(2 ** bits - 1 < 201 ? 255 : 2 ** bits - 1).map((v) => v & (2 ** bits - 1));
    const file = writeTiff({
      tags: tagsOf({ 50714: long(0), 50717: long(2 ** bits - 1) }, bits),
      blocks: [packRows(values, WIDTH, bits)],
    });
    expect(decodeRaw(file, tools).values).toEqual(values);
  });

  it.each([
    [true, false],
    [false, false],
    [true, true],
    [false, true],
  ])('little endian %s, BigTIFF %s', (isLittle, isBig) => {
    const blocks = [packRows(plain, WIDTH, 16, isLittle)];
    const file = writeTiff({ tags: tagsOf(), blocks }, { isLittle, isBig });
    expect(decodeRaw(file, tools).values).toEqual(plain);
  });

  it.each([1, 2, 3, 4, 5, 6, 7])(
    'of lossless JPEG with predictor %i, cut in any way, with restarts',
    (predictor) => {
      for (const [components, width, height] of [
        [1, WIDTH, HEIGHT],
        [2, WIDTH / 2, HEIGHT],
        [1, 2 * WIDTH, HEIGHT / 2],
        [4, WIDTH / 2, HEIGHT / 2],
      ] as const) {
        for (const restartLines of [0, 2]) {
          const jpeg = encodeLossless(plain, {
            widthPx: width,
            heightPx: height,
            components,
            predictor,
            restartLines,
          });
          const file = writeTiff({ tags: tagsOf({ 259: short(7) }), blocks: [jpeg] });
          expect(decodeRaw(file, tools).values).toEqual(plain);
        }
      }
    },
  );

  it('of deflate with differences', () => {
    const rows = plain.map((v, i) => (i % WIDTH === 0 ? v : v - plain[i - 1]!));
    const blocks = [deflateSync(packRows(rows, WIDTH, 16))];
    const file = writeTiff({ tags: tagsOf({ 259: short(8), 317: short(2) }), blocks });
    expect(decodeRaw(file, tools).values).toEqual(plain);
  });

  it('of floats with their bytes apart', () => {
    const floats = Float32Array.from({ length: WIDTH * HEIGHT * 3 }, (_, i) => i / 999);
    const row = WIDTH * 3;
    const bytes = new Uint8Array(floats.length * 4);
    const view = new DataView(floats.buffer);
    for (let y = 0; y < HEIGHT; y++) {
      const line = new Uint8Array(row * 4);
      for (let i = 0; i < row; i++) {
        for (let b = 0; b < 4; b++) line[b * row + i] = view.getUint8(4 * (y * row + i) + 3 - b);
      }
      for (let i = line.length - 1; i >= 3; i--) line[i]! -= line[i - 3]!;
      bytes.set(line, y * row * 4);
    }
    const tags = {
      ...tagsOf({ 259: short(8), 317: short(3) }),
      258: short(32, 32, 32),
      262: short(34892),
      277: short(3),
      339: short(3, 3, 3),
      50714: long(0),
      50717: long(1),
    };
    const file = writeTiff({ tags, blocks: [deflateSync(bytes)] });
    expect(decodeRaw(file, tools).values).toEqual(floats);
  });
});

describe('a DNG is refused with a sentence', () => {
  it.each<[string, Record<number, TagValue>]>([
    ['GPR', { 259: short(9) }],
    ['CFALayout 2', { 50711: short(2) }],
    ['colours 3, 4, 5', { 50710: byte(3, 4, 5) }],
    ['a white level above', { 50717: long(100) }],
    ['an active area', { 50829: long(0, 0, 99, 99) }],
    ['opcode 99, which must be done', { 51009: { type: 'bytes', bytes: opcode(99, 0) } }],
    [
      'too few for any picture',
      { 259: short(7), 256: long(4000), 257: long(4000), 278: long(4000) },
    ],
    ['values', { 256: long(60_000), 257: long(60_000) }],
  ])('for %s', (what, changes) => {
    const file = writeTiff({ tags: tagsOf(changes), blocks: [packRows(scene(), WIDTH, 16)] });
    expect(() => openRaw(file, tools)).toThrow(RawFormatError);
    expect(() => openRaw(file, tools)).toThrow(what);
  });

  it('for a thumbnail alone, of a monochrome sensor where rpicam-still wrote it', () => {
    const thumbnail = (software: string, neutral: boolean) => {
      const { 50728: asShot, ...tags } = tagsOf({ 254: long(1), 262: short(1) });
      const named: Record<number, TagValue> = { ...tags, 305: { type: 'ascii', text: software } };
      const all = neutral && asShot ? { ...named, 50728: asShot } : named;
      return writeTiff({ tags: all, blocks: [packRows(scene(), WIDTH, 16)] });
    };
    expect(() => openRaw(thumbnail('rpicam-still', false), tools)).toThrow(/monochrome sensors/);
    expect(() => openRaw(thumbnail('rpicam-still', true), tools)).toThrow(/previews only/);
    expect(() => openRaw(thumbnail('another', false), tools)).toThrow(/previews only/);
  });

  it('but not for an opcode that may be left out', () => {
    const bytes = opcode(99, 1);
    const file = writeTiff({
      tags: tagsOf({ 51009: { type: 'bytes', bytes } }),
      blocks: [packRows(scene(), WIDTH, 16)],
    });
    expect(openRaw(file, tools).header.details?.opcodes.skipped).toEqual(['opcode 99']);
  });
});

/** A list of one opcode without parameters. */
function opcode(id: number, flags: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(20));
  view.setUint32(0, 1);
  view.setUint32(4, id);
  view.setUint32(12, flags);
  return new Uint8Array(view.buffer);
}

describe('black that differs by row and column', () => {
  const file = (differences: TagValue) =>
    writeTiff({
      tags: tagsOf({ 50715: differences }),
      blocks: [packRows(scene(), WIDTH, 16)],
    });
  const columns = (value: number): TagValue => ({
    type: 'double',
    values: new Array<number>(WIDTH).fill(value),
  });

  it.each([4000, 1e6, 1e300])('by %d lies above white and is refused', (difference) => {
    expect(() => readRawImage(file(columns(difference)), tools)).toThrow(
      /expected a white level above black and its differences/,
    );
  });

  it('by less gives a picture without a pixel that would count as masked', () => {
    for (const difference of [3800, 10, -1e6]) {
      const { rgb } = readRawImage(file(columns(difference)), tools).image;
      expect(rgb.every((value) => value >= 1)).toBe(true);
    }
  });

  it('leaves what opcodes make of floats black where it is no number', () => {
    // 1e9 times 1e11 again and again is beyond float32, and 0 times that is no number.
    const scale = Buffer.alloc(4 + 16 + 36 + 4 * HEIGHT);
    scale.writeUInt32BE(1, 0);
    scale.writeUInt32BE(12, 4);
    scale.writeUInt32BE(36 + 4 * HEIGHT, 16);
    [0, 0, HEIGHT, WIDTH, 0, 1, 1, 1, HEIGHT].forEach((v, i) => {
      scale.writeUInt32BE(v, 20 + 4 * i);
    });
    for (let y = 0; y < HEIGHT; y++) scale.writeFloatBE(1e11, 56 + 4 * y);
    const list = Buffer.concat([scale, ...new Array(4).fill(scale.subarray(4))]);
    list.writeUInt32BE(5, 0);
    const zero = Buffer.from(list);
    zero.writeFloatBE(0, zero.length - 4 * HEIGHT);
    const floats = Buffer.from(new Float32Array(WIDTH * HEIGHT).fill(1e8).buffer);
    const { rgb } = readRawImage(
      writeTiff({
        tags: tagsOf(
          {
            339: short(3),
            50714: long(0),
            50717: long(1),
            51009: { type: 'bytes', bytes: zero },
          },
          32,
        ),
        blocks: [floats],
      }),
      tools,
    ).image;
    expect(rgb.every((value) => value >= 1)).toBe(true);
  });
});

describe('floats in JPEG XL', () => {
  it('come out of a decoder of whole numbers, with a word', () => {
    // The header of a stream of 8x8 pixels: small, 8 rows, as wide as high.
    const stream = Uint8Array.of(0xff, 0x0a, 0x41, ...new Array<number>(20).fill(0));
    const values = Uint16Array.from({ length: 192 }, (_, i) => 340 * i);
    const tags = {
      ...bayerTags({ widthPx: 8, heightPx: 8, bits: 16 }),
      ...{ 258: short(16, 16, 16), 259: short(52546), 262: short(34892), 277: short(3) },
      ...{ 339: short(3, 3, 3), 50714: long(0), 50717: long(1) },
    };
    const asked: number[] = [];
    const decodeJxl = (_: Uint8Array, bits: number) => {
      asked.push(bits);
      return { widthPx: 8, heightPx: 8, components: 3, values };
    };
    const frame = decodeRaw(writeTiff({ tags, blocks: [stream] }), { ...tools, decodeJxl });
    expect(asked).toEqual([16]);
    expect(frame.isFloat).toBe(true);
    for (const [i, v] of frame.values.entries()) expect(v).toBeCloseTo(values[i]! / 65_535, 6);
    expect(frame.details?.warnings).toEqual([expect.stringMatching(/light above 1 as 1/)]);
  });
});

describe('a picture of more values than lie in memory together', () => {
  /** Of 8 bits, uncompressed: as many bytes as values. */
  const large = (photometric: number) => {
    const [width, height] = [10_000, 9000];
    const tags = {
      ...bayerTags({ widthPx: width, heightPx: height, bits: 8 }),
      ...{ 258: short(8, 8, 8), 262: short(photometric), 277: short(3), 50714: long(0) },
      ...{ 50717: long(255) },
      ...(photometric === 2 ? { 50706: short() } : {}),
    };
    const blocks = [new Uint8Array(8)];
    const head = writeTiff({ tags, blocks });
    const file = new Uint8Array(head.length + 3 * width * height);
    file.set(head);
    return file;
  };

  it('is read in bands, and refused as a whole', () => {
    const file = large(34892);
    expect(openRaw(file, tools).header).toMatchObject({ widthPx: 10_000, heightPx: 9000 });
    expect(() => decodeRaw(file, tools)).toThrow(/at most 268435456 values/);
  });
});

describe('a picture in bands', () => {
  it('is the same as the whole frame', () => {
    const file = writeTiff({
      tags: tagsOf({ 258: short(12) }, 12),
      blocks: [packRows(scene(), WIDTH, 12)],
    });
    expect(readRawImage(file, tools).image).toEqual(toRawImage(decodeRaw(file, tools)));
  });
});

interface Expected {
  readonly refuse?: boolean;
  readonly stage1Sha256?: string;
  readonly linearMeans?: readonly number[];
  readonly asShotNeutral?: readonly number[];
  readonly tolerance?: number;
}

/** Compressions that optional packages decode. */
const PACKAGES: Readonly<Record<number, string>> = { 34892: 'jpeg-js', 52546: 'jxl-oxide-wasm' };

/** The package that a file needs and that is not installed. */
function missingPackage(bytes: Uint8Array): string | undefined {
  const name = PACKAGES[openRaw(bytes, tools).header.details?.compression ?? 0];
  if (name === undefined) return undefined;
  try {
    createRequire(import.meta.url).resolve(`${name}/package.json`);
    return undefined;
  } catch {
    return name;
  }
}

/** Stage 1's checksum and linear means, as `expected.json` tells them. */
function measure(bytes: Uint8Array) {
  const stream = openRaw(bytes, tools);
  const { header } = stream;
  const { layout } = header;
  const [rows, columns, samples] =
    layout.kind === 'rgb' ? [1, 1, 3] : [layout.rows, layout.columns, 1];
  const sums = new Float64Array(rows * columns * samples);
  const counts = new Float64Array(sums.length);
  const hash = createHash('sha256');
  const linearise = createLineariser(header, positionLevels(header, {}), (row, y) => {
    row.forEach((value, i) => {
      const p =
        ((y % rows) * columns + (Math.floor(i / samples) % columns)) * samples + (i % samples);
      sums[p]! += Math.max(0, value);
      counts[p]!++;
    });
  });
  stream.readBands((band) => {
    const part = band.values.subarray(0, band.rows * header.widthPx * samples);
    hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
    linearise(band);
  });
  return {
    header,
    sha256: hash.digest('hex'),
    means: Array.from(sums, (sum, i) => sum / counts[i]!),
  };
}

const isThere = existsSync(sharedData('dng'));
describe.skipIf(!isThere).each(['synthetic', 'real'])('the %s files', (folder) => {
  const list: Record<string, Expected> = isThere
    ? JSON.parse(readFileSync(sharedData('dng', folder, 'expected.json'), 'utf8'))
    : {};
  it.for(Object.entries(list))('%s', ([name, expected], { skip }) => {
    const bytes = readFileSync(sharedData('dng', folder, `${name}.dng`));
    if (expected.refuse) {
      expect(() => measure(bytes)).toThrow(RawFormatError);
      return;
    }
    const missing = missingPackage(bytes);
    if (missing) skip(`needs the package ${missing}`);
    const { header, sha256, means } = measure(bytes);
    if (expected.stage1Sha256) expect(sha256).toBe(expected.stage1Sha256);
    const most = expected.tolerance === undefined ? 1e-6 : 4e-3;
    expected.linearMeans?.forEach((mean, i) => {
      expect(Math.abs(means[i]! - mean)).toBeLessThan(most);
    });
    expected.asShotNeutral?.forEach((value, i) => {
      expect(header.camera.asShotNeutral![i]).toBeCloseTo(value, 4);
    });
  });
});
