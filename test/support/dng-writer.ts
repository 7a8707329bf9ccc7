/** Writes DNG and TIFF files for tests: any tags, either byte order, strips or tiles given as bytes. Pixels lie at the end. */

export type TagValue =
  | {
      readonly type: 'byte' | 'short' | 'long' | 'float' | 'double';
      readonly values: readonly number[];
    }
  | {
      readonly type: 'rational' | 'srational';
      readonly values: readonly (readonly [number, number])[];
    }
  | { readonly type: 'ascii'; readonly text: string }
  | { readonly type: 'bytes'; readonly bytes: Uint8Array };

export type Tags = Readonly<Record<number, TagValue>>;

export const short = (...values: number[]): TagValue => ({ type: 'short', values });
export const long = (...values: number[]): TagValue => ({ type: 'long', values });
export const byte = (...values: number[]): TagValue => ({ type: 'byte', values });
export const rational = (...values: (readonly [number, number])[]): TagValue => ({
  type: 'rational',
  values,
});
export const ratio = (value: number, under = 10_000): readonly [number, number] => [
  Math.round(value * under),
  under,
];

interface Directory {
  readonly tags: Tags;
  /** Strips or tiles; their places and lengths are written. */
  readonly blocks?: readonly Uint8Array[];
  readonly isTiled?: boolean;
  readonly subs?: readonly Directory[];
  readonly exif?: Tags;
}

const TYPES = {
  byte: 1,
  ascii: 2,
  short: 3,
  long: 4,
  rational: 5,
  bytes: 7,
  srational: 10,
  float: 11,
  double: 12,
};
const SIZES = {
  byte: 1,
  ascii: 1,
  short: 2,
  long: 4,
  rational: 8,
  bytes: 1,
  srational: 8,
  float: 4,
  double: 8,
};

/** The file of a first directory. */
export function writeTiff(
  first: Directory,
  { isLittle = true, isBig = false }: { isLittle?: boolean; isBig?: boolean } = {},
): Uint8Array {
  const writer = new Writer(isLittle, isBig);
  writer.directory(first);
  return writer.finish();
}

class Writer {
  private bytes = new Uint8Array(1 << 16);
  private view = new DataView(this.bytes.buffer);
  private length: number;
  private readonly pending: { at: number; block: Uint8Array }[] = [];
  private readonly isLittle: boolean;
  private readonly isBig: boolean;

  constructor(isLittle: boolean, isBig: boolean) {
    this.isLittle = isLittle;
    this.isBig = isBig;
    this.view.setUint16(0, isLittle ? 0x4949 : 0x4d4d);
    this.view.setUint16(2, isBig ? 43 : 42, isLittle);
    if (isBig) this.view.setUint16(4, 8, isLittle);
    this.length = isBig ? 16 : 8;
    this.pointer(isBig ? 8 : 4, this.length);
  }

  directory({ tags, blocks = [], isTiled = false, subs = [], exif }: Directory): number {
    const extra: Record<number, TagValue> = { ...tags };
    const zeros = (n: number) => long(...new Array<number>(n).fill(0));
    const [places, lengths] = isTiled ? [324, 325] : [273, 279];
    if (blocks.length > 0) {
      extra[places] = zeros(blocks.length);
      extra[lengths] = long(...blocks.map(({ length }) => length));
    }
    if (subs.length > 0) extra[330] = zeros(subs.length);
    if (exif) extra[34665] = zeros(1);
    const entries = Object.entries(extra).sort(([a], [b]) => Number(a) - Number(b));
    const entryBytes = this.isBig ? 20 : 12;
    const at = this.take((this.isBig ? 16 : 6) + entryBytes * entries.length);
    if (this.isBig) this.pointer(at, entries.length);
    else this.view.setUint16(at, entries.length, this.isLittle);
    const found = new Map<number, number>();
    entries.forEach(([tag, value], i) => {
      const entry = at + (this.isBig ? 8 : 2) + entryBytes * i;
      found.set(Number(tag), this.entry(entry, Number(tag), value));
    });
    blocks.forEach((block, i) => {
      this.pending.push({ at: found.get(places)! + 4 * i, block });
    });
    subs.forEach((sub, i) => {
      this.view.setUint32(found.get(330)! + 4 * i, this.directory(sub), this.isLittle);
    });
    if (exif) this.view.setUint32(found.get(34665)!, this.directory({ tags: exif }), this.isLittle);
    return at;
  }

  finish(): Uint8Array {
    for (const { at, block } of this.pending) {
      const place = this.take(block.length + (block.length % 2));
      this.bytes.set(block, place);
      this.view.setUint32(at, place, this.isLittle);
    }
    const last = this.pending.at(-1);
    return this.bytes.slice(0, this.length - ((last?.block.length ?? 0) % 2));
  }

