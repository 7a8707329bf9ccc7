/** Files of safetensors byte by byte, as their specification has them. */
import { describe, expect, it } from 'vitest';
import { readSafetensors, WeightsError, writeSafetensors } from '../../dist/weights/index.js';
import { fieldsOf } from '../../dist/weights/onnx/wire.js';
import { isSafetensors } from '../../dist/weights/safetensors.js';

/** Length of the header as uint64, the header, the numbers. */
function fileOf(header: object, data: readonly number[], length?: bigint): Uint8Array {
  const json = Buffer.from(JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}
const entry = (dtype: string, shape: number[], from: number, to: number) => ({
  dtype,
  shape,
  data_offsets: [from, to],
});

describe('a safetensors file', () => {
  it('has numbers of four kinds', () => {
    // 1.5 in each: 3ff8 0000 0000 0000, 3fc0 0000, 3e00, 3fc0; least byte first.
    const f64 = [0, 0, 0, 0, 0, 0, 0xf8, 0x3f];
    const f32 = [0, 0, 0xc0, 0x3f];
    const file = fileOf(
      {
        d: entry('F64', [1], 0, 8),
        s: entry('F32', [1, 1], 8, 12),
        h: entry('F16', [1], 12, 14),
        b: entry('BF16', [], 14, 16),
      },
      [...f64, ...f32, 0, 0x3e, 0xc0, 0x3f],
    );
    const { tensors } = readSafetensors(file);
    expect(tensors.map(({ name, shape, values }) => [name, shape, [...values]])).toEqual([
      ['d', [1], [1.5]],
      ['s', [1, 1], [1.5]],
      ['h', [1], [1.5]],
      ['b', [], [1.5]],
    ]);
  });

  it.each([
    ['I64', 8],
    ['I32', 4],
    ['U8', 1],
    ['BOOL', 1],
  ])('may hold counters of type %s, %d bytes each, which are passed over', (type, bytes) => {
    const two = fileOf({ n: entry(type, [2], 0, 2 * bytes) }, Array(2 * bytes).fill(1));
    expect(readSafetensors(two).tensors).toEqual([]);
    for (const end of [2 * bytes - 1, 2 * bytes + 1]) {
      const wrong = fileOf({ n: entry(type, [2], 0, end) }, Array(2 * bytes + 1).fill(1));
      expect(() => readSafetensors(wrong)).toThrow(`expected ${2 * bytes} bytes within the file`);
    }
  });

  it('has its header within the file, to the byte', () => {
    const file = fileOf({}, []);
    expect(readSafetensors(file)).toEqual({ tensors: [], metadata: {} });
    expect(isSafetensors(file)).toBe(true);
    expect(() => readSafetensors(file.subarray(0, 9))).toThrow(WeightsError);
    for (const length of [0n, 1n, 3n, 2n ** 40n, 2n ** 63n]) {
      const wrong = fileOf({}, [], length);
      expect(() => readSafetensors(wrong), String(length)).toThrow(/header within the file's 10/);
      expect(isSafetensors(wrong)).toBe(false);
    }
    expect(isSafetensors(file.subarray(0, 9))).toBe(false);
    expect(isSafetensors(Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0x5b, 0x5d))).toBe(false);
  });

  it('is written with its numbers at a multiple of eight', () => {
    for (const name of ['a', 'ab', 'abc', 'abcdefg']) {
      const tensor = { name, shape: [3], values: Float32Array.of(1, 2, 3) };
      const bytes = writeSafetensors({ tensors: [tensor], metadata: { by: 'us' } });
      const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
      expect(length % 8).toBe(0);
      expect(bytes.length).toBe(8 + length + 12);
      const read = readSafetensors(bytes);
      expect(read.tensors).toEqual([tensor]);
      expect(read.metadata).toEqual({ by: 'us' });
    }
  });
});

describe('a protocol buffer message', () => {
  it('has varints of seven bits a byte, lengths, and fixed numbers', () => {
    // Field 1 varint 150 (the guide's example), field 2 "hi", field 3 the bits of 1f, field 4 eight bytes passed over.
    const bytes = [
      0x08,
      0x96,
      0x01,
      0x12,
      2,
      104,
      105,
      0x1d,
      0,
      0,
      0x80,
      0x3f,
      0x21,
      ...Array(8).fill(9),
    ];
    const fields = fieldsOf(Uint8Array.from(bytes));
    expect(fields.map(({ number, value }) => [number, value])).toEqual([
      [1, 150],
      [2, 0],
      [3, 0x3f800000],
    ]);
    expect([...fields[1]!.bytes]).toEqual([104, 105]);
    expect(fieldsOf(new Uint8Array(0))).toEqual([]);
  });

  it.each([
    ['a varint', [0x08, 0x96]],
    ['a key alone', [0x08]],
    ['text', [0x12, 3, 104, 105]],
    ['four bytes', [0x1d, 0, 0, 0]],
    ['eight bytes', [0x21, 0, 0, 0, 0, 0, 0, 0]],
    ['a group', [0x0b]],
    ['a varint that does not end', [0x08, ...Array(12).fill(0x80)]],
  ])('is none that ends within %s', (_, bytes) => {
    expect(() => fieldsOf(Uint8Array.from(bytes))).toThrow(WeightsError);
  });
});
