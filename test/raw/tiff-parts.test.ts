/** Parts of the TIFF reader by themselves: differences to a row's very ends, fields of rows and columns, JPEG XL's size. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeRaw } from '../../dist/raw/index.js';
import { readJxlSize } from '../../dist/raw/tiff/jxl-size.js';
import { addDifferences, joinFloatBytes } from '../../dist/raw/tiff/predictor.js';
import { bayerTags, long, packRows, writeTiff } from '../support/dng-writer.js';

describe('differences along a row', () => {
  it.each([
    [1, 8],
    [3, 8],
    [2, 16],
    [12, 16],
  ])(
    'over %i values of %i bits add up from its first to its last, and touch nothing beside it',
    (distance, bits) => {
      const mask = 2 ** bits - 1;
      fc.assert(
        fc.property(
          fc.array(fc.integer({ min: 0, max: mask }), { minLength: 1, maxLength: 40 }),
          fc.integer({ min: 0, max: 5 }),
          (row, from) => {
            const guard = [7, 8, 9, 10, 11].slice(0, from);
            const stored = row.map((v, i) => (i < distance ? v : (v - row[i - distance]!) & mask));
            const values = Uint16Array.from([...guard, ...stored, 12, 13]);
            addDifferences(values, from, row.length, distance, bits);
            expect([...values]).toEqual([...guard, ...row, 12, 13]);
          },
        ),
      );
    },
  );

  it('of floats add up by bytes, then each float is put together', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 4, maxLength: 40 }),
        fc.constantFrom(2, 3, 4),
        fc.integer({ min: 1, max: 4 }),
        (list, size, distance) => {
          const count = Math.floor(list.length / size);
          const floats = list.slice(0, count * size);
          const apart = Array.from(
            { length: count * size },
            (_, k) => floats[(k % count) * size + Math.floor(k / count)]!,
          );
          const stored = apart.map((v, i) => (i < distance ? v : (v - apart[i - distance]!) & 255));
          const bytes = Uint8Array.from([1, 2, ...stored, 3]);
          joinFloatBytes(bytes, 2, count, size, distance, new Uint8Array(count * size));
          expect([...bytes]).toEqual([1, 2, ...floats, 3]);
        },
      ),
    );
  });
});

describe('fields of rows and columns', () => {
  const [width, height] = [22, 14];
  const values = Uint16Array.from({ length: width * height }, (_, i) => (i * 577) % 4000);
  /** Rows 0, f, 2f... come first, then 1, f + 1... */
  const order = (length: number, factor: number) =>
    Array.from({ length: factor }, (_, field) =>
      Array.from({ length }, (__, i) => i).filter((i) => i % factor === field),
    ).flat();

  it.each([
    [2, 2],
    [1, 2],
    [2, 1],
    [3, 1],
    [1, 4],
    [4, 5],
    [14, 22],
  ])('sorted %i by %i come back in their order', (rowFactor, columnFactor) => {
    const [rows, columns] = [order(height, rowFactor), order(width, columnFactor)];
    const stored = rows.flatMap((y) => columns.map((x) => values[y * width + x]!));
    const tags = bayerTags({ widthPx: width, heightPx: height });
    const file = writeTiff({
      tags: { ...tags, 50975: long(rowFactor), 52547: long(columnFactor) },
      blocks: [packRows(stored, width, 16)],
    });
    expect(decodeRaw(file, { inflate: (data) => data }).values).toEqual(values);
  });

  it.each([
    [0, 1],
    [15, 1],
    [1, 23],
  ])('%i by %i are refused', (rowFactor, columnFactor) => {
    const tags = bayerTags({ widthPx: width, heightPx: height });
    const file = writeTiff({
      tags: { ...tags, 50975: long(rowFactor), 52547: long(columnFactor) },
      blocks: [packRows(values, width, 16)],
    });
    expect(() => decodeRaw(file, { inflate: (data) => data })).toThrow(/interleaved fields/);
  });
});

