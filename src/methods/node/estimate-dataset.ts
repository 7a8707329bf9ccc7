/** Methods on a part of a data set: its pictures loaded, what learns taught, everything asked. */
import { resolve } from 'node:path';
import type { ColourMatrix, WhitePoint } from '../../color/index.js';
import {
  type Assumptions,
  type DatasetLayout,
  type DatasetLevels,
  type DatasetPart,
  type DatasetProblem,
  datasetLevels,
  type LoadedThumbnails,
  readDatasetDescription,
  type ThumbnailSet,
} from '../../dataset/index.js';
import type { RawLevels, ThumbnailSize } from '../../raw/index.js';
import {
  estimatePictures,
  type Method,
  MethodError,
  type MethodEstimates,
  type PreparedMethod,
} from '../index.js';
import {
  hasPart,
  isTrainingPart,
  type LoadingProgress,
  PictureLoader,
} from './dataset-pictures.js';
import { createFitRunner } from './fit-runner.js';
import { datasetName, differs, judgeLevels, type LevelContradiction } from './level-choice.js';
import { withOwnAnswers } from './own-answers.js';
import { loadTraining, type Training } from './training-source.js';

/** What to ask on which pictures. */
export interface DatasetJob extends Assumptions {
  readonly dir: string;
  readonly part: DatasetPart;
  /** Of both data sets. Default: dataset.json's, else SimpleCube++'s. */
  readonly layout?: DatasetLayout;
  /** Asked in this order; at least one. */
  readonly methods: readonly Method[];
  /** Thumbnails of methods that read any size. */
  readonly size: ThumbnailSize;
  /** The data set whose train part teaches; default: `dir`. */
  readonly trainDir?: string;
  /** Before those of dataset.json, which go before SimpleCube++'s. */
  readonly levels?: Partial<RawLevels>;
  /**
   * The camera's matrix from XYZ under D65; it gives lights their colour temperature. Default: dataset.json's, else that
   * of Cube+'s camera.
   */
  readonly xyzToCamera?: ColourMatrix;
  /** Go on without broken pictures, and list them. */
  readonly skipBad?: boolean;
  /** Thumbnails and fits; null: neither read nor written. Default: the data layer's. */
  readonly cacheDir?: string | null;
}

/** How far it is: loading, a fit, or pictures asked of all methods together. */
export type EvaluationProgress =
  | LoadingProgress
  | {
      readonly stage: 'learning' | 'estimating';
      readonly method: string;
      readonly done: number;
      readonly total: number;
    };

export interface DatasetRunOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: EvaluationProgress) => void;
  /** Worth a line to the user: a cache was rebuilt or cannot be written. */
  readonly onNotice?: (text: string) => void;
  /** Called with the ids of the pictures that will be judged, before methods learn or answer; what it throws ends the run. */
  readonly onPictures?: (ids: readonly string[]) => void;
}

/** What all methods answered. */
export interface EstimatedPictures {
  /** In the order of the job; two of one name are told apart by a number. */
  readonly methods: readonly MethodEstimates[];
  readonly prepared: readonly PreparedMethod[];
  readonly entries: ThumbnailSet['entries'];
  /** Of the data set. */
  readonly levels: DatasetLevels;
  /** As it was asked for. */
  readonly layout?: DatasetLayout;
  readonly datasetHash: string;
  /** Networks that were trained at other levels. */
  readonly contradictions: readonly LevelContradiction[];
  /** Names of the methods that have learned from the very pictures on which they are judged here. */
  readonly judgedOnTraining: readonly string[];
  /** What methods of any size saw; without one, what the first saw. */
  readonly thumbnails: ThumbnailSet;
  /** Of the training part, where its lights were read. */
  readonly lights: readonly WhitePoint[];
  /** Pictures that were left out. */
  readonly skipped: readonly DatasetProblem[];
}

/**
 * Loads, teaches and asks. Throws DatasetError for the data set; MethodError where a method lacks a training part, has
 * too little to learn from, or cannot answer on a picture; and the signal's reason when it is aborted.
 */
