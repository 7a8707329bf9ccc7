/**
 * Gehler's pictures as Shi and Funt have reprocessed them: 568 PNGs of two Canons without levels in them, `real_illum_568..mat` (real_rgb,
 * by the order of names), `coordinates/NAME_macbeth.txt` (size of the picture that they are of, then the chart's corners), and
 * Gehler's `threefoldCVsplit.mat`. Black and saturation: Shi's page; Barron and Tsai's GehlerShiSensor.m.
 */
import { basename } from 'node:path';
import { readWhole } from '../../files/index.js';
import { takeLists, takeRows, takeTexts } from '../../matlab/index.js';
import { DatasetError, type DatasetProblem } from '../dataset-error.js';
import type { MaskedArea } from '../reduce/reduce-job.js';
import type { ReduciblePicture } from '../reduce/write-reduced.js';
import { byStem, isLight, type PublishedFormat, stemOf } from './published-set.js';
import { readMat } from './read-mat.js';

const LABELS = /^real_illum_568\.{0,2}\.?mat$/i;
const SPLIT = /^threefoldCVsplit\.mat$/i;
const SATURATION = 3692;

const CAMERAS = [
  { folder: 'Canon1D', camera: 'Canon EOS-1D', names: /^8D5U/i, black: 0 },
  { folder: 'Canon5D', camera: 'Canon EOS 5D', names: /^IMG_/i, black: 129 },
] as const;

export const GEHLER_SHI_FORMAT: PublishedFormat = {
  name: 'Gehler-Shi',
  recognises: (files) => files.some((file) => LABELS.test(basename(file))),
  read(files) {
    const labels = files.find((file) => LABELS.test(basename(file)))!;
    const mat = readMat(labels);
    const lights = takeRows(mat, 'real_rgb', 3);
    const charts = byStem(files, /_macbeth\.txt$/i);
    const pictures = files.filter(
      (file) => /\.png$/i.test(file) && CAMERAS.some(({ names }) => names.test(stemOf(file))),
    );
    const split = files.find((file) => SPLIT.test(basename(file)));
    const { names, folds } = readSplit(split, { pictures, charts, count: lights.length, labels });
    const problems: DatasetProblem[] = [];
    const files_ = byStem(pictures, /\.png$/i);
    const cameras = CAMERAS.map(({ folder, camera, names: own, black }) => ({
      folder,
      camera,
      pictures: names.flatMap((name, i): ReduciblePicture[] => {
        if (!own.test(name)) return [];
        const found = picture(name, {
          file: files_.get(name.toLowerCase()),
          light: lights[i],
          chart: charts.get(`${name}_macbeth`.toLowerCase()),
          labels,
        });
        if ('cure' in found) {
          problems.push(found);
          return [];
        }
        const options = { blackLevel: black, whiteLevel: SATURATION };
        const fold = folds?.[i];
        return [
          {
            ...found,
            id: name,
            part: 'train',
            levels: { black, white: SATURATION, sources: { options } },
            properties: { camera, ...(fold === undefined ? {} : { fold: String(fold) }) },
          },
        ];
      }),
    }));
    const licence = 'for research; see the data set';
    const some = cameras.filter((one) => one.pictures.length > 0);
    return { name: 'Gehler-Shi', licence, cameras: some, problems };
  },
};

interface Named {
  readonly pictures: readonly string[];
  readonly charts: ReadonlyMap<string, string>;
  readonly count: number;
  readonly labels: string;
}

/** Names in the order of the labels, and the fold of each where the split is there; without it all pictures or all charts name them. */
function readSplit(
  file: string | undefined,
  { pictures, charts, count, labels }: Named,
): { readonly names: readonly string[]; readonly folds: readonly number[] | null } {
  if (file === undefined) {
    const ofCharts = [...charts.values()].map((chart) => stemOf(chart).replace(/_macbeth$/i, ''));
    const all = [pictures.map(stemOf), ofCharts].find((some) => some.length === count);
    if (all) return { names: all.sort(), folds: null };
    const message = `expected ${count} pictures, one a label, since labels go by the order of names, got ${pictures.length}`;
    const cure =
      'Unpack all pictures of both cameras, or all files of coordinates, or add threefoldCVsplit.mat: each names them.';
    throw new DatasetError('data set', [{ file: labels, message, cure }]);
  }
  const mat = readMat(file);
  const names = takeTexts(mat, 'Xfiles').map((name) => name.replace(/\..*$/, ''));
  const held = takeLists(mat, 'te_split');
  const folds = names.map((_, i) => held.findIndex((list) => list.includes(i + 1)) + 1);
  if (names.length === count && !folds.includes(0)) return { names, folds };
  const message = `expected names and folds of ${count} pictures, got ${names.length} names, ${folds.filter((fold) => fold > 0).length} of them in a fold`;
  throw new DatasetError('data set', [
    { file, message, cure: 'Take the file that belongs to these labels.' },
  ]);
}

function picture(
  name: string,
  {
    file,
    light,
    chart,
    labels,
  }: {
    readonly file: string | undefined;
    readonly light: readonly number[];
    readonly chart: string | undefined;
    readonly labels: string;
  },
): Pick<ReduciblePicture, 'file' | 'light' | 'masks'> | DatasetProblem {
  const problem = (message: string) => {
    const cure = 'Unpack the data set whole, or go on without (--skip-bad).';
    return { file: labels, message: `picture ${name}: ${message}`, cure };
  };
  if (file === undefined) return problem('its picture is not there');
  if (!isLight(light)) return problem('its label is no light');
  if (chart === undefined)
    return problem('the corners of its chart (NAME_macbeth.txt) are not there');
  const mask = readChart(chart);
  return mask ? { file, light, masks: [mask] } : problem(`${chart} has no four corners`);
}

/** Corners stand row by row: upper left, upper right, lower left, lower right. */
function readChart(file: string): MaskedArea | null {
  const rows = readWhole(file)
    .toString('utf8')
    .split('\n')
    .map((line) =>
      line
        .trim()
        .split(/[\s,]+/)
        .map(Number),
    )
    .filter((row) => row.length === 2 && row.every(Number.isFinite));
  const [size, a, b, c, d] = rows;
  if (!size || !a || !b || !c || !d || !(size[0] > 0 && size[1] > 0)) return null;
  const corners = [a, b, d, c].map(([x, y]) => [x, y] as const);
  return { corners, of: { widthPx: size[0], heightPx: size[1] } };
}
