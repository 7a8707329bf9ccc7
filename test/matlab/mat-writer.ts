/** Writes MAT-files of level 5 for tests, from MathWorks' description: numbers, text, cells, structs; in either order of bytes. */
import { deflateSync } from 'node:zlib';

export type Value =
  | { readonly numbers: readonly (readonly number[])[]; readonly as?: 'double' | 'uint8' | 'int32' }
  | { readonly text: readonly string[] }
  | { readonly cells: readonly (readonly Value[])[] }
  | { readonly struct: readonly Readonly<Record<string, Value>>[] };

export interface WriteOptions {
  readonly bigEndian?: boolean;
  readonly deflated?: boolean;
}

/** A row of cells. */
export const cellRow = (values: readonly Value[]): Value => ({ cells: [values] });
/** A column of cells. */
export const cellColumn = (values: readonly Value[]): Value => ({ cells: values.map((v) => [v]) });
export const numbers = (rows: readonly (readonly number[])[]): Value => ({ numbers: rows });
export const text = (...rows: string[]): Value => ({ text: rows });

export function writeMat(
  variables: Readonly<Record<string, Value>>,
  { bigEndian = false, deflated = false }: WriteOptions = {},
): Uint8Array {
  const writer = new Writer(bigEndian);
  const header = Buffer.alloc(128, ' ');
  header.write('MATLAB 5.0 MAT-file, written by a test');
  header.fill(0, 116, 124);
  if (bigEndian) header.write('\x01\x00MI', 124, 'latin1');
  else header.write('\x00\x01IM', 124, 'latin1');
  const elements = Object.entries(variables).map(([name, value]) => {
    const matrix = writer.matrix(name, value);
    return deflated ? writer.raw(15, deflateSync(matrix)) : matrix;
  });
  return new Uint8Array(Buffer.concat([header, ...elements]));
}

const STORAGE = {
  double: { class: 6, type: 9, bytes: 8 },
  uint8: { class: 9, type: 2, bytes: 1 },
  int32: { class: 12, type: 5, bytes: 4 },
} as const;

class Writer {
  readonly #big: boolean;

  constructor(big: boolean) {
    this.#big = big;
  }

  /** An element, in the small form where it fits. */
  element(type: number, bytes: Buffer): Buffer {
    if (bytes.length > 0 && bytes.length <= 4) {
      const small = Buffer.alloc(8);
      this.#u32(small, 0, (bytes.length << 16) | type);
      bytes.copy(small, 4);
      return small;
    }
    const padding = Buffer.alloc((8 - (bytes.length % 8)) % 8);
    return Buffer.concat([this.raw(type, bytes), padding]);
  }

  /** A tag and bytes without padding. */
  raw(type: number, bytes: Uint8Array): Buffer {
    const tag = Buffer.alloc(8);
    this.#u32(tag, 0, type);
    this.#u32(tag, 4, bytes.length);
    return Buffer.concat([tag, bytes]);
  }

  matrix(name: string, value: Value): Buffer {
    const [arrayClass, dims, content] = this.#content(value);
    return this.raw(
      14,
      Buffer.concat([
        this.element(6, this.#ints([arrayClass, 0])),
        this.element(5, this.#ints(dims)),
        this.element(1, Buffer.from(name, 'latin1')),
        ...content,
      ]),
    );
  }

  #content(value: Value): [number, number[], Buffer[]] {
    if ('numbers' in value) return this.#numbers(value.numbers, value.as ?? 'double');
    if ('text' in value) {
      const width = Math.max(0, ...value.text.map((row) => row.length));
      const rows = value.text.map((row) => row.padEnd(width));
      const units = byColumns(rows.map((row) => [...row].map((sign) => sign.charCodeAt(0))));
      const bytes = Buffer.alloc(2 * units.length);
      units.forEach((unit, i) => {
        if (this.#big) bytes.writeUInt16BE(unit, 2 * i);
        else bytes.writeUInt16LE(unit, 2 * i);
      });
      return [4, [rows.length, width], [this.element(4, bytes)]];
    }
    if ('cells' in value) {
      const dims = [value.cells.length, value.cells[0]?.length ?? 0];
      return [1, dims, byColumns(value.cells).map((cell) => this.matrix('', cell))];
    }
    const names = Object.keys(value.struct[0] ?? {});
    const width = 32;
    const table = Buffer.alloc(width * names.length);
    for (const [i, name] of names.entries()) table.write(name, i * width);
    const inside = value.struct.flatMap((one) => names.map((name) => this.matrix('', one[name]!)));
    const content = [this.element(5, this.#ints([width])), this.element(1, table), ...inside];
    return [2, [value.struct.length, 1], content];
  }

  #numbers(
    rows: readonly (readonly number[])[],
    as: keyof typeof STORAGE,
  ): [number, number[], Buffer[]] {
    const { class: arrayClass, type, bytes } = STORAGE[as];
    const values = byColumns(rows);
    const buffer = Buffer.alloc(bytes * values.length);
    values.forEach((v, i) => {
      const at = i * bytes;
      if (as === 'uint8') buffer.writeUInt8(v, at);
      else if (as === 'int32') this.#i32(buffer, at, v);
      else if (this.#big) buffer.writeDoubleBE(v, at);
      else buffer.writeDoubleLE(v, at);
    });
    return [arrayClass, [rows.length, rows[0]?.length ?? 0], [this.element(type, buffer)]];
  }

  #ints(values: readonly number[]): Buffer {
    const bytes = Buffer.alloc(4 * values.length);
    values.forEach((v, i) => {
      this.#i32(bytes, 4 * i, v);
    });
    return bytes;
  }

  #i32(bytes: Buffer, at: number, value: number): void {
    if (this.#big) bytes.writeInt32BE(value, at);
    else bytes.writeInt32LE(value, at);
  }

  #u32(bytes: Buffer, at: number, value: number): void {
    if (this.#big) bytes.writeUInt32BE(value >>> 0, at);
    else bytes.writeUInt32LE(value >>> 0, at);
  }
}

function byColumns<T>(rows: readonly (readonly T[])[]): T[] {
  const width = rows[0]?.length ?? 0;
  return Array.from({ length: width }, (_, column) => rows.map((row) => row[column]!)).flat();
}