describe('the size that JPEG XL states', () => {
  /** A stream's header: numbers with their bits, from the lowest up. */
  function stream(...fields: readonly (readonly [value: number, bits: number])[]): Uint8Array {
    const bits = fields.flatMap(([value, count]) =>
      Array.from({ length: count }, (_, i) => Math.floor(value / 2 ** i) % 2),
    );
    const out = new Uint8Array(24);
    out.set([0xff, 0x0a]);
    bits.forEach((bit, i) => {
      out[2 + (i >> 3)]! |= bit << (i & 7);
    });
    return out;
  }
  const box = (type: string, payload: Uint8Array) =>
    Uint8Array.from([
      ...[24, 16, 8, 0].map((shift) => ((8 + payload.length) >> shift) & 255),
      ...Buffer.from(type, 'latin1'),
      ...payload,
    ]);
  const SIGNATURE = [0, 0, 0, 12, ...Buffer.from('JXL ', 'latin1'), 0x0d, 0x0a, 0x87, 0x0a];
  const small = stream([1, 1], [4, 5], [0, 3], [9, 5]);

  it.each([
    ['eighths', small, { heightPx: 40, widthPx: 80 }],
    [
      '9 bits each',
      stream([0, 1], [0, 2], [299, 9], [0, 3], [0, 2], [511, 9]),
      { heightPx: 300, widthPx: 512 },
    ],
    [
      '13 and 18 bits',
      stream([0, 1], [1, 2], [3023, 13], [0, 3], [2, 2], [4031, 18]),
      { heightPx: 3024, widthPx: 4032 },
    ],
    [
      '30 bits',
      stream([0, 1], [3, 2], [70_000, 30], [0, 3], [3, 2], [1, 30]),
      { heightPx: 70_001, widthPx: 2 },
    ],
    ['as wide as high', stream([0, 1], [0, 2], [99, 9], [1, 3]), { heightPx: 100, widthPx: 100 }],
    ['6 to 5', stream([0, 1], [0, 2], [99, 9], [2, 3]), { heightPx: 100, widthPx: 120 }],
    ['4 to 3', stream([0, 1], [0, 2], [100, 9], [3, 3]), { heightPx: 101, widthPx: 134 }],
    ['3 to 2', stream([0, 1], [0, 2], [99, 9], [4, 3]), { heightPx: 100, widthPx: 150 }],
    ['16 to 9', stream([0, 1], [0, 2], [89, 9], [5, 3]), { heightPx: 90, widthPx: 160 }],
    ['5 to 4', stream([0, 1], [0, 2], [99, 9], [6, 3]), { heightPx: 100, widthPx: 125 }],
    ['2 to 1', stream([0, 1], [0, 2], [99, 9], [7, 3]), { heightPx: 100, widthPx: 200 }],
    [
      'in a container',
      Uint8Array.from([...SIGNATURE, ...box('ftyp', new Uint8Array(12)), ...box('jxlc', small)]),
      { heightPx: 40, widthPx: 80 },
    ],
    [
      'in a piece of one',
      Uint8Array.from([...SIGNATURE, ...box('jxlp', Uint8Array.from([0, 0, 0, 0, ...small]))]),
      { heightPx: 40, widthPx: 80 },
    ],
  ])('%s', (_name, bytes, size) => {
    expect(readJxlSize(bytes)).toEqual(size);
  });

  it.each([
    ['another first byte', Uint8Array.from([0xfe, ...small.subarray(1)])],
    ['another second byte', Uint8Array.from([0xff, 0x0b, ...small.subarray(2)])],
    ['a JPEG', Uint8Array.from([0xff, 0xd8, ...small.subarray(2)])],
    ['a cut one', small.subarray(0, 11)],
    ['a container of nothing', Uint8Array.from([...SIGNATURE, ...box('ftyp', new Uint8Array(30))])],
    [
      'a container whose name is another',
      Uint8Array.from([
        0,
        0,
        0,
        12,
        ...Buffer.from('JXM '),
        ...SIGNATURE.slice(8),
        ...box('jxlc', small),
      ]),
    ],
  ])('is not read of %s', (_name, bytes) => {
    expect(() => readJxlSize(bytes)).toThrow(/a JPEG XL stream, got none/);
  });
});
