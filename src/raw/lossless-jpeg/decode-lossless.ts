/**
 * Lossless JPEG [ITU-T T.81, annex H]: 2 to 16 bits, 1 to 4 components side by side, predictors 1 to 7, restart markers. Of each
 * line the differences are decoded first and predicted from then, so that both loops stay small.
 */
import {
  BitSource,
  type CodeTable,
  codeTable,
  LOOK_BITS,
  PADDING_BYTES,
  slowDifference,
} from './bit-source.js';
import { type JpegHeader, jpegFault } from './jpeg-header.js';
import { predictLine } from './predict-line.js';

export type LosslessHeader = Extract<JpegHeader, { kind: 'lossless' }>;

/**
 * All values, line by line, components side by side: heightPx x widthPx x components. Throws RawFormatError for data that are cut
 * or damaged.
 * @param out as many values, or more; taken where it is given
 */
export function decodeLossless(
  bytes: Uint8Array,
  header: LosslessHeader,
  out: Uint16Array = new Uint16Array(header.widthPx * header.heightPx * header.components),
): Uint16Array {
  const { widthPx, heightPx, components, pointTransform } = header;
  const line = widthPx * components;
  const lines = header.restartLines === 0 ? heightPx : header.restartLines;
  const scan = new Scan(header);
  const { data, ends } = withoutStuffing(bytes, header.dataAt);
  let from = 0;
  for (let y = 0, part = 0; y < heightPx; y += lines, part++) {
    if (part >= ends.length) throw jpegFault('data that end early');
    const source = new BitSource(data, from, ends[part]);
    scan.decode(source, out.subarray(y * line, Math.min(heightPx, y + lines) * line));
    from = ends[part] + PADDING_BYTES;
  }
  if (pointTransform > 0) {
    for (let i = 0; i < line * heightPx; i++) out[i] <<= pointTransform;
  }
  return out;
}

/**
 * Entropy-coded data with the zeros behind 0xff taken out, cut at restart markers; PADDING_BYTES zeros follow each part. Any
 * other marker ends them.
 */
function withoutStuffing(bytes: Uint8Array, from: number): { data: Uint8Array; ends: number[] } {
  const data = new Uint8Array(bytes.length - from + PADDING_BYTES + countRestarts(bytes, from));
  const ends: number[] = [];
  let o = 0;
  for (let i = from; i < bytes.length; ) {
    const next = bytes.indexOf(0xff, i);
    const end = next < 0 ? bytes.length : next;
    if (end > i) {
      data.set(bytes.subarray(i, end), o);
      o += end - i;
    }
    if (next < 0) break;
    const marker = bytes[next + 1] ?? 0xd9;
    if (marker === 0) data[o++] = 0xff;
    else if (marker >= 0xd0 && marker <= 0xd7) {
      ends.push(o);
      o += PADDING_BYTES;
    } else if (marker !== 0xff) break;
    i = next + (marker === 0xff ? 1 : 2);
  }
  ends.push(o);
  return { data, ends };
}

/** Bytes that padding between restarts may take beyond the markers' own. */
function countRestarts(bytes: Uint8Array, from: number): number {
  let count = 0;
  for (let i = bytes.indexOf(0xff, from); i >= 0; i = bytes.indexOf(0xff, i + 1)) {
    const marker = bytes[i + 1];
    if (marker >= 0xd0 && marker <= 0xd7) count++;
  }
  return PADDING_BYTES * count;
}

/** Decodes lines from a restart to the next. */
class Scan {
  private readonly header: LosslessHeader;
  private readonly tables: readonly CodeTable[];
  private readonly differences: Int32Array;

  constructor(header: LosslessHeader) {
    this.header = header;
    const made = new Map(header.tables.map((table) => [table, codeTable(table)]));
    this.tables = header.tables.map((table) => made.get(table) as CodeTable);
    this.differences = new Int32Array(header.widthPx * header.components);
  }

  decode(source: BitSource, out: Uint16Array): void {
    const { components, bits, pointTransform, predictor } = this.header;
    const { differences } = this;
    const isOne = this.tables.every((table) => table === this.tables[0]);
    for (let at = 0; at < out.length; at += differences.length) {
      if (isOne) readLine(source, this.tables[0], differences, 0, 1);
      else if (components === 2) readPairs(source, this.tables[0], this.tables[1], differences);
      else this.readMixed(source);
      source.checkEnd();
      const start = 1 << (bits - pointTransform - 1);
      predictLine(differences, out, at, components, at === 0 ? 0 : predictor, start);
    }
  }

  /** Components of more tables than two. */
  private readMixed(source: BitSource): void {
    const { components } = this.header;
    for (let i = 0; i < this.differences.length; i += components) {
      for (let c = 0; c < components; c++) {
        readLine(source, this.tables[c], this.differences, i + c, this.differences.length);
      }
    }
  }
}

const LOOK_MASK = (1 << LOOK_BITS) - 1;

/** Differences of one table: every `step`-th from `from` on. */
function readLine(
  source: BitSource,
  table: CodeTable,
  out: Int32Array,
  from: number,
  step: number,
): void {
  const { look } = table;
  const { bytes } = source;
  let { at, held, have } = source;
  for (let i = from; i < out.length; i += step) {
    if (have < 16) {
      held = (held << 16) | (bytes[at] << 8) | bytes[at + 1];
      at += 2;
      have += 16;
    }
    const entry = look[(held >>> (have - LOOK_BITS)) & LOOK_MASK];
    if (entry !== 0) {
      have -= entry & 255;
      out[i] = entry >> 8;
      continue;
    }
    source.at = at;
    source.held = held;
    source.have = have;
    out[i] = slowDifference(source, table);
    ({ at, held, have } = source);
  }
  source.at = at;
  source.held = held;
  source.have = have;
}

/** Differences of two tables in turn. */
function readPairs(source: BitSource, even: CodeTable, odd: CodeTable, out: Int32Array): void {
  const evenLook = even.look;
  const oddLook = odd.look;
  const { bytes } = source;
  let { at, held, have } = source;
  for (let i = 0; i < out.length; i++) {
    if (have < 16) {
      held = (held << 16) | (bytes[at] << 8) | bytes[at + 1];
      at += 2;
      have += 16;
    }
    const isOdd = (i & 1) === 1;
    const entry = (isOdd ? oddLook : evenLook)[(held >>> (have - LOOK_BITS)) & LOOK_MASK];
    if (entry !== 0) {
      have -= entry & 255;
      out[i] = entry >> 8;
      continue;
    }
    source.at = at;
    source.held = held;
    source.have = have;
    out[i] = slowDifference(source, isOdd ? odd : even);
    ({ at, held, have } = source);
  }
  source.at = at;
  source.held = held;
  source.have = have;
}
