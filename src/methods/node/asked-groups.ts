/** Properties to break figures down by, as a user names them. */
import {
  chosenData,
  type DataChoice,
  type DatasetPart,
  readDatasetIndex,
} from '../../dataset/index.js';
import { inOption } from '../../errors/index.js';
import { checkGroupColumns } from '../index.js';

/**
 * The columns of a list with commas, checked before any picture is decoded; undefined without one. Throws UsageError for a
 * column that no picture has, and DatasetError.
 */
export function askedGroups(
  list: string | undefined,
  { data, part, ...choice }: DataChoice & { readonly data: string; readonly part: DatasetPart },
): readonly string[] | undefined {
  if (list === undefined) return undefined;
  const columns = list.split(',').map((column) => column.trim());
  const { pictures } = readDatasetIndex(data, { ...chosenData(data, choice), part });
  inOption('--group-by', () => checkGroupColumns(columns, pictures));
  return columns;
}
