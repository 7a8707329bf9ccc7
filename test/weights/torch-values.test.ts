/** Numbers of PyTorch's tensors by the pickle's own definition: views of a storage, and whole numbers of any length. */
import { describe, expect, it } from 'vitest';
import { readTorch } from '../../dist/weights/torch/read-torch.js';
import { archive, text, tuple, whole, word } from './torch-writer.js';

/** LONG1: two's complement, the lowest byte first. */
const long = (...bytes: number[]) => Buffer.from([0x8a, bytes.length, ...bytes]);

interface View {
  readonly offset: Buffer;
  readonly shape: readonly Buffer[];
  readonly strides: readonly Buffer[];
  readonly stored: number;
}

/** {"w": a view of the numbers 0, 1, 2, ...}. */
function fileOf({ offset, shape, strides, stored }: View): Uint8Array {
  const values = Float32Array.from({ length: stored }, (_, i) => i);
  const storage = tuple(
    text('storage'),
    word('torch', 'FloatStorage'),
    text('0'),
    text('cpu'),
    whole(stored),
  );
  const tensor = Buffer.concat([
    word('torch._utils', '_rebuild_tensor_v2'),
    tuple(
      storage,
      Buffer.from('Q'),
      offset,
      tuple(...shape),
      tuple(...strides),
      Buffer.from([0x89]),
      word('collections', 'OrderedDict'),
      Buffer.from(')R'),
    ),
    Buffer.from('R'),
  ]);
  const body = Buffer.concat([Buffer.from('}('), text('w'), tensor, Buffer.from('u')]);
  return archive(body, [{ name: 'w', shape: [stored], values }]);
}

const read = (view: View) => [...(readTorch(fileOf(view)).tensors[0]?.values ?? [])];
const plain = (...sides: number[]) => sides.map(whole);

describe('a tensor of PyTorch', () => {
  it('is a view of its storage: offset, rows and columns by their strides', () => {
    const stored = 7;
    const turned = { offset: whole(0), shape: plain(2, 3), strides: plain(1, 2), stored };
    expect(read(turned)).toEqual([0, 2, 4, 1, 3, 5]);
    expect(read({ ...turned, offset: whole(1) })).toEqual([1, 3, 5, 2, 4, 6]);
    expect(read({ ...turned, strides: plain(3, 0) })).toEqual([0, 0, 0, 3, 3, 3]);
  });

  it('may end with its storage and not a number behind it', () => {
    const square = { shape: plain(2, 2), strides: plain(2, 1), stored: 6 };
    expect(read({ ...square, offset: whole(2) })).toEqual([2, 3, 4, 5]);
    expect(() => read({ ...square, offset: whole(3) })).toThrow(
      'w: expected 7 numbers in its storage, got 6',
    );
  });

  it('never begins before its storage, nor goes back in it', () => {
    const line = { shape: plain(3), strides: plain(1), stored: 6 };
    expect(() => read({ ...line, offset: whole(-1) })).toThrow(/^w|torch|pickle/i);
    expect(() => read({ ...line, offset: long(0xff) })).toThrow(Error);
    const back = { ...line, offset: whole(0), strides: plain(-1) };
    expect(() => read(back)).toThrow(Error);
  });

  it('has whole numbers of several bytes', () => {
    const line = { shape: plain(2), strides: plain(1), stored: 300 };
    expect(read({ ...line, offset: long(2, 1) })).toEqual([258, 259]);
    expect(read({ ...line, offset: long(0xff, 0x00) })).toEqual([255, 256]);
    expect(read({ ...line, offset: long() })).toEqual([0, 1]);
  });
});
