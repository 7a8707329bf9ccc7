/** A data set, or the cameras of a folder, as thumbnails: the same pictures and labels, small. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import {
  type DatasetLevels,
  datasetLevels,
  readDatasetDescription,
} from '../dataset-description.js';
import { DatasetError } from '../dataset-error.js';
import { DATASET_PARTS, type DatasetPicture, readDatasetIndex } from '../dataset-index.js';
import { AWBNN_LAYOUT, layoutOf } from '../layout.js';
import { pictureLevels } from '../pictures/level-sources.js';
import type { ReduciblePicture, ReducibleSet } from './write-reduced.js';

/**
 * What is to be averaged down of the data set in `from`, or of each data set in that folder, and where it goes below `to`. Throws
 * DatasetError for a folder without any, for broken ones unless `skipBad`, and for statistics, which are small already.
 */
export function thumbnailSets(
  from: string,
  to: string,
  { skipBad = false }: { readonly skipBad?: boolean } = {},
): ReducibleSet[] {
  if (partsOf(from).length > 0) return [thumbnailSet(from, to, skipBad)];
  const inside =
    existsSync(from) && statSync(from).isDirectory()
      ? readdirSync(from, { withFileTypes: true })
          .filter((entry) => entry.isDirectory() && partsOf(join(from, entry.name)).length > 0)
          .map(({ name }) => name)
          .sort()
      : [];
  if (inside.length > 0) {
    return inside.map((name) => thumbnailSet(join(from, name), join(to, name), skipBad));
  }
  const message = existsSync(from)
    ? 'neither a data set (train/gt.csv or test/gt.csv), nor a folder of such, nor one that is known as published'
    : 'the directory does not exist';
  const cure = 'Name a data set in the layout of SimpleCube++, or one as its authors publish it.';
  throw new DatasetError('data thumbnails', [{ file: from, message, cure }]);
}

const partsOf = (dir: string) =>
  DATASET_PARTS.filter((part) => existsSync(join(dir, part, 'gt.csv')));

function thumbnailSet(from: string, to: string, skipBad: boolean): ReducibleSet {
  const stated = readDatasetDescription(from) ?? {};
  if (layoutOf(from, undefined, stated).name === AWBNN_LAYOUT) {
    const message = `the layout ${AWBNN_LAYOUT} holds statistics, which are as small as they can be`;
    throw new DatasetError('data thumbnails', [{ file: from, message, cure: 'Name pictures.' }]);
  }
  const levels = datasetLevels(from, {});
  const pictures = partsOf(from).flatMap((part) =>
    readDatasetIndex(from, { part, skipBad }).pictures.map((picture) => reducible(picture, levels)),
  );
  const { bayer: _bayer, blackLevel: _black, whiteLevel: _white, ...kept } = stated;
  const { name = basename(resolve(from)) } = stated;
  return { dir: to, description: { ...kept, name }, pictures };
}

function reducible(picture: DatasetPicture, levels: DatasetLevels): ReduciblePicture {
  const { file, dump, id, part, whitePoint, properties } = picture;
  const black = levels.blackOf(id);
  const lowest = typeof black === 'number' ? black : Math.min(...black);
  return {
    file,
    ...(dump ? { dump } : {}),
    id,
    part: part === 'test' ? 'test' : 'train',
    light: [whitePoint.r, 1, whitePoint.b],
    properties,
    levels: { black, white: levels.whiteLevel, sources: pictureLevels(levels, lowest) },
    masks: [],
  };
}
