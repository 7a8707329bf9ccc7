/**
 * MAT-files of level 5 (MATLAB 5 to 7.2, `save -v6` and `-v7`, what scipy writes): numbers, text, cells and structs, plain or
 * deflated, in either order of bytes. Written from MathWorks' "MAT-File Format". Version 7.3 is HDF5 and is refused with a cure.
 */
import { broken, ElementReader, type MatElement, MI, numbersOf, unitsOf } from './mat-elements.js';
import { MatFileError } from './mat-error.js';
import type { MatValue } from './mat-value.js';

/** Inflates a zlib stream to at most so many bytes; throws for one that is none or longer. */
export type InflateBounded = (bytes: Uint8Array, mostBytes: number) => Uint8Array;

export interface ReadMatOptions {
  readonly inflate: InflateBounded;
  /** All variables together; 256 MB unless given: labels of a data set are some kilobytes. */
  readonly mostBytes?: number;
}

const HEADER_BYTES = 128;
const MOST_BYTES = 256e6;
/** Cells in cells: labels have two or three. */
const DEEPEST = 32;
const HDF5 = '\u0089HDF';
const RESAVE =
  "Save it again in MATLAB or Octave with save('file.mat', '-v7'), or in Python with scipy.io.savemat.";

/** Variables by name, in the order of the file. Throws MatFileError for anything that is no such file. */
export function readMatFile(
  bytes: Uint8Array,
  { inflate, mostBytes = MOST_BYTES }: ReadMatOptions,
): Map<string, MatValue> {
  const little = checkHeader(bytes);
  const reader = new ElementReader(bytes.subarray(HEADER_BYTES), little);
  const variables = new Map<string, MatValue>();
  let room = mostBytes;
  while (!reader.isDone) {
    const what = `variable ${variables.size + 1}`;
    const element = reader.next(what);
    const plain = element.type === MI.compressed ? inflated(element, inflate, room) : element.bytes;
    room -= plain.length;
    if (room < 0) throw broken(`expected at most ${mostBytes} bytes of variables, got more`);
    const inner =
      element.type === MI.compressed ? new ElementReader(plain, little).next(what) : element;
    if (inner.type !== MI.matrix) continue;
    const { name, value } = readMatrix(inner.bytes, little, what, 0);
    variables.set(name, value);
  }
  return variables;
}

function inflated({ bytes }: MatElement, inflate: InflateBounded, room: number): Uint8Array {
  try {
    return inflate(bytes, room);
  } catch (error) {
    throw broken(`a deflated variable cannot be read (${(error as Error).message})`);
  }
}

/** Whether the file is little endian. */
function checkHeader(bytes: Uint8Array): boolean {
  const signature = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
  const text = String.fromCharCode(...bytes.subarray(0, 19));
  if (text.startsWith('MATLAB 7.3') || [0, 512].some((at) => signature(at) === HDF5)) {
    throw new MatFileError(`MAT-file: expected level 5, got version 7.3, which is HDF5. ${RESAVE}`);
  }
  const isLevel4 = bytes.length >= 20 && bytes.subarray(0, 4).includes(0);
  if (bytes.length < HEADER_BYTES && !isLevel4) {
    throw broken(`expected a header of ${HEADER_BYTES} bytes, got ${bytes.length}`);
  }
  const endian = String.fromCharCode(bytes[126] ?? 0, bytes[127] ?? 0);
  if (endian !== 'IM' && endian !== 'MI') {
    const got = isLevel4 ? 'what may be one of level 4' : 'something else';
    throw new MatFileError(`MAT-file: expected a file of level 5, got ${got}. ${RESAVE}`);
  }
  return endian === 'IM';
}

/** Classes of arrays [table 1-3]. */
const CLASS = { cell: 1, struct: 2, object: 3, char: 4, sparse: 5, double: 6, uint64: 15 } as const;
const OTHERS: Readonly<Record<number, string>> = {
  3: 'an object',
  5: 'a sparse array',
  16: 'a function',
  17: 'an object',
};

