/**
 * The SimpleCube++ layout [Ershov2020, The Cube++ Illumination Estimation Dataset, IEEE Access 8]:
 *
 *   {train,test}/PNG/<id>.png                 16-bit RGB, linear, black level included; or DNG, TIFF, and frames without a header
 *   {train,test}/gt.csv                       the light of each picture
 *   auxiliary/{train,test}_properties.csv     optional
 *
 * The index matches pictures, labels and properties and finds every fault that can be found without decoding.
 */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type BayerDump, isDump, rawExtensions } from '../raw/index.js';
import { readAwbnnIndex } from './awbnn/awbnn-index.js';
import type { Renormalisation } from './awbnn/harmonise.js';
import { imageId } from './csv-table.js';
import { datasetDump, readDatasetDescription } from './dataset-description.js';
import { DatasetError, type DatasetProblem } from './dataset-error.js';
import { findMismatch } from './id-mismatch.js';
import { type LabelFile, readLabelFile } from './label-file.js';
import { AWBNN_LAYOUT, type DatasetLayout, layoutOf } from './layout.js';
import { checkPictureFile } from './pictures/picture-file.js';
import { listPictures } from './pictures/picture-list.js';
import { stampPicture } from './pictures/stamp-picture.js';
import type { ThumbnailEntry } from './pictures/thumbnail-set.js';
import { type PictureProperties, readPropertyFile } from './property-file.js';
import { readUnlabelledIndex } from './unlabelled-index.js';

export type DatasetPart = ThumbnailEntry['part'];
/** Parts that are folders; the layout awbnn also has `.`, the folder itself. */
export const DATASET_PARTS = ['train', 'test'] as const satisfies readonly DatasetPart[];
export type FolderPart = (typeof DATASET_PARTS)[number];

/** One picture of a part, with its label. */
export interface DatasetPicture extends ThumbnailEntry {
  readonly file: string;
  readonly sizeBytes: number;
  /** Time of the last change in nanoseconds, as text: it does not fit a number. */
  readonly modifiedNs: string;
  /** What brings its pixels into the space of its label. */
  readonly renormalisation?: Renormalisation;
  /** What the file is where it has no header. */
  readonly dump?: BayerDump;
}

export interface DatasetIndex {
  readonly dir: string;
  readonly part: DatasetPart;
  /** Sorted by id. */
  readonly pictures: readonly DatasetPicture[];
  /** What was left out (with `skipBad`). */
  readonly skipped: readonly DatasetProblem[];
  /** How the label file was read where that is not plain, a sentence each. */
  readonly notes: readonly string[];
}

export interface DatasetIndexOptions {
  readonly part: DatasetPart;
  /** Default: dataset.json's, else SimpleCube++'s. */
  readonly layout?: DatasetLayout;
  /** A folder whose pictures are read without any label, in place of the part's; their white points are 1, 1. */
  readonly unlabelled?: string;
  /** Go on without what is broken, and list it in `skipped`. */
  readonly skipBad?: boolean;
  /** True for a file whose header has been checked before and which has not changed since. */
  readonly isChecked?: (file: PictureStamp) => boolean;
}

/** What tells whether a file has changed without reading it. */
export interface PictureStamp {
  readonly file: string;
  readonly sizeBytes: number;
  readonly modifiedNs: string;
}

/**
 * @throws DatasetError with all problems at once, unless `skipBad`; even then where directory or gt.csv are
 *   missing or no picture is left
 */
export function readDatasetIndex(dir: string, options: DatasetIndexOptions): DatasetIndex {
  const description = readDatasetDescription(dir) ?? {};
  const layout = layoutOf(dir, options.layout, description);
  if (options.unlabelled !== undefined) {
    const dump =
      layout.name === AWBNN_LAYOUT ? undefined : (layout.dump ?? datasetDump(dir, description));
    return readUnlabelledIndex(dir, options.unlabelled, options, dump);
  }
  return layout.name === AWBNN_LAYOUT
    ? readAwbnnIndex(dir, layout, options)
    : readSimpleCubeIndex(dir, options, layout.dump ?? datasetDump(dir, description));
}

