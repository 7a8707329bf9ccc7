/** What libcamera would say of a network's file, on files that Google's own writer of FlatBuffers made. */
import { Builder } from 'flatbuffers';
import { describe, expect, it } from 'vitest';
import { tfliteFault } from '../../dist/libcamera/index.js';

interface Tensor {
  readonly shape: readonly number[];
  readonly type?: number;
  readonly constant?: readonly number[];
}

interface File {
  readonly tensors: readonly Tensor[];
  readonly inputs?: readonly number[];
  readonly outputs?: readonly number[];
  readonly identifier?: string;
}

/** A model of one subgraph, by the slots of TensorFlow's schema.fbs. */
function write({ tensors, inputs = [0, 1], outputs = [2], identifier = 'TFL3' }: File): Uint8Array {
  const builder = new Builder(256);
  const integers = (values: readonly number[]) => {
    builder.startVector(4, values.length, 4);
    for (const value of values.toReversed()) builder.addInt32(value);
    return builder.endVector();
  };
  const floats = (values: readonly number[]) => {
    builder.startVector(1, 4 * values.length, 4);
    for (const value of values.toReversed()) builder.addFloat32(value);
    // A vector of bytes, though written as floats.
    return builder.endVector();
  };
  const table = (fields: number, fill: () => void) => {
    builder.startObject(fields);
    fill();
    return builder.endObject();
  };
  const tables = (offsets: readonly number[]) => {
    builder.startVector(4, offsets.length, 4);
    for (const offset of offsets.toReversed()) builder.addOffset(offset);
    return builder.endVector();
  };
  const held = [[], ...tensors.flatMap(({ constant }) => (constant ? [constant] : []))];
  const buffers = held.map((values) => {
    const data = values.length > 0 ? floats(values) : 0;
    return table(1, () => builder.addFieldOffset(0, data, 0));
  });
  let next = 1;
  const described = tensors.map(({ shape, type = 0, constant }) => {
    const sides = integers(shape);
    return table(4, () => {
      builder.addFieldOffset(0, sides, 0);
      builder.addFieldInt8(1, type, 0);
      builder.addFieldInt32(2, constant ? next++ : 0, 0);
    });
  });
  const [all, ins, outs] = [tables(described), integers(inputs), integers(outputs)];
  const subgraph = table(5, () => {
    builder.addFieldOffset(0, all, 0);
    builder.addFieldOffset(1, ins, 0);
    builder.addFieldOffset(2, outs, 0);
  });
  const [subgraphs, data] = [tables([subgraph]), tables(buffers)];
  const model = table(5, () => {
    builder.addFieldInt32(0, 3, 0);
    builder.addFieldOffset(2, subgraphs, 0);
    builder.addFieldOffset(4, data, 0);
  });
  builder.finish(model, identifier);
  return builder.asUint8Array().slice();
}

const PISP = [{ shape: [1, 32, 32, 3] }, { shape: [1] }, { shape: [1] }];
const VC4 = [{ shape: [1, 12, 16, 3] }, { shape: [1] }, { shape: [1] }];

describe('the file of a network for libcamera', () => {
  it('has the zones of its target, lux and one number for an answer', () => {
    expect(tfliteFault(write({ tensors: PISP }), 'pisp')).toBeNull();
    expect(tfliteFault(write({ tensors: VC4 }), 'bcm2835')).toBeNull();
    expect(tfliteFault(write({ tensors: VC4 }), 'pisp')).toBe(
      'input 0, the picture: expected [1,32,32,3] for pisp, got [1,12,16,3]',
    );
    expect(tfliteFault(write({ tensors: PISP }), 'bcm2835')).toBe(
      'input 0, the picture: expected [1,12,16,3] for bcm2835, got [1,32,32,3]',
    );
  });

  it('has its inputs in order, and all of them', () => {
    const fault = (file: Omit<File, 'tensors'>) =>
      tfliteFault(write({ tensors: PISP, ...file }), 'pisp');
    expect(fault({ inputs: [1, 0] })).toBe(
      'input 0, the picture: expected [1,32,32,3] for pisp, got [1]',
    );
    expect(fault({ inputs: [0] })).toBe('input 1, lux: expected [1], got none');
    expect(fault({ inputs: [] })).toBe('input 0, the picture: expected [1,32,32,3], got none');
    expect(fault({ outputs: [] })).toBe('output 0, the CT: expected [1], got none');
    expect(fault({ outputs: [0] })).toBe(
      'output 0, the CT: expected [1] for pisp, got [1,32,32,3]',
    );
    // No such tensor.
    expect(fault({ outputs: [3] })).toBe('output 0, the CT: expected [1], got none');
  });

  it('computes in float32', () => {
    const typed = (at: number) =>
      write({ tensors: PISP.map((tensor, i) => ({ ...tensor, type: i === at ? 9 : 0 })) });
    expect(tfliteFault(typed(0), 'pisp')).toBe(
      'input 0, the picture: expected float32, got type 9',
    );
    expect(tfliteFault(typed(1), 'pisp')).toBe('input 1, lux: expected float32, got type 9');
    expect(tfliteFault(typed(2), 'pisp')).toBe('output 0, the CT: expected float32, got type 9');
  });

  it('has no constant that is NaN, first, last or between; whole numbers have none', () => {
    const nan =
      'a constant of it is NaN: the answer is too, and libcamera keeps NaN gains for ever';
    const holding = (constant: readonly number[], type = 0) =>
      tfliteFault(
        write({
          tensors: [...PISP, { shape: [1], constant: [1, 2] }, { shape: [3], type, constant }],
        }),
        'pisp',
      );
    expect(holding([1, 2, Number.POSITIVE_INFINITY])).toBeNull();
    for (const at of [0, 1, 2]) {
      const values = [1, 2, 3].with(at, Number.NaN);
      expect(holding(values)).toBe(nan);
      expect(holding(values, 2)).toBeNull();
    }
  });

  it('begins with its mark and is whole', () => {
    const whole = write({ tensors: [...PISP, { shape: [4], constant: [1, 2, 3, 4] }] });
    expect(tfliteFault(write({ tensors: PISP, identifier: 'TFL2' }), 'pisp')).toMatch(
      /no TFL3 at byte 4/,
    );
    expect(tfliteFault(new Uint8Array(3), 'pisp')).toMatch(/no TFL3 at byte 4/);
    expect(tfliteFault(whole, 'pisp')).toBeNull();
    const damaged = 'the file is cut off or damaged, and libcamera crashes on it';
    for (let length = 8; length < whole.length; length++) {
      const cut = tfliteFault(whole.subarray(0, length), 'pisp');
      expect(cut, `${length} of ${whole.length} bytes`).toBe(damaged);
    }
    // Read where it lies in a larger buffer.
    const shifted = new Uint8Array(whole.length + 3);
    shifted.set(whole, 3);
    expect(tfliteFault(shifted.subarray(3), 'pisp')).toBeNull();
  });
});
