/** Our own recipe on the folds of a benchmark: a network for each, trained on the pictures that teach. */
import { findMappedWhitePoint, type WhitePoint } from '../color/index.js';
import { chosenData, type DataChoice } from '../dataset/index.js';
import { InputError } from '../errors/index.js';
import type { Fold } from '../methods/index.js';
import { countParameters } from '../model/index.js';
import {
  chooseRecipe,
  countEpochs,
  createJob,
  joinSets,
  type NetworkRecipe,
  type PreparedPictures,
  preparePictures,
  type RecipeChoice,
  type TrainingSet,
  type TrainSettings,
  train,
} from '../train/index.js';
import { type BenchmarkAnswers, place } from './ask-methods.js';
import type { BenchmarkRun } from './benchmark-runs.js';
import type { BenchmarkSet } from './benchmark-sets.js';
import { joinThumbnails, type LoadHooks } from './load-entries.js';

export interface FoldTraining {
  /** What the rows of the table are called. */
  readonly name: string;
  readonly recipe: NetworkRecipe;
  readonly settings: TrainSettings;
}

/** A recipe out of options. Throws RecipeError. */
export function foldTraining(choice: RecipeChoice, seed: number): FoldTraining {
  const { recipe, settings } = chooseRecipe(choice, seed);
  return { name: 'trained here', recipe, settings };
}

/**
 * Trains a network a fold. Pictures of several cameras are read as those of the canonical one, and answers are brought back to
 * the camera that took each. Throws InputError for a camera that is not known among several, and train's errors.
 */
export async function askTrained(
  { name, recipe, settings }: FoldTraining,
  sets: readonly BenchmarkSet[],
  runs: readonly BenchmarkRun[],
  choice: DataChoice,
  hooks: LoadHooks,
): Promise<BenchmarkAnswers> {
  const prepared = [];
  for (const set of sets) prepared.push(await prepareSet(set, recipe, choice, hooks));
  const total = prepared.reduce((sum, { pictures }) => sum + pictures.input.entries.length, 0);
  const estimates: (WhitePoint | undefined)[] = Array.from({ length: total }, () => undefined);
  const folds = runs.flatMap((run) => run.folds.map((fold) => ({ run: run.name, fold })));
  let parameters = 0;
  for (const [done, { run, fold }] of folds.entries()) {
    const { pictures, here } = picturesOf(prepared, fold);
    const [training, validation] = [fold.train, fold.validation].map((all) =>
      Array.from(all, here),
    );
    const job = createJob(pictures, recipe, settings, {
      training: training!,
      validation: validation!,
    });
    const { signal, onProgress } = hooks;
    const epochs = countEpochs(settings);
    const result = await train(job, {
      evaluateEveryEpoch: false,
      ...(signal ? { signal } : {}),
      onProgress: ({ epoch, step, steps }) => {
        const epochsDone = done * epochs + epoch - 1 + step / steps;
        onProgress?.(`Training for ${run}`, epochsDone, folds.length * epochs);
      },
    });
    signal?.throwIfAborted();
    parameters = Math.max(parameters, countParameters(job.architecture));
    const { estimates: found } = result;
    const own = validation!.map((index, i) =>
      inOwnCamera(pictures, index, { r: found[2 * i]!, b: found[2 * i + 1]! }),
    );
    place(fold, own, estimates);
  }
  return { name, kind: 'trained here', parameters, estimates };
}

/** The pictures of the sets that a fold draws on, joined, and where one of all pictures stands among them. */
function picturesOf(
  sets: readonly TrainingSet[],
  { train: teaching, validation }: Fold,
): { readonly pictures: PreparedPictures; readonly here: (index: number) => number } {
  const starts = [0];
  for (const { pictures } of sets) starts.push(starts.at(-1)! + pictures.input.entries.length);
  const setOf = (index: number) => starts.findIndex((start) => start > index) - 1;
  const drawn = new Set([...Array.from(teaching, setOf), ...Array.from(validation, setOf)]);
  const shift: number[] = [];
  let before = 0;
  for (const [i, { pictures }] of sets.entries()) {
    shift.push(before - starts[i]!);
    if (drawn.has(i)) before += pictures.input.entries.length;
  }
  const chosen = sets.filter((_, i) => drawn.has(i));
  const unknown = chosen.find(({ cameras }) => cameras.length === 0);
  if (unknown && chosen.length > 1) {
    throw new InputError(
      `${unknown.dir}: expected to know which camera took the pictures, since a network reads those of several as one camera's; give --camera, once for each data set, or "camera" in dataset.json`,
    );
  }
  return { pictures: joinSets(chosen).pictures, here: (index) => index + shift[setOf(index)]! };
}

/** An answer in the space in which pictures were read, as the picture's own camera would say it. */
function inOwnCamera(
  { toOwnCamera, input }: PreparedPictures,
  index: number,
  answer: WhitePoint,
): WhitePoint {
  const back = toOwnCamera?.[index];
  if (!back) return answer;
  const own = findMappedWhitePoint(back, answer);
  if (own) return own;
  throw new InputError(
    `${input.entries[index]!.id}: the network answered with a light that its camera cannot see. Train longer (--epochs).`,
  );
}

/** All parts of a set, in their order. */
async function prepareSet(
  set: BenchmarkSet,
  size: { readonly heightPx: number; readonly widthPx: number },
  choice: DataChoice,
  { signal, onProgress }: LoadHooks,
): Promise<TrainingSet> {
  const parts = [];
  for (const part of set.parts) {
    parts.push(
      await preparePictures(set.dir, size, {
        ...chosenData(set.dir, choice),
        part,
        ...(signal ? { signal } : {}),
        onProgress: (done, total) => onProgress?.(`Decoding ${set.name}`, done, total),
      }),
    );
  }
  const [first] = parts;
  const pictures = {
    ...first!,
    source: joinThumbnails(parts.map(({ source }) => source)),
    input: joinThumbnails(parts.map(({ input }) => input)),
  };
  return { dir: set.dir, cameras: set.camera ? [set.camera] : [], pictures };
}
