/**
 * auxiliary/{part}_properties.csv: what is known of a picture besides its light (daytime, place, illumination ...).
 * Optional, and so is every row in it: it groups errors, nothing is trained on it.
 */
import { existsSync } from 'node:fs';
import { findColumn, imageId, readCsvTable } from './csv-table.js';
import { DatasetError } from './dataset-error.js';

export type PictureProperties = Readonly<Record<string, string>>;

/**
 * Properties by picture id; empty where there is no such file.
 * @throws DatasetError where the file is there and cannot be used
 */
export function readPropertyFile(file: string): Map<string, PictureProperties> {
  const properties = new Map<string, PictureProperties>();
  if (!existsSync(file)) return properties;
  const table = readCsvTable(file);
  const image = findColumn(table, 'image');
  if (image < 0) {
    throw new DatasetError('property file', [
      {
        file,
        line: 1,
        message: `expected a column image, got ${table.columns.join(',')}`,
        cure: 'Give the file a header line with image, or remove it: it is optional.',
      },
    ]);
  }
  for (const { fields } of table.rows) {
    const entries = table.columns
      .map((name, i) => [name, fields[i] ?? ''] as const)
      .filter((_, i) => i !== image);
    properties.set(imageId(fields[image] ?? ''), Object.fromEntries(entries));
  }
  return properties;
}