export async function estimateDataset(
  job: DatasetJob,
  options: DatasetRunOptions = {},
): Promise<EstimatedPictures> {
  const { methods, dir, trainDir = dir, levels = {}, xyzToCamera = matrixOf(trainDir) } = job;
  if (methods.length === 0) throw new RangeError('estimateDataset: expected a method, got none');
  const loaders = createLoaders(job, options);
  const training = await loadTraining(methods, {
    dir: trainDir,
    size: job.size,
    levels,
    ...(xyzToCamera ? { xyzToCamera } : {}),
    loader: loaders.training,
    skipBad: job.skipBad === true,
    ...(job.layout ? { layout: job.layout } : {}),
  });
  const { sets, contradictions } = await loadSets(job, loaders);
  const remarks = await remarksOf(loaders, options);
  const thumbnails = sets[methods.findIndex(({ inputSize }) => inputSize === null)] ?? sets[0]!;
  options.onPictures?.(thumbnails.set.entries.map(({ id }) => id));
  const prepared = distinctNames(await prepareAll(job, training, options));
  const { datasetHash } = thumbnails;
  return {
    methods: await askAll(
      prepared,
      sets.map(({ set }, i) => (methods[i]?.name === 'as-shot' ? withOwnAnswers(set, job) : set)),
      options,
    ),
    prepared,
    entries: thumbnails.set.entries,
    levels: loaders.datasetLevels(),
    ...(job.layout ? { layout: job.layout } : {}),
    datasetHash,
    contradictions: contradictions.map((one) => ({
      ...one,
      method: prepared[one.index]?.name ?? one.method,
    })),
    judgedOnTraining: prepared
      .filter((_, i) => learnedFromThese(methods[i]!, job, datasetHash))
      .map(({ name }) => name),
    thumbnails: thumbnails.set,
    lights: training.part?.whitePoints ?? [],
    skipped: remarks.skipped,
  };
}

/** Whether a method has seen the pictures that it is judged on, with their lights. */
function learnedFromThese(
  { origin, learnsFrom }: Method,
  { dir, part, trainDir = dir, layout }: DatasetJob,
  datasetHash: string,
): boolean {
  if (origin !== undefined) return origin.data.hash === datasetHash;
  const isSame = resolve(trainDir) === resolve(dir);
  return learnsFrom !== 'nothing' && isSame && isTrainingPart(dir, part, layout);
}

export function matrixOf(dir: string): ColourMatrix | undefined {
  return readDatasetDescription(dir)?.colourMatrix;
}

interface Loaders {
  readonly pictures: PictureLoader;
  readonly training: PictureLoader;
  readonly datasetLevels: () => DatasetLevels;
}

function createLoaders(
  { dir, part, trainDir = dir, layout, skipBad, cacheDir, levels = {}, ...job }: DatasetJob,
  { signal, onProgress }: DatasetRunOptions,
): Loaders {
  const options = {
    ...(layout ? { layout } : {}),
    ...(skipBad === undefined ? {} : { skipBad }),
    assumptions: {
      ...(job.assumeLinear === undefined ? {} : { assumeLinear: job.assumeLinear }),
      ...(job.trustLabels === undefined ? {} : { trustLabels: job.trustLabels }),
    },
    ...(cacheDir === undefined ? {} : { cacheDir }),
    ...(signal ? { signal } : {}),
    ...(onProgress ? { onProgress } : {}),
  };
  const pictures = new PictureLoader({ dir, part, ...options });
  const isSame = trainDir === dir && isTrainingPart(dir, part, layout);
  const training = isSame
    ? pictures
    : new PictureLoader({ dir: trainDir, part: 'train', ...options });
  return {
    pictures,
    training,
    datasetLevels: () => datasetLevels(dir, { ...levels, ...(layout ? { layout } : {}) }),
  };
}

