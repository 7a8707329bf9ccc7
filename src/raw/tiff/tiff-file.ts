/**
 * Directories of a TIFF file [TIFF 6.0, section 2] or BigTIFF (magic 43, 64-bit offsets), either byte order. Fields are found when
 * the file is opened and read when they are asked for; counts are bounded by the file's length, loops of directories are cut.
 */
import { damaged } from './tiff-fault.js';
import { TAG } from './tiff-tags.js';

/** Bytes of a value by its type. */
const TYPE_BYTES: readonly number[] = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];
const ASCII = 2;
const MOST_DIRECTORIES = 64;
const MOST_ENTRIES = 4096;
/** Longest text that is of use. */
const MOST_TEXT = 256;
/** As many blocks as a picture may have. */
const MOST_NUMBERS = 1 << 20;

interface Field {
  readonly type: number;
  readonly count: number;
  readonly at: number;
}

/** Where things lie in a file, and how numbers are written there. */
interface Container {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly isLittle: boolean;
  readonly isBig: boolean;
}

/** One directory's fields by tag. */
export class TiffDirectory {
  private readonly container: Container;
  private readonly fields: ReadonlyMap<number, Field>;
  /** Of the directory that follows; 0 for none. */
  readonly next: number;

  constructor(container: Container, fields: ReadonlyMap<number, Field>, next: number) {
    this.container = container;
    this.fields = fields;
    this.next = next;
  }

  has(tag: number): boolean {
    return this.fields.has(tag);
  }

  /** Number of values of a tag, 0 where there is none. */
  countOf(tag: number): number {
    return this.fields.get(tag)?.count ?? 0;
  }

  /**
   * All values of a tag, at most `most`; undefined where there is none. A rational over 0 is Infinity or NaN. Throws
   * RawFormatError where they lie past the file's end.
   */
  numbers(tag: number, most = MOST_NUMBERS): number[] | undefined {
    const field = this.fields.get(tag);
    if (field === undefined || field.type === ASCII) return undefined;
    this.checkInside(tag, field);
    if (field.count > most) throw damaged(`at most ${most} values of tag ${tag}`, `${field.count}`);
    const { view, isLittle } = this.container;
    const size = TYPE_BYTES[field.type];
    const values = new Array<number>(field.count);
    for (let i = 0; i < field.count; i++) {
      values[i] = numberAt(view, field.at + i * size, field.type, isLittle);
    }
    return values;
  }

  /** The first value of a tag; undefined where there is none, or no value. */
  number(tag: number): number | undefined {
    return this.numbers(tag)?.[0];
  }

  /** A tag's text up to its first zero. */
  text(tag: number): string | undefined {
    const field = this.fields.get(tag);
    if (field === undefined || field.type !== ASCII) return undefined;
    this.checkInside(tag, field);
    const { bytes } = this.container;
    let text = '';
    for (let i = field.at; i < field.at + Math.min(field.count, MOST_TEXT) && bytes[i] !== 0; i++) {
      text += String.fromCharCode(bytes[i]);
    }
    return text.trim();
  }

  /** A tag's bytes as they lie. */
  bytesOf(tag: number): Uint8Array | undefined {
    const field = this.fields.get(tag);
    if (field === undefined) return undefined;
    this.checkInside(tag, field);
    return this.container.bytes.subarray(field.at, field.at + field.count * TYPE_BYTES[field.type]);
  }

  private checkInside(tag: number, { at, count, type }: Field): void {
    const { length } = this.container.bytes;
    if (at + count * TYPE_BYTES[type] > length) {
      throw damaged(`the values of tag ${tag} at byte ${at}`, `a file of ${length} bytes`);
    }
  }
}

function numberAt(view: DataView, at: number, type: number, isLittle: boolean): number {
  switch (type) {
    case 3:
      return view.getUint16(at, isLittle);
    case 4:
    case 13:
      return view.getUint32(at, isLittle);
    case 5:
      return view.getUint32(at, isLittle) / view.getUint32(at + 4, isLittle);
    case 6:
      return view.getInt8(at);
    case 8:
      return view.getInt16(at, isLittle);
    case 9:
      return view.getInt32(at, isLittle);
    case 10:
      return view.getInt32(at, isLittle) / view.getInt32(at + 4, isLittle);
    case 11:
      return view.getFloat32(at, isLittle);
    case 12:
      return view.getFloat64(at, isLittle);
    case 16:
    case 18:
      return Number(view.getBigUint64(at, isLittle));
    case 17:
      return Number(view.getBigInt64(at, isLittle));
    default:
      return view.getUint8(at);
  }
}

