/**
 * CSV files with a header line, as they lie about: any line endings, also mixed; with or without a byte order mark, UTF-8 or
 * the UTF-16 of spreadsheets; fields between commas, semicolons or tabs; quoted fields, blank lines. Each row keeps the number
 * of its line, so that an error can point at it.
 */

import { CsvError, parse } from 'csv-parse/sync';
import { readWhole } from '../files/index.js';
import { DatasetError, type DatasetProblem } from './dataset-error.js';

export interface CsvRow {
  /** Line of the file on which the row ends, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

export type CsvDelimiter = ',' | ';' | '\t';

export interface CsvTable {
  readonly file: string;
  readonly delimiter: CsvDelimiter;
  /** Column names, lower case. */
  readonly columns: readonly string[];
  /** Rows with at least one field that is not empty. */
  readonly rows: readonly CsvRow[];
}

/** @throws DatasetError where the file cannot be read, is no CSV or has no header */
export function readCsvTable(file: string): CsvTable {
  const text = readText(file);
  const delimiter = delimiterOf(text);
  const parsed = parseRows(file, text, delimiter);
  const [header, ...rows] = parsed.filter((row) => row.fields.some((f) => f !== ''));
  if (header === undefined) {
    throw csvError({ file, message: 'the file is empty', cure: 'Give it a header line and rows.' });
  }
  const columns = header.fields.map((name) => name.toLowerCase());
  return { file, delimiter, columns, rows };
}

const UTF_16_LITTLE_ENDIAN = '\ufffe';

/** The text with one kind of line end. */
function readText(file: string): string {
  let bytes: Buffer;
  try {
    bytes = readWhole(file);
  } catch (error) {
    const message = `cannot be read (${(error as Error).message})`;
    throw csvError({ file, message, cure: 'Check that the file exists and may be read.' });
  }
  const isWide = bytes.length >= 2 && bytes.readUInt16BE(0) === UTF_16_LITTLE_ENDIAN.charCodeAt(0);
  const text = bytes.toString(isWide ? 'utf16le' : 'utf8');
  return text.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n');
}

/** What stands between the fields of the header line: a comma unless it has none. */
function delimiterOf(text: string): CsvDelimiter {
  const header = text.split('\n').find((line) => line.trim() !== '') ?? '';
  if (header.includes(',')) return ',';
  if (header.includes(';')) return ';';
  return header.includes('\t') ? '\t' : ',';
}

function parseRows(file: string, text: string, delimiter: CsvDelimiter): CsvRow[] {
  try {
    const parsed = parse(text, {
      delimiter,
      record_delimiter: '\n',
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return parsed.map(({ record, info }) => ({
      line: info.lines,
      fields: record.map((field) => field.trim()),
    }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const message = `cannot be read (${error.message})`;
    const line = typeof error.lines === 'number' ? { line: error.lines } : {};
    throw csvError({ file, ...line, message, cure: 'Repair the quotes in this line.' });
  }
}

function csvError(problem: DatasetProblem): DatasetError {
  return new DatasetError('CSV file', [problem]);
}

/** Index of the first of `names` among the columns, or -1. */
export function findColumn({ columns }: CsvTable, ...names: string[]): number {
  for (const name of names) {
    const index = columns.indexOf(name);
    if (index >= 0) return index;
  }
  return -1;
}

/**
 * A number of a field; NaN where it is none. A decimal comma is one where commas do not part the fields: `0,25`.
 */
export function csvNumber(text: string, delimiter: CsvDelimiter): number {
  if (text === '') return Number.NaN;
  const isDecimalComma = delimiter !== ',' && /^[+-]?\d*,\d+(e[+-]?\d+)?$/i.test(text);
  return Number(isDecimalComma ? text.replace(',', '.') : text);
}

/** Pictures and raw files of all makers. */
const PICTURE_EXTENSIONS =
  /\.(3fr|arw|bay|bmp|cap|cr2|cr3|crw|dcr|dng|erf|exr|fff|gpr|hei[cf]|iiq|jpe?g|k25|kdc|mdc|mef|mos|mrw|nef|nrw|npy|orf|pef|pgm|png|ppm|ptx|pxn|r3d|raf|raw|rw2|rwl|rwz|sr2|srf|srw|tiff?|x3f)$/i;

/** `PNG/00_0001.png`, `00_0001.ARW`, `00_0001.tiff.png` and `00_0001` all name picture `00_0001`. */
export function imageId(name: string): string {
  let id = name.replace(/^.*[/\\]/, '');
  while (PICTURE_EXTENSIONS.test(id) && !id.startsWith('.'))
    id = id.replace(PICTURE_EXTENSIONS, '');
  return id;
}
