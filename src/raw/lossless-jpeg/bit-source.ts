/**
 * Huffman codes of differences, in one look where code and difference fit into LOOK_BITS: an entry of the table is then
 * (difference << 8 | bits of both). The rest are decoded code by code [ITU-T T.81, F.2.2.3 and H.1.2.2].
 */
import { type HuffmanTable, jpegFault } from './jpeg-header.js';

export const LOOK_BITS = 13;

/** How codes of a table are found. */
export interface CodeTable {
  /** 2^LOOK_BITS entries: difference << 8 | bits; 0 where more bits are needed. */
  readonly look: Int32Array;
  /** By length in bits: highest code, lowest code, place of its symbol. */
  readonly highest: Int32Array;
  readonly lowest: Int32Array;
  readonly first: Int32Array;
  readonly symbols: Uint8Array;
}

const LONGEST = 16;

/** Throws RawFormatError for a table whose codes do not fit or whose symbols are no categories. */
export function codeTable({ counts, symbols }: HuffmanTable): CodeTable {
  const look = new Int32Array(1 << LOOK_BITS);
  const highest = new Int32Array(LONGEST + 2).fill(-1);
  const lowest = new Int32Array(LONGEST + 2);
  const first = new Int32Array(LONGEST + 2);
  let code = 0;
  let k = 0;
  for (let length = 1; length <= LONGEST; length++) {
    lowest[length] = code;
    first[length] = k;
    for (let i = 0; i < counts[length - 1]; i++, code++, k++) {
      if (symbols[k] > 16) throw jpegFault(`a difference of ${symbols[k]} bits`);
      if (code >= 1 << length) throw jpegFault('a table with too many codes');
      if (length <= LOOK_BITS) fillLook(look, code, length, symbols[k]);
    }
    highest[length] = code - 1;
    code <<= 1;
  }
  return { look, highest, lowest, first, symbols };
}

/** All entries that begin with a code whose difference fits behind it. */
function fillLook(look: Int32Array, code: number, length: number, category: number): void {
  // Category 16 is 32768 and has no bits.
  const extra = category === 16 ? 0 : category;
  const total = length + extra;
  if (total > LOOK_BITS) return;
  const free = LOOK_BITS - total;
  for (let value = 0; value < 1 << extra; value++) {
    const difference = category === 16 ? 32_768 : extend(value, category);
    const from = ((code << extra) | value) << free;
    look.fill((difference << 8) | total, from, from + (1 << free));
  }
}

/** The difference that a category's bits mean [T.81, table H.2]. */
export function extend(value: number, category: number): number {
  if (category === 0) return 0;
  return value < 1 << (category - 1) ? value - (1 << category) + 1 : value;
}

/** Bits read so far, kept between lines. */
export class BitSource {
  /** Data without stuffed zeros, and zeros behind their end. */
  readonly bytes: Uint8Array;
  at: number;
  held = 0;
  have = 0;
  private readonly end: number;

  constructor(bytes: Uint8Array, from: number, end: number) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  /** Throws RawFormatError where more bits were used than there are. */
  checkEnd(): void {
    if (8 * this.at - this.have > 8 * this.end) throw jpegFault('data that end early');
  }
}

/** Zeros that must follow the data: so far may the source be read before its end is checked. */
export const PADDING_BYTES = 8;

/** A difference whose code or bits are too long for one look. */
export function slowDifference(source: BitSource, table: CodeTable): number {
  let length = 1;
  let code = takeBits(source, 1);
  while (length <= LONGEST && code > table.highest[length]) {
    code = (code << 1) | takeBits(source, 1);
    length++;
  }
  if (length > LONGEST || code < table.lowest[length])
    throw jpegFault('a code that is in no table');
  const category = table.symbols[table.first[length] + code - table.lowest[length]];
  if (category === 16) return 32_768;
  return category === 0 ? 0 : extend(takeBits(source, category), category);
}

function takeBits(source: BitSource, count: number): number {
  if (source.have < count) {
    source.held =
      (source.held << 16) | (source.bytes[source.at] << 8) | source.bytes[source.at + 1];
    source.at += 2;
    source.have += 16;
  }
  source.have -= count;
  return (source.held >>> source.have) & ((1 << count) - 1);
}
