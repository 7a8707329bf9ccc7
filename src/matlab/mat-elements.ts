/** Elements of a MAT-file of level 5: tags, padding, and numbers of every storage type. */
import { MatFileError } from './mat-error.js';

export const MI = { matrix: 14, compressed: 15 } as const;

/** Bytes and reader of one value by the number of its storage type [MAT-File Format, table 1-1]. */
type Read = (view: DataView, at: number, little: boolean) => number;
const STORED: Readonly<Record<number, { readonly bytes: number; readonly read: Read }>> = {
  1: { bytes: 1, read: (view, at) => view.getInt8(at) },
  2: { bytes: 1, read: (view, at) => view.getUint8(at) },
  3: { bytes: 2, read: (view, at, little) => view.getInt16(at, little) },
  4: { bytes: 2, read: (view, at, little) => view.getUint16(at, little) },
  5: { bytes: 4, read: (view, at, little) => view.getInt32(at, little) },
  6: { bytes: 4, read: (view, at, little) => view.getUint32(at, little) },
  7: { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) },
  9: { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) },
  12: { bytes: 8, read: (view, at, little) => Number(view.getBigInt64(at, little)) },
  13: { bytes: 8, read: (view, at, little) => Number(view.getBigUint64(at, little)) },
  // Text, unit by unit: UTF-8, UTF-16, UTF-32.
  16: { bytes: 1, read: (view, at) => view.getUint8(at) },
  17: { bytes: 2, read: (view, at, little) => view.getUint16(at, little) },
  18: { bytes: 4, read: (view, at, little) => view.getUint32(at, little) },
};

/** One element: its type and its bytes, of which nothing has been read. */
export interface MatElement {
  readonly type: number;
  readonly bytes: Uint8Array;
}

/** Elements one after the other, in the order of bytes of the file. */
export class ElementReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly little: boolean;
  #at = 0;

  constructor(bytes: Uint8Array, little: boolean) {
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
    this.little = little;
  }

  get isDone(): boolean {
    return this.#at >= this.#bytes.length;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  /** Throws MatFileError where the element reaches beyond the end. */
  next(what: string): MatElement {
    const { little } = this;
    if (this.left < 8) throw cut(what, 8, this.left);
    const word = this.#view.getUint32(this.#at, little);
    const isSmall = word >>> 16 !== 0;
    const type = isSmall ? word & 0xffff : word;
    const length = isSmall ? word >>> 16 : this.#view.getUint32(this.#at + 4, little);
    const start = this.#at + (isSmall ? 4 : 8);
    const room = isSmall ? 4 : this.#bytes.length - start;
    if (length > room) throw cut(what, length, room);
    const end = start + length;
    // Compressed elements alone are not padded; the last one of a file need not be.
    const padded = type === MI.compressed ? end : start + 8 * Math.ceil(length / 8);
    this.#at = isSmall ? this.#at + 8 : Math.min(padded, this.#bytes.length);
    return { type, bytes: this.#bytes.subarray(start, end) };
  }
}

/** The numbers of an element. Throws MatFileError for a type that holds none. */
export function numbersOf(
  { type, bytes }: MatElement,
  little: boolean,
  what: string,
): Float64Array {
  const stored = STORED[type];
  if (!stored || bytes.length % stored.bytes !== 0) {
    throw broken(`${what}: expected numbers, got ${bytes.length} bytes of type ${type}`);
  }
  const view = viewOf(bytes);
  return Float64Array.from({ length: bytes.length / stored.bytes }, (_, i) =>
    stored.read(view, i * stored.bytes, little),
  );
}

/** Units of text of an element: as they are, but UTF-8 decoded. */
export function unitsOf(element: MatElement, little: boolean, what: string): number[] {
  if (element.type !== 16) return Array.from(numbersOf(element, little, what));
  const units: number[] = [];
  for (const byte of decodeUtf8(element.bytes)) units.push(byte);
  return units;
}

/** UTF-16 units of UTF-8; what is none becomes U+FFFD. */
function decodeUtf8(bytes: Uint8Array): number[] {
  const units: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at]!;
    const more = first < 0x80 ? 0 : first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : -1;
    const rest = bytes.subarray(at + 1, at + 1 + Math.max(0, more));
    const isWhole = more >= 0 && rest.length === more && rest.every((byte) => byte >> 6 === 2);
    const lead = more === 0 ? first : first & (0x3f >> more);
    const point = isWhole ? rest.reduce((sum, byte) => (sum << 6) | (byte & 0x3f), lead) : 0xfffd;
    const text = String.fromCodePoint(point <= 0x10ffff ? point : 0xfffd);
    for (let i = 0; i < text.length; i++) units.push(text.charCodeAt(i));
    at += isWhole ? 1 + more : 1;
  }
  return units;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The file ends, or something in it does, before what it promises. */
function cut(what: string, expected: number, got: number): MatFileError {
  return broken(`${what}: expected ${expected} more bytes, got ${got}`);
}

const CURE = 'The file is cut or damaged: copy or download it again.';

export function broken(message: string): MatFileError {
  return new MatFileError(`MAT-file: ${message}. ${CURE}`);
}
