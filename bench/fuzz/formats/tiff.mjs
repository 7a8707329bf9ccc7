// TIFF and BigTIFF out of a tree, right or wrong: { isLittle, isBig, first: directory }, where a directory is
// { tags: { [number]: { type, values } }, blocks, isTiled, subs, exif, next }. Places of blocks and directories are written where
// the tree does not give them.

const SIZES = [1, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 1, 1, 8, 8, 8];

const tag = (type) => (values) => ({ type, values });
export const byte = tag(1);
export const ascii = (text) => ({ type: 2, values: [...Buffer.from(`${text}\0`)] });
export const short = tag(3);
export const long = tag(4);
export const undefinedBytes = (bytes) => ({ type: 7, values: Uint8Array.from(bytes) });
export const double = tag(12);
/** Each value as a fraction over 10,000. */
export const rational = (values) => ({ type: 5, values: fractions(values) });
export const signedRational = (values) => ({ type: 10, values: fractions(values) });
const fractions = (values) =>
  values.map((value) => ({ over: Math.round(value * 10_000), under: 10_000 }));

class Writer {
  #bytes = Buffer.alloc(1 << 14);
  length = 0;

  constructor(isLittle, isBig) {
    this.isLittle = isLittle;
    this.isBig = isBig;
  }

  take(count) {
    const at = this.length;
    this.length += count + (count % 2);
    if (this.length > 1 << 21) throw new Error('larger than an input may be');
    if (this.length > this.#bytes.length)
      this.#bytes = Buffer.concat([this.#bytes, Buffer.alloc(this.length)]);
    return at;
  }

  get view() {
    return new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.length);
  }

  set(at, bytes) {
    this.#bytes.set(bytes, at);
  }

  pointer(at, value) {
    if (this.isBig)
      this.view.setBigUint64(at, BigInt(Math.trunc(Number(value)) || 0), this.isLittle);
    else this.view.setUint32(at, value, this.isLittle);
  }

  value(at, type, value) {
    const { view, isLittle } = this;
    const whole = () => BigInt(Math.trunc(Number(value)) || 0);
    if (type === 3 || type === 8) view.setUint16(at, value, isLittle);
    else if (type === 4 || type === 9 || type === 13) view.setUint32(at, value, isLittle);
    else if (type === 5 || type === 10) {
      view.setInt32(at, value.over, isLittle);
      view.setInt32(at + 4, value.under, isLittle);
    } else if (type === 11) view.setFloat32(at, value, isLittle);
    else if (type === 12) view.setFloat64(at, value, isLittle);
    else if (type >= 16 && type <= 18) view.setBigUint64(at, BigInt.asUintN(64, whole()), isLittle);
    else view.setUint8(at, value);
  }

  /** Writes an entry; returns where its values lie. */
  entry(at, number, { type, values, count = values.length }) {
    const { view, isLittle, isBig } = this;
    view.setUint16(at, number, isLittle);
    view.setUint16(at + 2, type, isLittle);
    if (isBig) this.pointer(at + 4, count);
    else view.setUint32(at + 4, count, isLittle);
    const size = SIZES[type] ?? 1;
    const inline = at + (isBig ? 12 : 8);
    const isInline = values.length * size <= (isBig ? 8 : 4);
    const place = isInline ? inline : this.take(values.length * size);
    if (!isInline) this.pointer(inline, place);
    for (const [i, value] of values.entries()) this.value(place + i * size, type, value);
    return place;
  }

  directory({ tags, blocks = [], isTiled = false, subs = [], exif, next }) {
    const [places, lengths] = isTiled ? [324, 325] : [273, 279];
    const at = new Array(blocks.length).fill(0);
    const all = {
      ...(blocks.length
        ? { [places]: long(at), [lengths]: long(blocks.map((b) => b.length)) }
        : {}),
      ...(subs.length ? { 330: long(subs.map(() => 0)) } : {}),
      ...(exif ? { 34665: long([0]) } : {}),
      ...tags,
    };
    const entries = Object.entries(all).sort(([a], [b]) => a - b);
    const bytes = this.isBig ? 20 : 12;
    const start = this.take((this.isBig ? 16 : 6) + bytes * entries.length);
    if (this.isBig) this.pointer(start, entries.length);
    else this.view.setUint16(start, entries.length, this.isLittle);
    const found = {};
    for (const [i, [number, value]] of entries.entries())
      found[number] = this.entry(start + (this.isBig ? 8 : 2) + bytes * i, Number(number), value);
    for (const [i, block] of blocks.entries()) {
      const place = this.take(block.length);
      this.set(place, block);
      if (tags[places] === undefined) this.value(found[places] + 4 * i, 4, place);
    }
    for (const [i, sub] of subs.entries()) this.value(found[330] + 4 * i, 4, this.directory(sub));
    if (exif) this.value(found[34665], 4, this.directory(exif));
    if (next)
      this.pointer(start + (this.isBig ? 8 : 2) + bytes * entries.length, this.directory(next));
    return start;
  }

  finish() {
    return Buffer.from(this.#bytes.subarray(0, this.length));
  }
}

export function encodeTiff({ isLittle = true, isBig = false, first, head, foreign }) {
  if (foreign !== undefined) return Buffer.from(foreign, 'latin1');
  const writer = new Writer(isLittle === true, isBig === true);
  writer.take(isBig ? 16 : 8);
  writer.view.setUint16(0, isLittle ? 0x4949 : 0x4d4d);
  writer.view.setUint16(2, isBig ? 43 : 42, isLittle);
  if (isBig) writer.view.setUint16(4, 8, isLittle);
  writer.pointer(isBig ? 8 : 4, writer.directory(first));
  if (head !== undefined) writer.set(8, Buffer.from(head, 'latin1'));
  return writer.finish();
}
