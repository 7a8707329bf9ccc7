/**
 * Cube+ [Banic, Koscevic, Loncaric: Unsupervised Learning for Color Constancy, 2017], as its site has it: `cube+_gt.txt` with a line
 * of R, G, B a picture, and `1.PNG` and so on in any folder; and Cube++ [Ershov et al. 2020] in full: `PNG/`, `gt.csv` with the mean of
 * both faces where they agree, `properties.csv`. Black 2048, saturation two below each picture's maximum; the calibration object stands
 * in the lower right corner.
 */
import { basename, dirname, join } from 'node:path';
import { readWhole } from '../../files/index.js';
import { csvNumber, findColumn, imageId, readCsvTable } from '../csv-table.js';
import type { DatasetProblem } from '../dataset-error.js';
import { readPropertyFile } from '../property-file.js';
import type { MaskedArea, StoredLevels } from '../reduce/reduce-job.js';
import type { ReduciblePicture } from '../reduce/write-reduced.js';
import { byStem, isLight, type PublishedFormat, type PublishedSet } from './published-set.js';

const CUBE_PLUS_LABELS = /^cube\+?_gt\.txt$/i;
const CAMERA = 'Canon EOS 550D';
const BLACK = 2048;
const LEVELS: StoredLevels = {
  black: BLACK,
  white: 'nearMaximum',
  sources: { options: { blackLevel: BLACK, whiteLevel: 65_535 } },
};
const CURE = 'Unpack all archives of pictures, or go on without (--skip-bad).';

/** From the left and from the top to the lower right corner, in pictures of a size. */
function corner(left: number, top: number, widthPx: number, heightPx: number): MaskedArea {
  const corners = [
    [left, top],
    [widthPx, top],
    [widthPx, heightPx],
    [left, heightPx],
  ] as const;
  return { corners, of: { widthPx, heightPx } };
}

/** Rows from 1050 and columns from 2050 on, counted from 1. */
const CUBE_PLUS_MASK = corner(2049, 1049, 2601, 1732);
/** 700 wide and 1000 high, as SimpleCube++ cuts it out. */
const CUBE_PLUS_PLUS_MASK = corner(2592 - 700, 1728 - 1000, 2592, 1728);

export const CUBE_PLUS_FORMAT: PublishedFormat = {
  name: 'Cube+',
  recognises: (files) => files.some((file) => CUBE_PLUS_LABELS.test(basename(file))),
  read(files) {
    const labels = files.find((file) => CUBE_PLUS_LABELS.test(basename(file)))!;
    const pictures = byStem(files, /[/\\]\d+\.png$/i);
    const problems: DatasetProblem[] = [];
    const found: ReduciblePicture[] = [];
    const lines = readWhole(labels)
      .toString('utf8')
      .split('\n')
      .map((line) => line.trim());
    for (const [i, line] of lines.entries()) {
      if (line === '') continue;
      const light = line.split(/[\s,]+/).map(Number);
      const file = pictures.get(String(i + 1));
      if (file !== undefined && isLight(light)) {
        const id = String(i + 1).padStart(4, '0');
        found.push({
          file,
          id,
          part: 'train',
          light,
          properties: {},
          levels: LEVELS,
          masks: [CUBE_PLUS_MASK],
        });
        continue;
      }
      const message = isLight(light)
        ? `picture ${i + 1}: no ${i + 1}.PNG`
        : `expected R, G and B of a light, got ${line.slice(0, 80)}`;
      problems.push({ file: labels, line: i + 1, message, cure: CURE });
    }
    return oneCamera('Cube+', 'CC BY 4.0; Banic et al.', found, problems);
  },
};

export const CUBE_PLUS_PLUS_FORMAT: PublishedFormat = {
  name: 'Cube++',
  recognises: (files) => files.some(isOfCubePlusPlus),
  read(files) {
    const labels = files.find(isOfCubePlusPlus)!;
    const table = readCsvTable(labels);
    const [image, ...mean] = ['image', 'mean_r', 'mean_g', 'mean_b'].map((name) =>
      findColumn(table, name),
    );
    const properties = readPropertyFile(join(dirname(labels), 'properties.csv'));
    const pictures = byStem(files, /\.png$/i);
    const problems: DatasetProblem[] = [];
    const found: ReduciblePicture[] = [];
    for (const { fields, line } of table.rows) {
      const id = imageId(fields[image] ?? '');
      const light = mean.map((column) => csvNumber(fields[column] ?? '', table.delimiter));
      // Two lights, or none that is sure: the mean is left empty.
      if (!isLight(light)) continue;
      const file = pictures.get(id.toLowerCase());
      if (file === undefined) {
        problems.push({ file: labels, line, message: `picture ${id}: no ${id}.png`, cure: CURE });
        continue;
      }
      found.push({
        file,
        id,
        part: 'train',
        light,
        properties: properties.get(id) ?? {},
        levels: LEVELS,
        masks: [CUBE_PLUS_PLUS_MASK],
      });
    }
    return oneCamera('Cube++', 'CC BY 4.0; Ershov et al.', found, problems);
  },
};

/** Whether the table has the light of each face beside their mean; SimpleCube++'s has the mean alone. */
function isOfCubePlusPlus(file: string): boolean {
  if (basename(file) !== 'gt.csv') return false;
  const [header = ''] = readWhole(file).toString('utf8').split('\n', 1);
  return ['mean_r', 'left_r', 'right_r'].every((name) => header.includes(name));
}

function oneCamera(
  name: string,
  licence: string,
  pictures: readonly ReduciblePicture[],
  problems: readonly DatasetProblem[],
): PublishedSet {
  return { name, licence, cameras: [{ folder: '', camera: CAMERA, pictures }], problems };
}