function readMatrix(
  bytes: Uint8Array,
  little: boolean,
  what: string,
  depth: number,
): { readonly name: string; readonly value: MatValue } {
  if (depth > DEEPEST) throw broken(`${what}: expected at most ${DEEPEST} levels, got more`);
  // An empty cell or field may have no bytes at all.
  const empty = { kind: 'numbers', dims: [0, 0], values: new Float64Array(0) } as const;
  if (bytes.length === 0) return { name: '', value: empty };
  const reader = new ElementReader(bytes, little);
  const flags = numbersOf(reader.next(what), little, what);
  const arrayClass = (flags[0] ?? 0) & 0xff;
  const other = OTHERS[arrayClass];
  // Objects of newer versions have no dimensions.
  if (arrayClass === 17) return { name: '', value: { kind: 'other', dims: [], what: other! } };
  const dims = Array.from(numbersOf(reader.next(what), little, what));
  const count = countOf(dims, what);
  const name = String.fromCharCode(...unitsOf(reader.next(what), little, what).slice(0, 1000));
  const named = name === '' ? what : name;
  if (other) return { name, value: { kind: 'other', dims, what: other } };
  const inside = { reader, dims, count, what: named, depth };
  if (arrayClass === CLASS.cell) return { name, value: readCells(inside) };
  if (arrayClass === CLASS.struct) return { name, value: readStruct(inside) };
  if (arrayClass === CLASS.char) return { name, value: readText(inside) };
  if (arrayClass < CLASS.double || arrayClass > CLASS.uint64) {
    throw broken(`${named}: expected a class of arrays, got ${arrayClass}`);
  }
  const values = numbersOf(reader.next(named), little, named);
  if (values.length !== count) {
    throw broken(`${named}: expected ${count} values, got ${values.length}`);
  }
  return { name, value: { kind: 'numbers', dims, values } };
}

interface Inside {
  readonly reader: ElementReader;
  readonly dims: readonly number[];
  readonly count: number;
  readonly what: string;
  readonly depth: number;
}

function countOf(dims: readonly number[], what: string): number {
  const count = dims.reduce((product, side) => product * side, 1);
  const areSides = dims.length >= 2 && dims.every((side) => Number.isInteger(side) && side >= 0);
  if (areSides && Number.isSafeInteger(count)) return count;
  throw broken(`${what}: expected dimensions, got ${dims.slice(0, 8).join('x')}`);
}

/** Every cell and field has a tag of its own: more than fit into the bytes are not there. */
function checkRoom({ reader, what }: Inside, cells: number): void {
  if (cells * 8 > reader.left) {
    throw broken(`${what}: expected ${cells} values, got ${reader.left} bytes`);
  }
}

function readInner({ reader, what, depth }: Inside): MatValue {
  const element = reader.next(what);
  if (element.type !== MI.matrix) {
    throw broken(`${what}: expected an array, got an element of type ${element.type}`);
  }
  return readMatrix(element.bytes, reader.little, what, depth + 1).value;
}

function readCells(inside: Inside): MatValue {
  checkRoom(inside, inside.count);
  const cells = Array.from({ length: inside.count }, () => readInner(inside));
  return { kind: 'cells', dims: inside.dims, cells };
}

function readStruct(inside: Inside): MatValue {
  const { reader, dims, count, what } = inside;
  const [width = 0] = numbersOf(reader.next(what), reader.little, what);
  const { bytes } = reader.next(what);
  if (!(Number.isInteger(width) && width >= 1 && bytes.length % width === 0)) {
    throw broken(`${what}: expected names of fields, got ${bytes.length} bytes of ${width} each`);
  }
  const names = Array.from({ length: bytes.length / width }, (_, i) => {
    const own = bytes.subarray(i * width, (i + 1) * width);
    const end = own.indexOf(0);
    return String.fromCharCode(...own.subarray(0, end < 0 ? width : end));
  });
  checkRoom(inside, names.length * count);
  const fields = new Map<string, MatValue[]>(names.map((name) => [name, []]));
  for (let i = 0; i < count; i++)
    for (const name of names) fields.get(name)!.push(readInner(inside));
  return { kind: 'struct', dims, fields };
}

function readText({ reader, dims, count, what }: Inside): MatValue {
  const units = unitsOf(reader.next(what), reader.little, what);
  if (units.length !== count) {
    throw broken(`${what}: expected ${count} characters, got ${units.length}`);
  }
  const rowCount = dims[0]!;
  const rows = Array.from({ length: count === 0 ? 0 : rowCount }, (_, row) => {
    const own = units.filter((_, i) => i % rowCount === row);
    return own
      .map((unit) => String.fromCharCode(unit & 0xffff))
      .join('')
      .trimEnd();
  });
  return { kind: 'text', dims, rows };
}
