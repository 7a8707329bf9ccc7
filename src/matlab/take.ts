/** What is expected of a variable, or a sentence that says what is there. */
import { MatFileError } from './mat-error.js';
import type { MatValue } from './mat-value.js';

/** Variables of one file, which errors name. */
export interface MatVariables {
  readonly file: string;
  readonly variables: ReadonlyMap<string, MatValue>;
}

/** Rows of numbers. Throws MatFileError for a variable that is not there or has other dimensions. */
export function takeRows(from: MatVariables, name: string, columns: number): number[][] {
  const value = take(from, name);
  const [rows = 0, width = 0] = value.dims;
  if (value.kind !== 'numbers' || value.dims.length !== 2 || width !== columns) {
    throw unlike(from, name, `numbers in ${columns} columns`, value);
  }
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => value.values[column * rows + row]!),
  );
}

/** One number, or the first of several that are the same. Throws MatFileError. */
export function takeNumber(from: MatVariables, name: string): number {
  const value = take(from, name);
  const [first] = value.kind === 'numbers' ? value.values : [];
  if (value.kind === 'numbers' && first !== undefined && value.values.every((v) => v === first)) {
    return first;
  }
  throw unlike(from, name, 'one number', value);
}

/** Texts of cells, of a struct's field `name` of an array, or rows of text. Throws MatFileError. */
export function takeTexts(from: MatVariables, name: string): string[] {
  const value = take(from, name);
  const inner =
    value.kind === 'cells' ? value.cells : value.kind === 'struct' ? value.fields.get('name') : [];
  const texts = value.kind === 'text' ? value.rows : (inner ?? []).map(textOf);
  if (texts.length > 0 && texts.every((text) => typeof text === 'string')) return texts as string[];
  throw unlike(from, name, 'texts', value);
}

/** A list of whole numbers for each cell. Throws MatFileError. */
export function takeLists(from: MatVariables, name: string): number[][] {
  const value = take(from, name);
  if (value.kind === 'cells') {
    const lists = value.cells.map((cell) => (cell.kind === 'numbers' ? [...cell.values] : null));
    if (lists.length > 0 && !lists.includes(null)) return lists as number[][];
  }
  throw unlike(from, name, 'cells of numbers', value);
}

/** scipy packs a text of a cell into a cell of its own. */
function textOf(value: MatValue): string | null {
  if (value.kind === 'text') return value.rows[0] ?? '';
  return value.kind === 'cells' && value.cells.length === 1 ? textOf(value.cells[0]!) : null;
}

function take({ file, variables }: MatVariables, name: string): MatValue {
  const value = variables.get(name);
  if (value) return value;
  const there = [...variables.keys()].join(', ') || 'none';
  throw new MatFileError(
    `${file}: expected a variable ${name}, got ${there}. Take the file as its authors publish it.`,
  );
}

function unlike({ file }: MatVariables, name: string, expected: string, value: MatValue) {
  const got = value.kind === 'other' ? value.what : value.kind;
  return new MatFileError(
    `${file}: ${name}: expected ${expected}, got ${got} of ${value.dims.join('x')}. Take the file as its authors publish it.`,
  );
}
