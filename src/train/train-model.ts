/**
 * A model from pictures and a recipe: some pictures held back, a network trained on the others, and what the file says
 * of itself. Whoever trains a network to keep it comes through here.
 */

import type { WhitePoint } from '../color/index.js';
import { type ErrorSummary, summariseErrors } from '../metrics/index.js';
import { withoutExpectedError } from '../model/doubt/index.js';
import {
  type Architecture,
  CANONICAL_SPACE,
  countFlops,
  countParameters,
  type Model,
  type ModelCamera,
  type ModelErrors,
} from '../model/index.js';
import type { EpochRecord } from './checkpoint.js';
import { type FoldKind, makeFolds } from './cross-validate.js';
import { countTeachers, meanAnswer } from './distillation.js';
import { createJob, type NetworkRecipe, type PreparedPictures } from './recipe.js';
import type { Simd, TrainSettings } from './settings.js';
import { settingsToResume, simdOf } from './simd.js';
import { teacherHash } from './teachers.js';
import {
  errorInOwnCamera,
  type TrainJob,
  type TrainOptions,
  type TrainProgress,
  type TrainResult,
  train,
} from './train.js';
import type { PseudoLabelSummary } from './unlabelled/pseudo-labels.js';

/** What the model file says of itself beside what training knows. */
export interface ModelOrigin {
  readonly name: string;
  /** Version of deepawb that trains. */
  readonly version: string;
  /** Name of the data set. */
  readonly data: string;
  readonly licence: string;
  readonly attribution: string;
  /** Whose pictures the data set has, where that is known. */
  readonly cameras?: readonly ModelCamera[];
  /** Settings beside those of the network and of its training. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** What is about to be trained. */
export interface TrainingPlan {
  readonly architecture: Architecture;
  /** Numbers of pictures. */
  readonly trainedOn: number;
  readonly heldBack: number;
  /** Pictures without labels beside them; absent where there are none. */
  readonly unlabelled?: number;
  /** Arithmetic of the kernels, after a checkpoint that is gone on from. */
  readonly simd: Simd;
}

export interface TrainModelOptions
  extends Pick<TrainOptions, 'onProgress' | 'onPseudoLabels' | 'signal'>,
    Pick<TrainJob, 'checkpointFile' | 'resume' | 'logFile'> {
  /** One picture in `folds` is held back; all are trained on unless given. */
  readonly holdBack?: { readonly kind: FoldKind; readonly folds: number };
  /** A model to go on from: its network and its weights; drawn anew unless given. */
  readonly start?: Pick<Model, 'architecture' | 'parameters'>;
  /** Models that teach, where the settings have a share and no teachers to train. */
  readonly teachers?: readonly Model[];
  /** Before the first step. */
  readonly onStart?: (plan: TrainingPlan) => void | Promise<void>;
}

export interface TrainedModel extends TrainingPlan {
  readonly model: Model;
  readonly history: readonly EpochRecord[];
  /** Recovery errors in degrees on the pictures held back; absent where none were, and where it was interrupted. */
  readonly heldBackErrors?: ErrorSummary;
  /** The same of the mean answers of the teachers that were trained for it; absent where there were none. */
  readonly teacherErrors?: ErrorSummary;
  /** Of all epochs, those of its teachers and those before a checkpoint included. */
  readonly seconds: number;
  /** Whether the signal stopped it before its last epoch: the model is not done. */
  readonly interrupted: boolean;
}

/**
 * Trains a network and says where it comes from, with its errors on the pictures held back. Throws FoldError where they
 * are too few to hold any back, and train's errors.
 */
export async function trainModel(
  pictures: PreparedPictures,
  recipe: NetworkRecipe,
  given: TrainSettings,
  origin: ModelOrigin,
  {
    holdBack,
    start,
    teachers,
    onStart,
    onProgress,
    onPseudoLabels,
    signal,
    checkpointFile,
    resume,
    logFile,
  }: TrainModelOptions = {},
): Promise<TrainedModel> {
  const files = {
    ...(checkpointFile === undefined ? {} : { checkpointFile }),
    ...(resume === undefined ? {} : { resume }),
    ...(logFile === undefined ? {} : { logFile }),
  };
  const settings = settingsToResume(given, files);
  const split = splitOf(pictures, holdBack);
  const fresh = createJob(pictures, recipe, settings, { ...split, goesOn: !!start });
  // What a model tells of its errors does not hold of what training makes of it.
  const from = start && withoutExpectedError(start);
  const job = {
    ...fresh,
    ...(from ? { architecture: from.architecture, start: from.parameters } : {}),
    ...(teachers ? { teachers: teachers.map(withoutExpectedError) } : {}),
  };
  const { architecture } = job;
  const plan = {
    architecture,
    ...countsOf(pictures, split),
    simd: simdOf(settings),
  };
  await onStart?.(plan);
  const result = await train(
    { ...job, ...files },
    {
      ...(onProgress ? { onProgress } : {}),
      ...(onPseudoLabels ? { onPseudoLabels } : {}),
      ...(signal ? { signal } : {}),
    },
  );
  const { parameters, history, interrupted } = result;
  const metadata = {
    name: origin.name,
    version: origin.version,
    data: { name: origin.data, hash: pictures.dataHash, pictures: plan.trainedOn },
    licence: origin.licence,
    attribution: origin.attribution,
    seed: settings.seed,
    // The network of a model that was gone on from is not the recipe's.
    settings: {
      ...(start ? {} : { network: recipe }),
      training: { ...settings, simd: simdOf(settings) },
      ...(teachers ? { teachers: teachers.map(toldOfTeacher) } : {}),
      ...(pictures.input.entries.some(({ space }) => space) ? { space: CANONICAL_SPACE } : {}),
      ...(pictures.unlabelled?.origin ? { unlabelled: pictures.unlabelled.origin } : {}),
      ...origin.settings,
    },
    ...pictures.levels,
    ...(origin.cameras?.length ? { cameras: origin.cameras } : {}),
    ...heldBackErrors(origin.data, pictures.dataHash, plan.heldBack, history),
  };
  const parts = [...history, ...(result.teachers ?? [])];
  return {
    ...plan,
    model: { architecture, parameters, metadata },
    history,
    ...heldBackSummaries(split.validation, result, pictures),
    seconds: parts.reduce((sum, part) => sum + part.seconds, 0),
    interrupted,
  };
}

/** What a model file says of who taught it. */
function toldOfTeacher(teacher: Model) {
  return { name: teacher.metadata.name, hash: teacherHash(withoutExpectedError(teacher)) };
}

/** Of a training's estimates for the pictures with these indices. */
function heldBackSummaries(
  indices: ArrayLike<number>,
  { estimates, teachers = [] }: TrainResult,
  pictures: PreparedPictures,
): Pick<TrainedModel, 'heldBackErrors' | 'teacherErrors'> {
  if (indices.length === 0) return {};
  const own = summaryOf(indices, pictures, (i) => ({
    r: estimates[2 * i]!,
    b: estimates[2 * i + 1]!,
  }));
  const taught =
    teachers.length > 0 ? summaryOf(indices, pictures, (i) => meanAnswer(teachers, i)) : null;
  return {
    ...(own ? { heldBackErrors: own } : {}),
    ...(taught ? { teacherErrors: taught } : {}),
  };
}

/** Null where a training diverged, which its losses tell. */
function summaryOf(
  indices: ArrayLike<number>,
  { input, toOwnCamera }: PreparedPictures,
  answer: (i: number) => WhitePoint,
): ErrorSummary | null {
  const degrees = Array.from(indices, (index, i) =>
    errorInOwnCamera(answer(i), input.entries[index]!.whitePoint, toOwnCamera?.[index]),
  );
  return degrees.every(Number.isFinite) ? summariseErrors(degrees) : null;
}

function countsOf({ unlabelled }: PreparedPictures, split: ReturnType<typeof splitOf>) {
  return {
    trainedOn: split.training.length,
    heldBack: split.validation.length,
    ...(unlabelled ? { unlabelled: unlabelled.count } : {}),
  };
}

function splitOf({ source, input }: PreparedPictures, holdBack: TrainModelOptions['holdBack']) {
  const all = { training: source.entries.map((_, i) => i), validation: [] };
  const fold = holdBack && makeFolds(input.entries, holdBack)[0];
  return fold ? { training: fold.train, validation: fold.validation } : all;
}

/** Errors of the last epoch, as a model file states them. */
function heldBackErrors(
  data: string,
  hash: string,
  pictures: number,
  history: readonly EpochRecord[],
): { readonly errors?: readonly ModelErrors[] } {
  const summary = history.at(-1)?.validation;
  if (!summary) return {};
  const degrees = { meanDegrees: summary.mean, medianDegrees: summary.median };
  return { errors: [{ data, part: 'held back', hash, pictures, ...degrees }] };
}

/** What is about to be trained, in a sentence. */
export function describePlan(
  { architecture, trainedOn, heldBack, unlabelled, simd }: TrainingPlan,
  settings: TrainSettings,
): string {
  const { heightPx, widthPx } = architecture.input;
  const { epochs, threads } = settings;
  const teachers = countTeachers(settings);
  const before =
    teachers === 0 ? '' : `, after those of ${teachers} teacher${teachers === 1 ? '' : 's'}`;
  return (
    `${trainedOn} pictures to train on, ${heldBack} held back; network of ${countParameters(architecture)} parameters, ` +
    `${(countFlops(architecture) / 1e6).toFixed(2)} MFLOP at ${widthPx}x${heightPx}; ` +
    `${epochs} epoch${epochs === 1 ? '' : 's'} on ${threads} thread${threads > 1 ? 's' : ''}, ${simd} SIMD${before}.` +
    (unlabelled === undefined ? '' : describeUnlabelled(unlabelled, settings))
  );
}

/** By which of its two ways, and with what weight beside the labels, a training learns of pictures without them. */
function describeUnlabelled(pictures: number, { unlabelled }: TrainSettings): string {
  const { pseudoLabels = 0, consistency = 0 } = unlabelled ?? {};
  const ways = [
    ...(pseudoLabels > 0 ? [`pseudo-labels (weight ${pseudoLabels})`] : []),
    ...(consistency > 0 ? [`consistency of two views (weight ${consistency})`] : []),
  ];
  return ` ${pictures} without labels teach by ${ways.join(' and ')}.`;
}

/** How far a training is, for people. */
export function describeProgress({
  loss,
  validationMeanDegrees,
  samplesPerSecond,
  teacher,
}: TrainProgress): string {
  const who = teacher ? `teacher ${teacher.number} of ${teacher.of}, ` : '';
  const validation =
    validationMeanDegrees === undefined ? '' : `, validation ${validationMeanDegrees.toFixed(2)}°`;
  return `${who}loss ${loss.toFixed(3)}${validation}, ${Math.round(samplesPerSecond)}/s`;
}

/** What pseudo-labels are like, in a sentence. */
export function describePseudoLabels({
  pictures,
  teachers,
  heldOutDegrees,
  expectedDegrees,
  disagreementDegrees,
}: PseudoLabelSummary): string {
  return (
    `Pseudo-labels of ${pictures} pictures by ${teachers} teachers: ${expectedDegrees.toFixed(2)}° of error expected, ` +
    `${disagreementDegrees.toFixed(2)}° of disagreement; on labelled pictures that they had not seen they erred by ${heldOutDegrees.toFixed(2)}°.`
  );
}
