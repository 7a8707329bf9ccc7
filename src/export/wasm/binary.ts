/** Numbers and names as WebAssembly modules hold them (core specification 2.0, 5.2): LEB128, little-endian floats, UTF-8. */

import { utf8ToBytes } from '../../text/index.js';

/** Bytes under construction: lists for what is short, arrays for what is not. */
export type Bytes = Uint8Array | readonly number[];

export function concatBytes(parts: readonly Bytes[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Unsigned LEB128 of an integer in 0..2^32 - 1. */
export function encodeU32(value: number): number[] {
  const bytes: number[] = [];
  let rest = value >>> 0;
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  bytes.push(rest);
  return bytes;
}

/** Signed LEB128 of the 32-bit integer that has the value's low bits, so that addresses above 2^31 come out right. */
export function encodeS32(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  // The last byte's bit 6 is the sign.
  while (rest < -0x40 || rest > 0x3f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>= 7;
  }
  bytes.push(rest & 0x7f);
  return bytes;
}

export function encodeF32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return bytes;
}

export function encodeF64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return bytes;
}

/** Bytes behind their number. */
export function withLength(bytes: Bytes): Uint8Array {
  return concatBytes([encodeU32(bytes.length), bytes]);
}

export function encodeName(text: string): Uint8Array {
  return withLength(utf8ToBytes(text));
}

/** Items behind their number. */
export function encodeVector(items: readonly Bytes[]): Uint8Array {
  return concatBytes([encodeU32(items.length), ...items]);
}

/** Reads on from where it is. Throws RangeError at the end. */
export class ByteReader {
  at = 0;
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  /** Throws RangeError at the end. */
  byte(): number {
    const value = this.bytes[this.at++];
    if (value === undefined) throw new RangeError('WebAssembly module: it ends too early');
    return value;
  }

  /** Unsigned LEB128; signed ones may be skipped with it too. */
  u32(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  }

  /** The next bytes. Throws RangeError where there are fewer. */
  take(count: number): Uint8Array {
    if (this.at + count > this.bytes.length) {
      throw new RangeError('WebAssembly module: it ends too early');
    }
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  /** A name in ASCII, as those of the kernels are. */
  name(): string {
    return String.fromCharCode(...this.take(this.u32()));
  }

  rest(): Uint8Array {
    return this.take(this.bytes.length - this.at);
  }

  vector<T>(item: () => T): T[] {
    return Array.from({ length: this.u32() }, item);
  }
}