function readSimpleCubeIndex(
  dir: string,
  { part, skipBad = false, isChecked = () => false }: DatasetIndexOptions,
  dump: BayerDump | undefined,
): DatasetIndex {
  const { pictureDir, labelPath } = checkLayout(dir, part);
  const labelFile = readLabelFile(labelPath);
  const properties = readPropertyFile(join(dir, 'auxiliary', `${part}_properties.csv`));
  const problems = [...labelFile.problems];
  const { files, ambiguous, others } = listPictures(pictureDir, dump);
  problems.push(...ambiguous.values());
  const pictures: DatasetPicture[] = [];
  const what = `data set ${dir} (${part})`;
  const mismatch = findMismatch(files, labelFile, { labelPath, pictureDir });
  if (mismatch !== null) problems.push(mismatch);
  for (const [id, file] of files) {
    if (ambiguous.has(id) || (mismatch !== null && !labelFile.labels.has(imageId(id)))) continue;
    const found = examinePicture(id, file, labelFile, { labelPath, isChecked, dump });
    if (found === null) continue;
    if ('cure' in found) problems.push(found);
    else {
      const joined = joinPicture(found, id, part, labelFile, properties);
      pictures.push(isDump(file, dump) ? { ...joined, dump } : joined);
    }
  }
  const named = new Set([...files.keys()].map(imageId));
  for (const [id, { line }] of labelFile.labels) {
    if (named.has(id) || mismatch !== null) continue;
    const other = others.get(id);
    if (other !== undefined) problems.push(otherFormat(other));
    else {
      const message = `picture ${id}: no ${id}${rawExtensions().join(' or ')} in ${pictureDir}`;
      problems.push({ file: labelPath, line, message, cure: 'Add the picture or remove the row.' });
    }
  }
  if (problems.length > 0 && !skipBad) throw new DatasetError(what, problems);
  if (pictures.length === 0) {
    const cause = mismatch === null ? [noPicture(pictureDir)] : [];
    throw new DatasetError(what, [...problems, ...cause]);
  }
  return { dir, part, pictures, skipped: problems, notes: labelFile.notes };
}

const ONLY_TRAINING =
  'deepawb train --cross-validate judges on pictures of it that were held back; --part train takes them all, also those ' +
  'that a model has learned from.';

/** Paths of a part, all there. */
function checkLayout(dir: string, part: DatasetPart): { pictureDir: string; labelPath: string } {
  const pictureDir = join(dir, part, 'PNG');
  const labelPath = join(dir, part, 'gt.csv');
  const missing: DatasetProblem[] = [];
  const cure =
    `The layout is ${part}/PNG/*.png and ${part}/gt.csv; name the directory that holds ` +
    `${DATASET_PARTS.join(' and ')}.`;
  if (part === '.') {
    const message = 'the layout simplecube++ has the parts train and test, not the folder itself';
    missing.push({ file: dir, message, cure: 'Name a part, or another layout (--layout awbnn).' });
  } else if (!existsSync(dir)) {
    missing.push({ file: dir, message: 'the directory does not exist', cure: 'Check the path.' });
  } else if (!statSync(dir).isDirectory()) {
    missing.push({ file: dir, message: 'it is no directory', cure });
  } else if (!existsSync(join(dir, part))) {
    const other = DATASET_PARTS.find((p) => p !== part && existsSync(join(dir, p)));
    const has = other === undefined ? '' : ` (there is a part ${other})`;
    const isTraining = part === 'test' && other === 'train';
    const message = `the directory has no part ${part}${has}`;
    missing.push({ file: dir, message, cure: isTraining ? ONLY_TRAINING : cure });
  } else {
    if (!existsSync(pictureDir)) {
      missing.push({ file: pictureDir, message: 'the directory does not exist', cure });
    }
    if (!existsSync(labelPath)) {
      missing.push({ file: labelPath, message: 'the file does not exist', cure });
    }
  }
  if (missing.length > 0) throw new DatasetError(`data set ${dir} (${part})`, missing);
  return { pictureDir, labelPath };
}

function noPicture(file: string): DatasetProblem {
  const cure = 'Put 16-bit RGB PNG files there, each with a row in gt.csv.';
  return { file, message: 'no usable picture', cure };
}

/** A picture that was put there in a format that is not read, or under a wrong ending. */
function otherFormat(file: string): DatasetProblem {
  const sizeBytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const cure = `Give it the ending ${rawExtensions().join(' or ')}.`;
  return {
    file,
    ...(checkPictureFile(file, sizeBytes) ?? { message: 'an ending that is not read', cure }),
  };
}

/** The stamp of a good picture, its problem, or null where its row has been reported already. */
function examinePicture(
  id: string,
  file: string,
  { labels, badIds }: LabelFile,
  {
    labelPath,
    isChecked,
    dump,
  }: {
    readonly labelPath: string;
    readonly isChecked: (stamp: PictureStamp) => boolean;
    readonly dump: BayerDump | undefined;
  },
): PictureStamp | DatasetProblem | null {
  if (badIds.has(imageId(id))) return null;
  if (!labels.has(imageId(id))) {
    const message = `no row for it in ${labelPath}`;
    return { file, message, cure: 'Add a row or remove the picture.' };
  }
  return stampPicture(file, isChecked, isDump(file, dump) ? dump : undefined);
}

function joinPicture(
  stamp: PictureStamp,
  id: string,
  part: DatasetPart,
  { labels }: LabelFile,
  properties: ReadonlyMap<string, PictureProperties>,
): DatasetPicture {
  const whitePoint = labels.get(imageId(id))?.whitePoint;
  if (whitePoint === undefined)
    throw new Error(`joinPicture: expected a label for ${id}, got none`);
  return { ...stamp, id, part, whitePoint, properties: properties.get(imageId(id)) ?? {} };
}
