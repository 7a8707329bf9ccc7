/**
 * gt.csv: the light of each picture, `image,mean_r,mean_g,mean_b` (SimpleCube++) or `image,r,g,b`: what a grey
 * surface under it reads in linear camera RGB, at any scale.
 */
import { rgbToWhitePoint, type WhitePoint } from '../color/index.js';
import {
  type CsvDelimiter,
  type CsvRow,
  csvNumber,
  findColumn,
  imageId,
  readCsvTable,
} from './csv-table.js';
import { DatasetError, type DatasetProblem } from './dataset-error.js';

export interface Label {
  readonly line: number;
  readonly whitePoint: WhitePoint;
}

export interface LabelFile {
  readonly labels: ReadonlyMap<string, Label>;
  /** Rows without a usable label, and ids that come twice (which of the labels is true?). */
  readonly problems: readonly DatasetProblem[];
  /** Ids of the rows in `problems`, so that their pictures are not reported as unlabelled too. */
  readonly badIds: ReadonlySet<string>;
  /** How the file was read where that is not plain, a sentence each. */
  readonly notes: readonly string[];
}

const LABEL_CURE = 'Correct the row, or remove it together with its picture.';

/** @throws DatasetError where the file or its columns are missing */
export function readLabelFile(file: string): LabelFile {
  const table = readCsvTable(file);
  const image = findColumn(table, 'image');
  const channels = ['r', 'g', 'b'].map((c) => findColumn(table, `mean_${c}`, c));
  if (image < 0 || channels.includes(-1)) {
    throw new DatasetError('label file', [
      {
        file,
        line: 1,
        message: `expected columns image,mean_r,mean_g,mean_b or image,r,g,b, got ${table.columns.join(',')}`,
        cure: 'Give the file one of these header lines, fields separated by commas.',
      },
    ]);
  }
  const labels = new Map<string, Label>();
  const problems: DatasetProblem[] = [];
  const badIds = new Set<string>();
  const firstLines = new Map<string, number>();
  for (const row of table.rows) {
    const id = imageId(row.fields[image] ?? '');
    const light = parseLight(row, channels, table.delimiter);
    const message = rowFault(id, row, firstLines.get(id), table.columns.length, light);
    if (!firstLines.has(id)) firstLines.set(id, row.line);
    if (message === null && typeof light !== 'string') {
      labels.set(id, { line: row.line, whitePoint: light });
    } else if (message !== null) {
      problems.push({ file, line: row.line, message, cure: LABEL_CURE });
      badIds.add(id);
      labels.delete(id);
    }
  }
  return { labels, problems, badIds, notes: notesOf(file, table.delimiter) };
}

function notesOf(file: string, delimiter: CsvDelimiter): string[] {
  if (delimiter === ',') return [];
  const what = delimiter === ';' ? 'semicolons' : 'tabs';
  return [`${file}: fields are separated by ${what}, and were read so (0,25 is 0.25)`];
}

function rowFault(
  id: string,
  row: CsvRow,
  firstLine: number | undefined,
  columnCount: number,
  light: WhitePoint | string,
): string | null {
  if (id === '') return 'the row names no picture';
  if (firstLine !== undefined) {
    return `picture ${id} has a second row (its first is line ${firstLine})`;
  }
  if (row.fields.length !== columnCount) {
    return `picture ${id}: expected ${columnCount} fields, got ${row.fields.length}`;
  }
  return typeof light === 'string' ? `picture ${id}: ${light}` : null;
}

/** The row's light, or what is wrong with it. */
function parseLight(
  row: CsvRow,
  channels: readonly number[],
  delimiter: CsvDelimiter,
): WhitePoint | string {
  const values: number[] = [];
  for (const [i, column] of channels.entries()) {
    const text = row.fields[column] ?? '';
    const value = csvNumber(text, delimiter);
    if (!(value > 0 && value < Number.POSITIVE_INFINITY)) {
      return `label ${'rgb'[i]}: expected a positive number, got ${text === '' ? 'nothing' : text}`;
    }
    values.push(value);
  }
  return rgbToWhitePoint(values[0], values[1], values[2]);
}
