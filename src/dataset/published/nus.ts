/**
 * NUS-8 [Cheng, Prasad, Brown: Illuminant estimation for color constancy, JOSA A 2014], as its site has it: for each camera
 * `NAME_gt.mat` with groundtruth_illuminants, CC_coords (the chart: y1, y2, x1, x2, counted from 1), darkness_level, saturation_level
 * and all_image_names, and `NAME_0001.PNG` and so on in any folder.
 */
import { basename } from 'node:path';
import { takeNumber, takeRows, takeTexts } from '../../matlab/index.js';
import type { DatasetProblem } from '../dataset-error.js';
import type { MaskedArea } from '../reduce/reduce-job.js';
import type { ReduciblePicture } from '../reduce/write-reduced.js';
import { byStem, isLight, type PublishedCamera, type PublishedFormat } from './published-set.js';
import { readMat } from './read-mat.js';

const LABELS = /^(.*)_gt\.mat$/i;

/** As the table of cameras calls them. */
const CAMERAS: Readonly<Record<string, string>> = {
  canon1dsmkiii: 'Canon EOS-1Ds Mark III',
  canon600d: 'Canon EOS 600D',
  fujifilmxm1: 'Fujifilm X-M1',
  nikond40: 'Nikon D40',
  nikond5200: 'Nikon D5200',
  olympusepl6: 'Olympus E-PL6',
  panasonicgx1: 'Panasonic DMC-GX1',
  samsungnx2000: 'Samsung NX2000',
  sonya57: 'Sony SLT-A57',
};

export const NUS_FORMAT: PublishedFormat = {
  name: 'NUS-8',
  recognises: (files) => files.some((file) => LABELS.test(basename(file))),
  read(files) {
    const labels = files.filter((file) => LABELS.test(basename(file)));
    const pictures = byStem(files, /\.png$/i);
    const problems: DatasetProblem[] = [];
    const cameras = labels.map((file) => readCamera(file, pictures, problems));
    const licence = 'for research; see the data set';
    return { name: 'NUS-8', licence, cameras, problems };
  },
};

function readCamera(
  file: string,
  pictures: ReadonlyMap<string, string>,
  problems: DatasetProblem[],
): PublishedCamera {
  const folder = LABELS.exec(basename(file))![1];
  const mat = readMat(file);
  const lights = takeRows(mat, 'groundtruth_illuminants', 3);
  const charts = takeRows(mat, 'CC_coords', 4);
  const names = mat.variables.has('all_image_names')
    ? takeTexts(mat, 'all_image_names')
    : lights.map((_, i) => `${folder}_${String(i + 1).padStart(4, '0')}`);
  const black = takeNumber(mat, 'darkness_level');
  const white = takeNumber(mat, 'saturation_level');
  const levels = { black, white, sources: { options: { blackLevel: black, whiteLevel: white } } };
  const found: ReduciblePicture[] = [];
  for (const [i, name] of names.entries()) {
    const id = name.replace(/\.[^.]*$/, '');
    const picture = pictures.get(id.toLowerCase());
    const [light, chart] = [lights[i], charts[i]];
    const fault =
      picture === undefined
        ? 'its picture is not there'
        : !light || !isLight(light)
          ? 'its label is no light'
          : !chart?.every(Number.isFinite)
            ? 'its chart has no place'
            : null;
    if (fault !== null || picture === undefined) {
      const cure = 'Download the pictures of this camera whole, or go on without (--skip-bad).';
      problems.push({ file, message: `picture ${id}: ${fault}`, cure });
      continue;
    }
    const masks = [chartArea(chart)];
    const properties = { camera: folder };
    const [r, g, b] = light;
    found.push({ file: picture, id, part: 'train', light: [r, g, b], properties, levels, masks });
  }
  return { folder, camera: CAMERAS[folder.toLowerCase()] ?? folder, pictures: found };
}

/** From the first pixel to the last one, both inside. */
function chartArea([y1, y2, x1, x2]: readonly number[]): MaskedArea {
  const [left, top] = [x1 - 1, y1 - 1];
  return {
    corners: [
      [left, top],
      [x2, top],
      [x2, y2],
      [left, y2],
    ],
  };
}