  /** Writes an entry; returns where its values lie. */
  private entry(at: number, tag: number, value: TagValue): number {
    const count =
      value.type === 'ascii'
        ? value.text.length + 1
        : value.type === 'bytes'
          ? value.bytes.length
          : value.values.length;
    this.view.setUint16(at, tag, this.isLittle);
    this.view.setUint16(at + 2, TYPES[value.type], this.isLittle);
    if (this.isBig) this.pointer(at + 4, count);
    else this.view.setUint32(at + 4, count, this.isLittle);
    const inline = at + (this.isBig ? 12 : 8);
    const bytes = count * SIZES[value.type];
    const isInline = bytes <= (this.isBig ? 8 : 4);
    const place = isInline ? inline : this.take(bytes + (bytes % 2));
    if (!isInline) this.pointer(inline, place);
    this.values(place, value);
    return place;
  }

  private values(at: number, value: TagValue): void {
    const { view, isLittle } = this;
    if (value.type === 'bytes') this.bytes.set(value.bytes, at);
    else if (value.type === 'ascii') {
      this.bytes.set(
        Uint8Array.from(value.text, (c) => c.charCodeAt(0)),
        at,
      );
    } else if (value.type === 'rational' || value.type === 'srational') {
      value.values.forEach(([over, under], i) => {
        view.setInt32(at + 8 * i, over, isLittle);
        view.setInt32(at + 8 * i + 4, under, isLittle);
      });
    } else {
      const size = SIZES[value.type];
      value.values.forEach((v, i) => {
        if (value.type === 'byte') view.setUint8(at + i, v);
        else if (value.type === 'short') view.setUint16(at + size * i, v, isLittle);
        else if (value.type === 'long') view.setUint32(at + size * i, v, isLittle);
        else if (value.type === 'float') view.setFloat32(at + size * i, v, isLittle);
        else view.setFloat64(at + size * i, v, isLittle);
      });
    }
  }

  private pointer(at: number, value: number): void {
    if (this.isBig) this.view.setBigUint64(at, BigInt(value), this.isLittle);
    else this.view.setUint32(at, value, this.isLittle);
  }

  private take(count: number): number {
    const at = this.length;
    this.length += count;
    if (this.length > this.bytes.length) {
      const more = new Uint8Array(2 * this.length);
      more.set(this.bytes);
      this.bytes = more;
      this.view = new DataView(more.buffer);
    }
    return at;
  }
}

/** Rows packed from the highest bit down, each to a whole byte; 8 and 16 bits as such. */
export function packRows(
  values: ArrayLike<number>,
  row: number,
  bits: number,
  isLittle = true,
): Uint8Array {
  const rowBytes = Math.ceil((row * bits) / 8);
  const rows = values.length / row;
  const out = new Uint8Array(rows * rowBytes);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (bits === 16) {
      out[2 * i + (isLittle ? 0 : 1)] = value & 255;
      out[2 * i + (isLittle ? 1 : 0)] = value >> 8;
      continue;
    }
    const first = Math.floor(i / row) * rowBytes * 8 + (i % row) * bits;
    for (let b = 0; b < bits; b++) {
      if ((value >> (bits - 1 - b)) & 1) out[(first + b) >> 3]! |= 128 >> ((first + b) & 7);
    }
  }
  return out;
}

export interface BayerOptions {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bits?: number;
  readonly black?: number;
  readonly white?: number;
  readonly pattern?: readonly number[];
  readonly neutral?: readonly number[];
}

/** Tags of a raw picture with red, green and blue filters, but for its blocks. */
export function bayerTags({
  widthPx,
  heightPx,
  bits = 16,
  black = 256,
  white = 4095,
  pattern = [0, 1, 1, 2],
  neutral = [0.46, 1, 0.61],
}: BayerOptions): Record<number, TagValue> {
  return {
    254: long(0),
    256: long(widthPx),
    257: long(heightPx),
    258: short(bits),
    259: short(1),
    262: short(32803),
    277: short(1),
    278: long(heightPx),
    33421: short(2, 2),
    33422: byte(...pattern),
    50706: byte(1, 4, 0, 0),
    50708: { type: 'ascii', text: 'Test Camera' },
    50714: long(black),
    50717: long(white),
    50721: {
      type: 'srational',
      values: [0.75, -0.14, -0.09, -0.38, 1.15, 0.27, -0.03, 0.12, 0.64].map((v) => ratio(v)),
    },
    50778: short(21),
    50728: rational(...neutral.map((v) => ratio(v, 1_000_000))),
  };
}
