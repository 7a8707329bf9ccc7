/** TIFFs of linear RGB: the same values out of strips and tiles, of any compression and depth. */
import { deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../dist/random/index.js';
import { decodeRaw, openRaw, RawFormatError, streamRawImage } from '../../dist/raw/index.js';
import { long, short, type TagValue, writeTiff } from '../support/dng-writer.js';
import { encodeLzw } from '../support/lzw-writer.js';

const WIDTH = 37;
const HEIGHT = 21;
const tools = {
  inflate: (data: Uint8Array, bytes: number) => inflateSync(data, { maxOutputLength: bytes }),
};

type Samples = Uint8Array | Uint16Array | Float32Array;

function sceneOf(bits: number): Samples {
  const rng = createRng(`tiff-${bits}`);
  const length = 3 * WIDTH * HEIGHT;
  // Runs and noise, so that LZW's codes grow and repeat.
  const next = (i: number) => (i % 50 < 20 ? 77 : rng.integer(2 ** Math.min(bits, 16)));
  if (bits === 8) return Uint8Array.from({ length }, (_, i) => next(i));
  if (bits === 16) return Uint16Array.from({ length }, (_, i) => next(i));
  return Float32Array.from({ length }, (_, i) => next(i) / 65_536);
}

interface Form {
  readonly compression: number;
  readonly predictor: boolean;
  readonly tile: readonly [width: number, height: number] | null;
  readonly rowsPerStrip: number;
}

function tiffOf(samples: Samples, form: Form, tags: Record<number, TagValue> = {}): Uint8Array {
  const bits = samples.BYTES_PER_ELEMENT * 8;
  const { compression, predictor, tile, rowsPerStrip } = form;
  const [blockWidth, blockHeight] = tile ?? [WIDTH, rowsPerStrip];
  const blocks: Uint8Array[] = [];
  for (let top = 0; top < HEIGHT; top += blockHeight) {
    for (let left = 0; left < WIDTH; left += blockWidth) {
      const rows = tile ? blockHeight : Math.min(blockHeight, HEIGHT - top);
      const block = blockAt(samples, left, top, blockWidth, rows, predictor);
      blocks.push(compressed(block, compression));
    }
  }
  return writeTiff({
    tags: {
      256: long(WIDTH),
      257: long(HEIGHT),
      258: short(bits, bits, bits),
      259: short(compression),
      262: short(2),
      277: short(3),
      284: short(1),
      ...(bits === 32 ? { 339: short(3, 3, 3) } : {}),
      ...(predictor ? { 317: short(2) } : {}),
      ...(tile ? { 322: long(tile[0]), 323: long(tile[1]) } : { 278: long(rowsPerStrip) }),
      ...tags,
    },
    blocks,
    isTiled: tile !== null,
  });
}

/** A block's bytes, zeros beyond the picture; with differences along rows. */
function blockAt(
  samples: Samples,
  left: number,
  top: number,
  width: number,
  rows: number,
  predictor: boolean,
): Uint8Array {
  const block = samples.slice(0, 0).constructor as new (length: number) => Samples;
  const out = new block(3 * width * rows);
  for (let y = 0; y < rows && top + y < HEIGHT; y++) {
    for (let i = 0; i < 3 * width && 3 * left + i < 3 * WIDTH; i++) {
      out[3 * width * y + i] = samples[3 * (WIDTH * (top + y) + left) + i]!;
    }
  }
  if (predictor) {
    for (let y = 0; y < rows; y++) {
      for (let i = 3 * width - 1; i >= 3; i--)
        out[3 * width * y + i]! -= out[3 * width * y + i - 3]!;
    }
  }
  return new Uint8Array(out.buffer);
}

function compressed(bytes: Uint8Array, compression: number): Uint8Array {
  if (compression === 5) return encodeLzw(bytes);
  return compression === 8 ? deflateSync(bytes) : bytes;
}

const FORMS = [1, 5, 8].flatMap((compression) =>
  ([null, [16, 16]] as const).flatMap((tile) =>
    [false, true].flatMap((predictor) =>
      compression === 1 && predictor ? [] : [{ compression, tile, predictor, rowsPerStrip: 8 }],
    ),
  ),
);

describe('a TIFF of linear RGB', () => {
  it.each(FORMS)('holds the same values as %o, of 8 and 16 bits and floats', (form) => {
    for (const bits of [8, 16, 32]) {
      if (bits === 32 && form.predictor) continue;
      const samples = sceneOf(bits);
      const frame = decodeRaw(tiffOf(samples, form), tools);
      expect(Array.from(frame.values)).toEqual(Array.from(samples));
      expect(frame.details).toMatchObject({ format: 'TIFF', bits, compression: form.compression });
    }
  });

  const plain: Form = { compression: 1, tile: null, predictor: false, rowsPerStrip: HEIGHT };

  it('states no levels with 16 bits, has 0 to 255 with 8 and a word of doubt, 0 to 1 in floats', () => {
    const headerOf = (bits: number) => openRaw(tiffOf(sceneOf(bits), plain), tools).header;
    expect(headerOf(16).levels).toEqual({});
    expect(headerOf(8).levels).toEqual({ black: [0, 0, 0], white: [255, 255, 255] });
    expect(headerOf(8).details?.warnings).toEqual([expect.stringContaining('8 bits a sample')]);
    expect(headerOf(32).levels).toEqual({ black: [0, 0, 0], white: [1, 1, 1] });
    const { image } = streamRawImage(openRaw(tiffOf(sceneOf(16), plain), tools), {
      options: { blackLevel: 512, whiteLevel: 65_535 },
    });
    expect(image).toMatchObject({ blackLevel: 512, rgb: sceneOf(16) });
  });

  it.each<[string, Record<number, TagValue>, RegExp]>([
    [
      "a camera's raw file with a preview",
      { 271: { type: 'ascii', text: 'NIKON CORPORATION' } },
      /a Nikon NEF/,
    ],
    ['a preview', { 254: long(1) }, /a TIFF of 3 samples of 8 bits/],
    ['JPEG inside', { 259: short(7) }, /a TIFF of 3 samples of 8 bits/],
    ['CMYK', { 262: short(5) }, /photometric 5/],
    ['planes apart', { 284: short(2) }, /planes apart/],
  ])('is not taken for one where it is %s', (_, tags, message) => {
    const file = tiffOf(sceneOf(8), plain, tags);
    expect(() => openRaw(file, tools)).toThrow(RawFormatError);
    expect(() => openRaw(file, tools)).toThrow(message);
  });
});