export interface TiffFile {
  readonly bytes: Uint8Array;
  readonly isLittle: boolean;
  /** The first of the file. */
  readonly first: TiffDirectory;
  /** All of the chain, each followed by those below it. */
  readonly all: readonly TiffDirectory[];
  readonly exif: TiffDirectory | undefined;
}

/** Whether a file begins as TIFF or BigTIFF does. */
export function hasTiffSignature(head: Uint8Array): boolean {
  const isLittle = head[0] === 0x49 && head[1] === 0x49;
  const isBigEndian = head[0] === 0x4d && head[1] === 0x4d;
  if (head.length < 4 || !(isLittle || isBigEndian)) return false;
  const magic = isLittle ? head[2] | (head[3] << 8) : (head[2] << 8) | head[3];
  return magic === 42 || magic === 43;
}

/** Opens a file that has the signature. Throws RawFormatError where its first directory cannot be read. */
export function openTiff(bytes: Uint8Array): TiffFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isLittle = bytes[0] === 0x49;
  const isBig = bytes.length >= 4 && view.getUint16(2, isLittle) === 43;
  const container: Container = { bytes, view, isLittle, isBig };
  const firstAt = isBig ? 8 : 4;
  if (bytes.length < firstAt + (isBig ? 8 : 4)) throw damaged('a header', `${bytes.length} bytes`);
  const walk = new Walk(container);
  const first = walk.read(offsetAt(container, firstAt));
  if (first === undefined) throw damaged('a first directory', `one past the file's end`);
  walk.chain(first);
  const exifAt = first.number(TAG.exifIfd);
  return {
    bytes,
    isLittle,
    first,
    all: walk.found,
    exif: exifAt === undefined ? undefined : walk.read(exifAt),
  };
}

function offsetAt({ view, isLittle, isBig }: Container, at: number): number {
  return isBig ? Number(view.getBigUint64(at, isLittle)) : view.getUint32(at, isLittle);
}

/** Reads directories, none twice. */
class Walk {
  readonly found: TiffDirectory[] = [];
  private readonly container: Container;
  private readonly seen = new Set<number>();

  constructor(container: Container) {
    this.container = container;
  }

  chain(first: TiffDirectory): void {
    for (let directory: TiffDirectory | undefined = first; directory !== undefined; ) {
      this.found.push(directory);
      this.below(directory);
      directory = directory.next === 0 ? undefined : this.read(directory.next);
    }
  }

  private below(directory: TiffDirectory): void {
    if (directory.countOf(TAG.subIfds) > MOST_DIRECTORIES) return;
    for (const at of directory.numbers(TAG.subIfds) ?? []) {
      const sub = this.read(at);
      if (sub === undefined) continue;
      this.found.push(sub);
      this.below(sub);
    }
  }

  /** The directory at an offset; undefined where it was read before, or is not whole. */
  read(offset: number): TiffDirectory | undefined {
    if (this.seen.has(offset) || this.seen.size >= MOST_DIRECTORIES) return undefined;
    this.seen.add(offset);
    const { bytes, view, isLittle, isBig } = this.container;
    const from = offset + (isBig ? 8 : 2);
    if (!(offset >= 8 && from <= bytes.length)) return undefined;
    const entries = isBig ? offsetAt(this.container, offset) : view.getUint16(offset, isLittle);
    const entryBytes = isBig ? 20 : 12;
    const end = from + entries * entryBytes;
    if (entries > MOST_ENTRIES || end > bytes.length) return undefined;
    const fields = new Map<number, Field>();
    for (let at = from; at < end; at += entryBytes) this.readEntry(at, fields);
    const hasNext = end + (isBig ? 8 : 4) <= bytes.length;
    return new TiffDirectory(this.container, fields, hasNext ? offsetAt(this.container, end) : 0);
  }

  private readEntry(at: number, fields: Map<number, Field>): void {
    const { view, isLittle, isBig } = this.container;
    const type = view.getUint16(at + 2, isLittle);
    const size = TYPE_BYTES[type] ?? 0;
    if (size === 0) return;
    const count = isBig ? offsetAt(this.container, at + 4) : view.getUint32(at + 4, isLittle);
    const valueAt = at + (isBig ? 12 : 8);
    const isInline = count * size <= (isBig ? 8 : 4);
    const place = isInline ? valueAt : offsetAt(this.container, valueAt);
    fields.set(view.getUint16(at, isLittle), { type, count, at: place });
  }
}
