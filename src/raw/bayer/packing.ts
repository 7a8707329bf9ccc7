/**
 * How cameras and capture cards write rows of samples without a header, as V4L2, MIPI CSI-2 and GenICam define them. Rows of each are
 * unpacked to whole numbers of 0 to 2^bits - 1.
 */
import type { PackingName } from './names/index.js';

/** Unpacks `count` samples of a row that begins at byte `at` to `out[to...]`. */
export type UnpackSamples = (
  bytes: Uint8Array,
  at: number,
  count: number,
  out: Uint16Array,
  to: number,
) => void;

export interface Packing {
  /** Bits of a sample that it can hold. */
  readonly bits: readonly number[];
  rowBytes(count: number, bits: number): number;
  unpacker(bits: number): UnpackSamples;
}

const WORD_BITS = [8, 9, 10, 11, 12, 13, 14, 15, 16];
const wordBytes = (count: number, bits: number) => count * (bits === 8 ? 1 : 2);
const streamBytes = (count: number, bits: number) => Math.ceil((count * bits) / 8);

const unpackBytes: UnpackSamples = (bytes, at, count, out, to) => {
  for (let i = 0; i < count; i++) out[to + i] = bytes[at + i];
};

/** Words of 16 bits: the lower byte first or last, the sample in the low bits or the high ones. */
function wordUnpacker(bits: number, low: 0 | 1, shift: number): UnpackSamples {
  const mask = 2 ** bits - 1;
  return (bytes, at, count, out, to) => {
    for (let i = 0, s = at; i < count; i++, s += 2) {
      out[to + i] = ((bytes[s + low] | (bytes[s + 1 - low] << 8)) >> shift) & mask;
    }
  };
}

/** MIPI CSI-2: the high 8 bits of each sample of a group, then the low ones of all, the first sample's lowest. */
function csi2Unpacker(bits: number): UnpackSamples {
  const extra = bits - 8;
  const group = csi2Group(bits);
  const mask = 2 ** extra - 1;
  const groupBytes = (group * bits) / 8;
  return (bytes, at, count, out, to) => {
    for (let first = 0, s = at; first < count; first += group, s += groupBytes) {
      const samples = Math.min(group, count - first);
      // At most 24 bits.
      let rest = 0;
      for (let k = group; k < groupBytes; k++) rest |= bytes[s + k] << (8 * (k - group));
      for (let k = 0; k < samples; k++, rest >>= extra) {
        out[to + first + k] = (bytes[s + k] << extra) | (rest & mask);
      }
    }
  };
}

/** Samples whose bits fill whole bytes. */
function csi2Group(bits: number): number {
  return bits === 8 ? 1 : bits === 12 ? 2 : 4;
}

/** One stream of bits, the highest of each sample and byte first. */
function msbUnpacker(bits: number): UnpackSamples {
  const mask = 2 ** bits - 1;
  return (bytes, at, count, out, to) => {
    for (let i = 0, s = at, held = 0, have = 0; i < count; i++) {
      for (; have < bits; have += 8) held = ((held << 8) | bytes[s++]) & 0xffffff;
      have -= bits;
      out[to + i] = (held >>> have) & mask;
    }
  };
}

/** One stream of bits, the lowest first; after `group` samples it goes on at the next `groupBytes`. */
function lsbUnpacker(bits: number, group = 0, groupBytes = 0): UnpackSamples {
  const mask = 2 ** bits - 1;
  return (bytes, at, count, out, to) => {
    for (let i = 0, s = at, held = 0, have = 0; i < count; i++) {
      if (group > 0 && i % group === 0) {
        s = at + (i / group) * groupBytes;
        held = 0;
        have = 0;
      }
      for (; have < bits; have += 8) held |= bytes[s++] << have;
      out[to + i] = held & mask;
      held >>>= bits;
      have -= bits;
    }
  };
}

export const PACKINGS = {
  unpacked: {
    bits: WORD_BITS,
    rowBytes: wordBytes,
    unpacker: (bits) => (bits === 8 ? unpackBytes : wordUnpacker(bits, 0, 0)),
  },
  'unpacked-high': {
    bits: WORD_BITS.slice(1),
    rowBytes: wordBytes,
    unpacker: (bits) => wordUnpacker(bits, 0, 16 - bits),
  },
  'unpacked-be': {
    bits: WORD_BITS.slice(1),
    rowBytes: wordBytes,
    unpacker: (bits) => wordUnpacker(bits, 1, 0),
  },
  csi2p: {
    bits: [8, 10, 12, 14],
    rowBytes: (count, bits) => (Math.ceil(count / csi2Group(bits)) * csi2Group(bits) * bits) / 8,
    unpacker: (bits) => (bits === 8 ? unpackBytes : csi2Unpacker(bits)),
  },
  msb: {
    bits: WORD_BITS,
    rowBytes: streamBytes,
    unpacker: msbUnpacker,
  },
  lsb: {
    bits: WORD_BITS,
    rowBytes: streamBytes,
    unpacker: (bits) => lsbUnpacker(bits),
  },
  ipu3: {
    bits: [10],
    rowBytes: (count) => Math.ceil(count / 25) * 32,
    unpacker: (bits) => lsbUnpacker(bits, 25, 32),
  },
} as const satisfies Record<PackingName, Packing>;
