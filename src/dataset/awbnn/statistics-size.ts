/** How many zones a platform's statistics have: what a network for it should read, so that the camera need not resample. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readRawFile } from '../../raw/node/index.js';
import { readDatasetDescription } from '../dataset-description.js';
import type { DatasetPart } from '../dataset-index.js';
import { AWBNN_LAYOUT, awbnnPartDir, type DatasetLayout, layoutOf } from '../layout.js';

/**
 * Size of the first picture of a part, in zones; null where the data set has another layout or no picture. Throws
 * RawFormatError for a file that is no picture.
 */
export function statisticsSize(
  dir: string,
  part: DatasetPart,
  layout?: DatasetLayout,
): { readonly heightPx: number; readonly widthPx: number } | null {
  if (layoutOf(dir, layout, readDatasetDescription(dir) ?? {}).name !== AWBNN_LAYOUT) return null;
  const folder = awbnnPartDir(dir, part);
  const names = folder === null ? [] : readdirSync(folder).filter((name) => name.endsWith('.png'));
  const [first] = names.sort();
  if (folder === null || first === undefined) return null;
  const { heightPx, widthPx } = readRawFile(join(folder, first));
  return { heightPx, widthPx };
}
