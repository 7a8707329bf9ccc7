import { deflateSync, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { decode, encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { decodePng16, encodePng16, inflatePng16, RawFormatError } from '../../dist/raw/index.js';
import { chunk, headerChunk, pngFile } from './png-writer.js';

const nodeInflate = (data: Uint8Array, bytes: number) =>
  inflateSync(data, { maxOutputLength: bytes });

/** A picture of any values; sizes that leave odd ends in every pass of an interlaced file. */
const picture = fc
  .tuple(fc.integer({ min: 1, max: 21 }), fc.integer({ min: 1, max: 21 }))
  .chain(([widthPx, heightPx]) =>
    fc
      .uint16Array({ minLength: 3 * widthPx * heightPx, maxLength: 3 * widthPx * heightPx })
      .map((rgb) => ({ widthPx, heightPx, rgb, blackLevel: 2048, whiteLevel: 16383 })),
  );

/** A small picture of smooth values and its file. */
function sample() {
  const [widthPx, heightPx] = [40, 30];
  const rgb = Uint16Array.from({ length: 3 * 1200 }, (_, i) => 2048 + ((i * 37) % 14000));
  const image = { widthPx, heightPx, rgb, blackLevel: 2048, whiteLevel: 16383 };
  return { image, file: encodePng16(image) };
}

describe('decodePng16', () => {
  it('gives back all 16 bits of what encodePng16 wrote', () => {
    fc.assert(
      fc.property(picture, (image) => {
        expect(decodePng16(encodePng16(image))).toEqual(image);
      }),
    );
  });

  it('agrees with fast-png, interlaced or not, with either inflate', () => {
    fc.assert(
      fc.property(
        picture,
        fc.constantFrom('null', 'Adam7'),
        ({ widthPx, heightPx, rgb }, interlace) => {
          const options = { interlace } as { interlace: 'null' | 'Adam7' };
          const data = {
            width: widthPx,
            height: heightPx,
            data: rgb,
            depth: 16,
            channels: 3,
          } as const;
          const file = encode(data, options);
          const expected = decode(file).data;
          expect(decodePng16(file).rgb).toEqual(expected);
          expect(decodePng16(file, { inflate: nodeInflate }).rgb).toEqual(expected);
        },
      ),
    );
  });

  it('undoes all five line filters like fast-png does', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 5 * 42, maxLength: 5 * 42 }),
        fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }),
        (bytes, filters) => {
          // Five lines of seven pixels, the filters in any order.
          const lines = new Uint8Array(5 * 43);
          for (let y = 0; y < 5; y++) {
            lines[y * 43] = filters[y];
            lines.set(bytes.subarray(y * 42, (y + 1) * 42), y * 43 + 1);
          }
          const file = pngFile({ widthPx: 7, heightPx: 5 }, deflateSync(lines));
          expect(decodePng16(file).rgb).toEqual(decode(file).data);
        },
      ),
    );
  });

  it('takes levels and joins pixel data in many chunks', () => {
    const { image, file } = sample();
    const stream = inflateSync(idat(file));
    const packed = deflateSync(stream);
    const pieces = [packed.subarray(0, 1), packed.subarray(1, 100), packed.subarray(100)];
    const many = pngFile(image, ...pieces);
    expect(decodePng16(many, { blackLevel: 0, whiteLevel: 65535 })).toEqual({
      ...image,
      blackLevel: 0,
      whiteLevel: 65535,
    });
  });

  it('leaves the file as it was, unless its bytes are ours to overwrite', () => {
    const { image, file } = sample();
    const packed = deflateSync(inflateSync(idat(file)));
    const many = pngFile(image, packed.subarray(0, 1), packed.subarray(1, 90), packed.subarray(90));
    const before = many.slice();
    const inOne = (data: Uint8Array, bytes: number) =>
      inflateSync(data, { maxOutputLength: bytes, chunkSize: bytes + 1 });
    expect(inflatePng16(many, { inflate: inOne })).toEqual(image);
    expect(many).toEqual(before);
    expect(inflatePng16(many, { inflate: inOne, isOurs: true })).toEqual(image);
    expect(many).not.toEqual(before);
  });

  it('gives a picture a buffer of its own where inflate returns a part of one that others share', () => {
    const { image, file } = sample();
    const shared = new Uint8Array(1 << 16).fill(7);
    const intoShared = (data: Uint8Array) => {
      const lines = inflateSync(data);
      shared.set(lines, 0);
      return shared.subarray(0, lines.length);
    };
    const { rgb } = inflatePng16(file, { inflate: intoShared });
    expect(rgb).toEqual(image.rgb);
    expect(rgb.buffer).not.toBe(shared.buffer);
  });

  it('refuses a file cut anywhere', () => {
    const { file } = sample();
    for (let length = 0; length < file.length; length += 97) {
      expect(() => decodePng16(file.subarray(0, length))).toThrow(RawFormatError);
    }
    expect(() => decodePng16(file.subarray(0, file.length - 1))).toThrow(/truncated/);
  });

  it('refuses a file with any byte changed', () => {
    const { image, file } = sample();
    for (let at = 0; at < file.length; at += 41) {
      const changed = file.slice();
      changed[at] ^= 0x10;
      expect(() => decodePng16(changed), `byte ${at} of ${file.length}`).toThrow(RawFormatError);
    }
    expect(decodePng16(file).rgb).toEqual(image.rgb);
  });

  it.each([
    [{ bitDepth: 8 }, /bit depth of 16, got 8/],
    [{ colourType: 0 }, /3 channels \(RGB\), got greyscale/],
    [{ colourType: 6 }, /3 channels \(RGB\), got RGB with alpha/],
    [{ colourType: 5 }, /unknown colour type 5/],
    [{ widthPx: 0 }, /got a size of 0x4/],
    [{ widthPx: 2 ** 31 - 1, heightPx: 2 ** 31 - 1 }, /1 to \d+ pixels/],
    [{ interlace: 2 }, /methods 0, 0 and 0 or 1/],
  ])('refuses a header with %o', (fields, message) => {
    const header = { widthPx: 4, heightPx: 4, ...fields };
    expect(() => decodePng16(pngFile(header, deflateSync(new Uint8Array(100))))).toThrow(message);
  });

  it('refuses pixel data that ends early, goes on, or cannot fill the claimed size', () => {
    const size = { widthPx: 4, heightPx: 4 };
    const short = pngFile(size, deflateSync(new Uint8Array(99)));
    expect(() => decodePng16(short)).toThrow(/expected 100 inflated bytes, got 99/);
    expect(() => decodePng16(short, { inflate: nodeInflate })).toThrow(/truncated pixel data/);
    const long = pngFile(size, deflateSync(new Uint8Array(200)));
    expect(() => decodePng16(long, { inflate: nodeInflate })).toThrow(RawFormatError);
    const claim = pngFile({ widthPx: 10000, heightPx: 10000 }, deflateSync(new Uint8Array(99)));
    expect(() => decodePng16(claim)).toThrow(/too few for any picture of that size/);
    const noise = pngFile(
      size,
      Uint8Array.from({ length: 80 }, (_, i) => (i * 91) & 255),
    );
    expect(() => decodePng16(noise)).toThrow(/zlib stream/);
    const unknownFilter = pngFile(size, deflateSync(new Uint8Array(100).fill(5)));
    expect(() => decodePng16(unknownFilter)).toThrow(/line filters 0 to 4/);
  });

  it('names what is no PNG, and says what to do', () => {
    const error = catchError(() => decodePng16(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)));
    expect(error).toBeInstanceOf(RawFormatError);
    expect((error as RawFormatError).message).toContain('ff d8 ff e0');
    expect((error as RawFormatError).cure).toMatch(/16-bit RGB PNG/);
    expect(() => decodePng16(new Uint8Array(0))).toThrow(/an empty file/);
    expect(() => decodePng16(sample().file, { blackLevel: 20000 })).toThrow(RangeError);
  });
});

it('encodePng16 refuses a picture whose length does not fit its size', () => {
  const { image } = sample();
  expect(() => encodePng16({ ...image, widthPx: 41 })).toThrow(/expected 3690 values/);
  expect(encodePng16(image)).toEqual(encodePng16(image));
});

/** The joined pixel data of a file. */
function idat(file: Uint8Array): Uint8Array {
  const pieces: Uint8Array[] = [];
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (let at = 8; at < file.length; ) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...file.subarray(at + 4, at + 8));
    if (type === 'IDAT') pieces.push(file.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  return Buffer.concat(pieces);
}

function catchError(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return null;
}

it('the test writer writes what fast-png reads', () => {
  const file = pngFile(
    { widthPx: 1, heightPx: 1 },
    deflateSync(Uint8Array.of(0, 1, 2, 3, 4, 5, 6)),
  );
  expect([...decode(file).data]).toEqual([0x0102, 0x0304, 0x0506]);
  expect(chunk('IEND', new Uint8Array(0)).length).toBe(12);
  expect(headerChunk({ widthPx: 1, heightPx: 1 }).length).toBe(25);
});
