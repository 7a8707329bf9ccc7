/**
 * INTEL-TAU [Laakom et al., IEEE Access 2021], as it is published: a folder a camera (Canon_5DSR, Nikon_D810, Sony_IMX135 or
 * Sony_IMX135_BLCCSC) with folders of scenes; `NAME_001.tiff`, 16 bits, linear, black level gone, without a chart, and `NAME_001.wp` with R,
 * G and B of the light, or R/G and B/G beside unprocessed ones. Ten folds: `splits/..._filelist_subset01.txt` to 10.
 */
import { basename } from 'node:path';
import { readWhole } from '../../files/index.js';
import type { DatasetProblem } from '../dataset-error.js';
import type { ReduciblePicture } from '../reduce/write-reduced.js';
import {
  isLight,
  type PublishedCamera,
  type PublishedFormat,
  stemOf,
  twice,
} from './published-set.js';

const LEVELS = {
  black: 0,
  white: 65_535,
  sources: { options: { blackLevel: 0, whiteLevel: 65_535 } },
} as const;

const CAMERAS: readonly (Pick<PublishedCamera, 'camera' | 'colourMatrix'> & { pattern: RegExp })[] =
  [
    {
      pattern: /^Canon_5DSR/i,
      camera: 'Canon EOS 5DS R',
      // Adobe's DNG ColorMatrix2, as dcraw lists it for the 5DS.
      colourMatrix: [0.625, -0.0711, -0.0808, -0.5153, 1.2794, 0.2636, -0.1249, 0.2198, 0.561],
    },
    { pattern: /^Nikon_D810/i, camera: 'Nikon D810' },
    { pattern: /^Sony_IMX135/i, camera: 'Sony IMX135' },
  ];

const CURE = 'Unpack the data set whole, or go on without (--skip-bad).';

const SUBSET = /_subset(\d+)\.txt$/i;

export const INTEL_TAU_FORMAT: PublishedFormat = {
  name: 'INTEL-TAU',
  recognises: (files) =>
    [/\.tiff?$/i, /\.wp$/i].every((ending) =>
      files.some((file) => ending.test(file) && cameraFolder(file)),
    ),
  read(files) {
    const pictures = files.filter((file) => /\.tiff?$/i.test(file) && cameraFolder(file));
    const labels = new Map(
      files
        .filter((file) => /\.wp$/i.test(file) && cameraFolder(file))
        .map((file) => [placeOf(file), file]),
    );
    const folds = readFolds(files);
    const problems: DatasetProblem[] = [];
    const byFolder = new Map<string, ReduciblePicture[]>();
    const places = new Map<string, string>();
    for (const file of pictures) {
      const other = places.get(placeOf(file));
      if (other !== undefined) throw twice(file, other);
      places.set(placeOf(file), file);
      const folder = cameraFolder(file)!;
      const found = reducible(file, folder, labels.get(placeOf(file)), folds.get(placeOf(file)));
      if ('cure' in found) problems.push(found);
      else byFolder.set(folder, [...(byFolder.get(folder) ?? []), found]);
    }
    for (const [place, file] of labels) {
      if (!places.has(place))
        problems.push({ file, message: 'its picture is not there', cure: CURE });
    }
    const cameras = [...byFolder].map(([folder, own]) => {
      const { pattern: _, ...named } = CAMERAS.find(({ pattern }) => pattern.test(folder))!;
      return { folder, ...named, pictures: own };
    });
    return { name: 'INTEL-TAU', licence: 'CC BY-SA 4.0; Laakom et al.', cameras, problems };
  },
};

/** The folder of the path that names a camera. */
function cameraFolder(file: string): string | undefined {
  return file
    .split(/[/\\]/)
    .slice(0, -1)
    .find((folder) => CAMERAS.some(({ pattern }) => pattern.test(folder)));
}

/** Camera, scene and number, whatever the number is filled with: pictures, labels and folds differ in that. */
function placeOf(file: string): string {
  const parts = file.split(/[/\\]/);
  const start = parts.findIndex((folder) => CAMERAS.some(({ pattern }) => pattern.test(folder)));
  const path = parts
    .slice(start)
    .join('/')
    .replace(/\.[^./]*$/, '');
  return path.replace(/0*(\d+)$/, '$1').toLowerCase();
}

function readFolds(files: readonly string[]): Map<string, string> {
  const folds = new Map<string, string>();
  for (const file of files.filter((name) => SUBSET.test(name))) {
    const fold = String(Number(SUBSET.exec(file)![1]));
    for (const line of readWhole(file).toString('utf8').split('\n')) {
      if (line.trim() !== '') folds.set(placeOf(line.trim()), fold);
    }
  }
  return folds;
}

function reducible(
  file: string,
  folder: string,
  label: string | undefined,
  fold: string | undefined,
): ReduciblePicture | DatasetProblem {
  if (label === undefined) return { file, message: `no ${stemOf(file)}.wp beside it`, cure: CURE };
  const text = readWhole(label).toString('utf8').trim();
  const values = text.split(/[\s,]+/).map(Number);
  const light = values.length === 2 ? [values[0], 1, values[1]] : values;
  if (!isLight(light)) {
    const message = `expected R, G and B of the light, or R/G and B/G, got ${text.slice(0, 80) || 'nothing'}`;
    return { file: label, message, cure: CURE };
  }
  const parts = file.split(/[/\\]/);
  const scene = parts.at(-2) === folder ? '' : `${parts.at(-2)}_`;
  return {
    file,
    // Names repeat from scene to scene.
    id: basename(file).startsWith(scene) ? stemOf(file) : `${scene}${stemOf(file)}`,
    part: 'train',
    light,
    properties: { subset: scene.slice(0, -1), ...(fold === undefined ? {} : { fold }) },
    levels: LEVELS,
    masks: [],
  };
}
