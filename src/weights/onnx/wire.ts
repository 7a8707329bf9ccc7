/** Fields of a protocol buffer message, read without its schema [protobuf.dev/programming-guides/encoding]. */
import { utf8FromBytes } from '../../text/index.js';
import { WeightsError } from '../weights-error.js';

export interface Field {
  readonly number: number;
  /** A varint, or the bits of a float32. */
  readonly value: number;
  /** Of a field with a length; empty otherwise. */
  readonly bytes: Uint8Array;
}

const MOST_FIELDS = 4_000_000;

/** Throws WeightsError for bytes that are no message. */
export function fieldsOf(bytes: Uint8Array): Field[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields: Field[] = [];
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (at >= bytes.length) throw badMessage();
      const byte = bytes[at++]!;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
    throw badMessage();
  };
  while (at < bytes.length) {
    const key = varint();
    const number = Math.floor(key / 8);
    const start = at;
    switch (key % 8) {
      case 0:
        fields.push({ number, value: varint(), bytes: NOTHING });
        break;
      case 1:
        at += 8;
        break;
      case 2: {
        const length = varint();
        const from = at;
        at += length;
        if (at <= bytes.length) fields.push({ number, value: 0, bytes: bytes.subarray(from, at) });
        break;
      }
      case 5:
        at += 4;
        if (at <= bytes.length)
          fields.push({ number, value: view.getUint32(start, true), bytes: NOTHING });
        break;
      default:
        throw badMessage();
    }
    if (at > bytes.length || fields.length > MOST_FIELDS) throw badMessage();
  }
  return fields;
}

const NOTHING = new Uint8Array(0);

function badMessage(): WeightsError {
  return new WeightsError('ONNX: expected a whole file, got one that is damaged; copy it again');
}

export function textOf(fields: readonly Field[], number: number): string {
  const found = fields.find((field) => field.number === number);
  try {
    return found ? utf8FromBytes(found.bytes) : '';
  } catch {
    throw badMessage();
  }
}

export function textsOf(fields: readonly Field[], number: number): string[] {
  return fields.filter((field) => field.number === number).map((field) => textOf([field], number));
}

export function messagesOf(fields: readonly Field[], number: number): Field[][] {
  return fields.filter((field) => field.number === number).map(({ bytes }) => fieldsOf(bytes));
}

/** Whole numbers, each by itself or packed. */
export function wholesOf(fields: readonly Field[], number: number): number[] {
  return fields
    .filter((field) => field.number === number)
    .flatMap(({ value, bytes }) => {
      if (bytes.length === 0) return [signed(value)];
      // Packed: varints one after another are fields without keys.
      const values: number[] = [];
      for (let at = 0; at < bytes.length; ) {
        let sum = 0;
        for (let shift = 0; ; shift += 7) {
          const byte = bytes[at++];
          if (byte === undefined || shift > 63) throw badMessage();
          sum += (byte & 127) * 2 ** shift;
          if (byte < 128) break;
        }
        values.push(signed(sum));
      }
      return values;
    });
}

function signed(value: number): number {
  return value >= 2 ** 63 ? value - 2 ** 64 : value;
}

export function floatOf(bits: number): number {
  const word = new DataView(new ArrayBuffer(4));
  word.setUint32(0, bits);
  return word.getFloat32(0);
}
