/**
 * CSV files with a header line, as cameras' data sets publish them: any line ending, with or without a byte order
 * mark, quoted fields, blank lines. Each row keeps the number of its line, so that an error can point at it.
 */
import { readFileSync } from 'node:fs';
import { CsvError, parse } from 'csv-parse/sync';
import { DatasetError, type DatasetProblem } from './dataset-error.js';

export interface CsvRow {
  /** Line of the file on which the row ends, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

export interface CsvTable {
  readonly file: string;
  /** Column names, lower case. */
  readonly columns: readonly string[];
  /** Rows with at least one field that is not empty. */
  readonly rows: readonly CsvRow[];
}

/** @throws DatasetError where the file cannot be read, is no CSV or has no header */
export function readCsvTable(file: string): CsvTable {
  const [header, ...rows] = parseRows(file).filter((row) => row.fields.some((f) => f !== ''));
  if (header === undefined) {
    throw csvError({ file, message: 'the file is empty', cure: 'Give it a header line and rows.' });
  }
  return { file, columns: header.fields.map((name) => name.toLowerCase()), rows };
}

function parseRows(file: string): CsvRow[] {
  try {
    const parsed = parse(readFileSync(file), {
      bom: true,
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
    const message = `cannot be read (${(error as Error).message})`;
    if (!(error instanceof CsvError)) {
      throw csvError({ file, message, cure: 'Check that the file exists and may be read.' });
    }
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

/** `PNG/00_0001.png` and `00_0001` both name picture `00_0001`. */
export function imageId(name: string): string {
  return name.replace(/^.*[/\\]/, '').replace(/\.(png|tiff?|dng|jpe?g|cr2)$/i, '');
}