/** The pictures of every method in their order, and which networks were trained at other levels. */
async function loadSets(
  { dir, part, layout, methods, size, levels = {} }: DatasetJob,
  { pictures, training, datasetLevels: levelsOfSet }: Loaders,
): Promise<{
  sets: LoadedThumbnails[];
  contradictions: (LevelContradiction & { readonly index: number })[];
}> {
  const stated = levelsOfSet();
  const sets: LoadedThumbnails[] = [];
  const contradictions: (LevelContradiction & { readonly index: number })[] = [];
  for (const [index, method] of methods.entries()) {
    const { name, origin, inputSize } = method;
    if (origin === undefined || !differs(origin, stated)) {
      sets.push(await pictures.load(inputSize ?? size, levels));
      continue;
    }
    const here = await pictures.load(size, levels);
    const hashes = [here.datasetHash];
    if (!isTrainingPart(dir, part, layout) && hasPart(dir, 'train', layout)) {
      hashes.push((await training.load(size, levels)).datasetHash);
    }
    const found = judgeLevels(name, origin, stated, { name: datasetName(dir), hashes });
    contradictions.push({ ...found, index });
    const own = found.used === 'model' ? origin.levels : levels;
    sets.push(await pictures.load(inputSize ?? size, own));
  }
  return { sets, contradictions };
}

async function remarksOf(
  { pictures, training }: Loaders,
  { onNotice }: DatasetRunOptions,
): Promise<{ readonly skipped: readonly DatasetProblem[] }> {
  const remarks = [await pictures.remarks()];
  if (training !== pictures) remarks.push(await training.remarks());
  for (const notice of new Set(remarks.flatMap(({ notices }) => notices))) onNotice?.(notice);
  return { skipped: remarks.flatMap(({ skipped }) => skipped) };
}

async function prepareAll(
  { dir, trainDir = dir, methods, cacheDir }: DatasetJob,
  { part }: Training,
  { signal, onProgress, onNotice }: DatasetRunOptions,
): Promise<PreparedMethod[]> {
  const fit = createFitRunner({
    ...(cacheDir === undefined ? {} : { cacheDir }),
    ...(onNotice ? { onNotice } : {}),
  });
  const prepared: PreparedMethod[] = [];
  for (const method of methods) {
    const learn = method.prepare(part, {
      fit,
      ...(signal ? { signal } : {}),
      onProgress: (done, total) =>
        onProgress?.({ stage: 'learning', method: method.name, done, total }),
    });
    prepared.push(await namingFolder(trainDir, learn, part?.whitePoints.length ?? 0));
  }
  return prepared;
}

/** What comes of learning. Rejects with its error, a MethodError with the folder before it. */
export async function namingFolder<T>(
  dir: string,
  learn: Promise<T>,
  pictures: number,
): Promise<T> {
  try {
    return await learn;
  } catch (error) {
    if (!(error instanceof MethodError)) throw error;
    throw new MethodError(`${dir} (train, ${pictures} pictures): ${error.message}`);
  }
}

async function askAll(
  methods: readonly PreparedMethod[],
  sets: readonly ThumbnailSet[],
  { signal, onProgress }: DatasetRunOptions,
): Promise<MethodEstimates[]> {
  const answers: MethodEstimates[] = [];
  for (const [i, method] of methods.entries()) {
    const set = sets[i]!;
    const count = set.entries.length;
    const report = (done: number): void =>
      onProgress?.({
        stage: 'estimating',
        method: method.name,
        done: i * count + done,
        total: methods.length * count,
      });
    report(0);
    await turn();
    signal?.throwIfAborted();
    const options = { ...(signal ? { signal } : {}), onProgress: report, pause: turn };
    answers.push(await estimatePictures(method, set, options));
  }
  return answers;
}

/** Lets what waits in the event loop come through: progress, Ctrl-C. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Two methods of one name are told apart by a number, so that no row of a table is taken for another. */
function distinctNames(methods: readonly PreparedMethod[]): PreparedMethod[] {
  return methods.map((method, i) => {
    const before = methods.slice(0, i).filter(({ name }) => name === method.name).length;
    return before === 0 ? method : { ...method, name: `${method.name} (${before + 1})` };
  });
}
