/** Samples out of the bytes of uncompressed rows: 8 and 16 bits, 9 to 15 packed from the highest bit down, floats. */
import type { Storage } from './storage.js';

export type Values = Uint16Array | Float32Array;

/** Unpacks `count` samples from byte `at` on to `out[to...]`. */
export type UnpackRow = (
  bytes: Uint8Array,
  at: number,
  count: number,
  out: Values,
  to: number,
) => void;

/** What unpacks a row of a storage's samples. */
export function rowUnpacker({ bits, isFloat, isPadded, isLittle }: Storage): UnpackRow {
  if (isFloat) return floatUnpacker(bits, isLittle);
  if (bits === 16 || isPadded) return isLittle ? unpackLittle16 : unpackBig16;
  if (bits === 8) return unpack8;
  if (bits === 10) return unpack10;
  if (bits === 12) return unpack12;
  if (bits === 14) return unpack14;
  return (bytes, at, count, out, to) => unpackBits(bytes, at, count, out, to, bits);
}

const unpackLittle16: UnpackRow = (bytes, at, count, out, to) => {
  for (let i = 0, s = at; i < count; i++, s += 2) out[to + i] = bytes[s] | (bytes[s + 1] << 8);
};

const unpackBig16: UnpackRow = (bytes, at, count, out, to) => {
  for (let i = 0, s = at; i < count; i++, s += 2) out[to + i] = (bytes[s] << 8) | bytes[s + 1];
};

const unpack8: UnpackRow = (bytes, at, count, out, to) => {
  for (let i = 0; i < count; i++) out[to + i] = bytes[at + i];
};

const unpack10: UnpackRow = (bytes, at, count, out, to) => {
  const whole = count - (count % 4);
  let s = at;
  for (let i = 0, o = to; i < whole; i += 4, o += 4, s += 5) {
    const last = bytes[s + 4];
    out[o] = (bytes[s] << 2) | (bytes[s + 1] >> 6);
    out[o + 1] = ((bytes[s + 1] & 63) << 4) | (bytes[s + 2] >> 4);
    out[o + 2] = ((bytes[s + 2] & 15) << 6) | (bytes[s + 3] >> 2);
    out[o + 3] = ((bytes[s + 3] & 3) << 8) | last;
  }
  unpackBits(bytes, s, count - whole, out, to + whole, 10);
};

const unpack12: UnpackRow = (bytes, at, count, out, to) => {
  const whole = count - (count % 2);
  let s = at;
  for (let i = 0, o = to; i < whole; i += 2, o += 2, s += 3) {
    const middle = bytes[s + 1];
    out[o] = (bytes[s] << 4) | (middle >> 4);
    out[o + 1] = ((middle & 15) << 8) | bytes[s + 2];
  }
  unpackBits(bytes, s, count - whole, out, to + whole, 12);
};

const unpack14: UnpackRow = (bytes, at, count, out, to) => {
  const whole = count - (count % 4);
  let s = at;
  for (let i = 0, o = to; i < whole; i += 4, o += 4, s += 7) {
    out[o] = (bytes[s] << 6) | (bytes[s + 1] >> 2);
    out[o + 1] = ((bytes[s + 1] & 3) << 12) | (bytes[s + 2] << 4) | (bytes[s + 3] >> 4);
    out[o + 2] = ((bytes[s + 3] & 15) << 10) | (bytes[s + 4] << 2) | (bytes[s + 5] >> 6);
    out[o + 3] = ((bytes[s + 5] & 63) << 8) | bytes[s + 6];
  }
  unpackBits(bytes, s, count - whole, out, to + whole, 14);
};

/** Any number of bits up to 16. */
function unpackBits(
  bytes: Uint8Array,
  at: number,
  count: number,
  out: Values,
  to: number,
  bits: number,
): void {
  const mask = (1 << bits) - 1;
  let held = 0;
  let have = 0;
  for (let i = 0, s = at; i < count; i++) {
    while (have < bits) {
      held = ((held << 8) | bytes[s++]) & 0xffffff;
      have += 8;
    }
    have -= bits;
    out[to + i] = (held >>> have) & mask;
  }
}

function floatUnpacker(bits: number, isLittle: boolean): UnpackRow {
  const size = bits / 8;
  return (bytes, at, count, out, to) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let i = 0, s = at; i < count; i++, s += size) {
      if (bits === 32) out[to + i] = finite(view.getFloat32(s, isLittle));
      else if (bits === 16) out[to + i] = halfToNumber(view.getUint16(s, isLittle));
      else {
        const top = bytes[isLittle ? s + 2 : s];
        out[to + i] = float24ToNumber(
          (top << 16) | (bytes[s + 1] << 8) | bytes[isLittle ? s : s + 2],
        );
      }
    }
  };
}

/** What is no number is black; what is beyond all numbers is as bright as can be. */
function finite(value: number): number {
  if (Number.isNaN(value)) return 0;
  return Math.min(MOST_LIGHT, Math.max(-MOST_LIGHT, value));
}

/** Far above any white level, and small enough to be added up. */
const MOST_LIGHT = 1e9;

/** IEEE 754 binary16. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * MOST_LIGHT : 0;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** DNG's 24 bits: sign, 7 bits of exponent with bias 64, 16 of fraction [DNG 1.7.1, chapter 2]. */
export function float24ToNumber(bits: number): number {
  const sign = bits & 0x800000 ? -1 : 1;
  const exponent = (bits >> 16) & 127;
  const fraction = bits & 0xffff;
  if (exponent === 127) return fraction === 0 ? sign * MOST_LIGHT : 0;
  if (exponent === 0) return sign * fraction * 2 ** -79;
  return finite(sign * (1 + fraction / 65_536) * 2 ** (exponent - 64));
}
