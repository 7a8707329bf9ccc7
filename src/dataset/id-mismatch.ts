/**
 * Why rows and pictures do not find each other, where one cause explains all of it: one problem instead of two lines a
 * picture.
 */
import { imageId } from './csv-table.js';
import type { DatasetProblem } from './dataset-error.js';
import type { LabelFile } from './label-file.js';

interface Paths {
  readonly labelPath: string;
  readonly pictureDir: string;
}

/** A way to write ids under which those of rows and pictures are the same. */
interface Cause {
  readonly what: string;
  readonly cure: string;
  readonly normalise: (id: string) => string;
}

const withoutZeros = (id: string): string => id.replace(/\.0+$/, '').replaceAll(/0*(\d+)/g, '$1');

const CAUSES: readonly Cause[] = [
  {
    what: 'ids match but for leading zeros',
    cure: 'Write the column image as text with its zeros: spreadsheets take them off numbers.',
    normalise: withoutZeros,
  },
  {
    what: 'ids match but for upper and lower case',
    cure: 'Write ids in the file as the pictures are named.',
    normalise: (id) => id.toLowerCase(),
  },
  {
    what: 'ids match but for leading zeros, and upper and lower case',
    cure: 'Write ids in the file as the pictures are named.',
    normalise: (id) => withoutZeros(id).toLowerCase(),
  },
  {
    what: 'ids match but for spaces, hyphens and underscores',
    cure: 'Write ids in the file as the pictures are named.',
    normalise: (id) => id.toLowerCase().replaceAll(/[\s_-]+/g, '_'),
  },
];

/** Rows and pictures must be at least so many before one cause is named for all. */
const LEAST_UNMATCHED = 2;
const LEAST_STRANGERS = 5;

/** The one cause of all pictures without a row; null where there is none, or none is missing. */
export function findMismatch(
  files: ReadonlyMap<string, string>,
  { labels, badIds }: Pick<LabelFile, 'labels' | 'badIds'>,
  { labelPath, pictureDir }: Paths,
): DatasetProblem | null {
  const named = new Set([...files.keys()].map(imageId));
  const pictures = [...named].filter((id) => !labels.has(id) && !badIds.has(id));
  const rows = [...labels].filter(([id]) => !named.has(id));
  if (pictures.length < LEAST_UNMATCHED || rows.length < LEAST_UNMATCHED) return null;
  for (const { what, cure, normalise } of CAUSES) {
    const pair = explains(
      pictures,
      rows.map(([id]) => id),
      normalise,
    );
    if (pair === null) continue;
    const message = `${what}: row ${pair.row}, picture ${pair.picture}, and ${rows.length - 1} more`;
    return { file: labelPath, line: labels.get(pair.row)?.line ?? 1, message, cure };
  }
  const isStrange = pictures.length === named.size && rows.length === labels.size;
  if (!isStrange || Math.min(pictures.length, rows.length) < LEAST_STRANGERS) return null;
  const [[row, { line }]] = rows;
  return {
    file: labelPath,
    line,
    message: `none of ${rows.length} rows names one of the ${pictures.length} pictures in ${pictureDir}: row ${row}, picture ${pictures[0]}`,
    cure: 'The column image holds the names of the pictures; is this the label file of another data set or part?',
  };
}

/** A row and its picture where the way of writing pairs nearly all of the fewer, and none twice. */
function explains(
  pictures: readonly string[],
  rows: readonly string[],
  normalise: (id: string) => string,
): { row: string; picture: string } | null {
  const byKey = new Map(rows.map((row) => [normalise(row), row]));
  const keys = new Set(pictures.map(normalise));
  if (byKey.size < rows.length || keys.size < pictures.length) return null;
  const paired = pictures.filter((picture) => byKey.has(normalise(picture)));
  if (paired.length < 0.9 * Math.min(pictures.length, rows.length)) return null;
  const [picture] = paired;
  return { row: byKey.get(normalise(picture)) as string, picture };
}
