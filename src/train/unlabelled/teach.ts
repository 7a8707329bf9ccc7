/**
 * Teachers: networks trained as the one that learns from them, on labelled pictures alone, each without one part of these, about
 * which it is asked afterwards. Checkpoints of their own let them go on after a kill.
 */
import { recoveryErrorDegrees } from '../../color/index.js';
import { splitKFold } from '../../dataset/index.js';
import { parameterLayout } from '../../model/index.js';
import { createRng } from '../../random/index.js';
import { createAsker } from '../calibration/ask-doubts.js';
import { progressAfter } from '../distillation.js';
import { RecipeError } from '../recipe-error.js';
import type { TrainSettings } from '../settings.js';
import { stepsPerEpoch } from '../shard.js';
import { teacherFile } from '../teacher-file.js';
import type { TrainJob, TrainOptions, TrainResult } from '../train.js';
import { type PseudoLabels, pseudoLabelsOf, type Teaching } from './pseudo-labels.js';
import { chosenPixels, type UnlabelledPictures } from './unlabelled-pictures.js';

/** What a job has of pictures without labels. */
export interface UnlabelledJob {
  readonly pictures: UnlabelledPictures;
  /** The labelled pictures at the network's size, which teachers are asked about. */
  readonly labelledInput: Float32Array;
  /** What teachers answered, where it is known already. */
  readonly pseudoLabels?: PseudoLabels;
}

type TaughtJob = TrainJob & { readonly unlabelled: UnlabelledJob };
type Train = (job: TrainJob, options: TrainOptions) => Promise<TrainResult>;

/** Whether teachers are to be trained first. */
export function needsPseudoLabels(job: TrainJob): job is TaughtJob {
  const { unlabelled, settings } = job;
  if (!unlabelled || unlabelled.pseudoLabels) return false;
  return (settings.unlabelled?.pseudoLabels ?? 0) > 0;
}

/** Trains the teachers, and then the network itself. Throws teach's errors. `train` trains one network. */
export async function trainOnPseudoLabels(
  job: TaughtJob,
  options: TrainOptions,
  train: Train,
): Promise<TrainResult> {
  const pseudoLabels = await teach(job, train, options);
  if (pseudoLabels === null) return stoppedBefore(job);
  options.onPseudoLabels?.(pseudoLabels);
  const { teachers } = job.settings.unlabelled!;
  return train(
    { ...job, unlabelled: { ...job.unlabelled, pseudoLabels } },
    { ...options, ...progressAfter(teachers, job.settings, options.onProgress) },
  );
}

/** Stopped while its teachers were trained: nothing of its own is there yet. */
function stoppedBefore({ architecture, validation }: TrainJob): TrainResult {
  return {
    parameters: new Float32Array(parameterLayout(architecture).total),
    history: [],
    estimates: new Float64Array(validation?.whitePoints.length ?? 0).fill(1),
    interrupted: true,
    resumedAtEpoch: 0,
  };
}

/**
 * The pseudo-labels of a job's pictures; null where the signal came before. `train` trains a teacher. Throws RecipeError for fewer
 * labelled pictures than teachers, ArchitectureError for networks whose doubts are not known, and train's errors.
 */
export async function teach(
  job: TaughtJob,
  train: Train,
  { signal, onProgress, turnMs }: Pick<TrainOptions, 'signal' | 'onProgress' | 'turnMs'>,
): Promise<PseudoLabels | null> {
  const { settings, training } = job;
  const unlabelled = settings.unlabelled!;
  const { teachers } = unlabelled;
  const count = training.singleLight.length;
  if (count < 2 * teachers) {
    throw new RecipeError(
      `unlabelled.teachers: expected at least two labelled pictures for each of ${teachers} teachers, got ${count} to train on; ` +
        'have fewer teachers, or leave pseudo-labels out (unlabelled.pseudoLabels 0)',
    );
  }
  const rng = createRng(settings.seed).fork('teachers');
  const parts = splitKFold(count, { folds: teachers, seed: settings.seed });
  const teachings: Teaching[] = [];
  for (const [i, { train: seen, validation }] of parts.entries()) {
    const teacher = teacherJob(job, seen, i, rng.fork('seed', i).integer(2 ** 31));
    const result = await train(teacher, {
      evaluateEveryEpoch: false,
      ...(signal ? { signal } : {}),
      ...(turnMs === undefined ? {} : { turnMs }),
      ...progressAfter(i, settings, (progress) =>
        onProgress?.({ ...progress, teacher: { number: i + 1, of: teachers } }),
      ),
    });
    if (result.interrupted) return null;
    teachings.push(asked(job, result.parameters, validation));
  }
  return pseudoLabelsOf(teachings, unlabelled, rng.fork('doubts'));
}

/** As many steps as the whole training has, on a part of its pictures. */
function teacherJob(
  job: TaughtJob,
  seen: ArrayLike<number>,
  index: number,
  seed: number,
): TrainJob {
  const { architecture, training, weights, draws, start, checkpointFile, resume } = job;
  const { unlabelled, ...settings } = job.settings;
  const steps = stepsPerEpoch(job.training.singleLight.length, settings);
  const epochs = Math.ceil((settings.epochs * steps) / stepsPerEpoch(seen.length, settings));
  const { heightPx, widthPx, pixels, readings } = training;
  const count = training.singleLight.length;
  const numbers = (values: Float64Array, each: number) =>
    Float64Array.from({ length: seen.length * each }, (_, i) => {
      return values[seen[Math.floor(i / each)]! * each + (i % each)]!;
    });
  return {
    architecture,
    settings: { ...settings, epochs, seed } satisfies TrainSettings,
    training: {
      ...training,
      pixels: chosenPixels({ heightPx, widthPx, pixels }, seen),
      whitePoints: numbers(training.whitePoints, 2),
      singleLight: Uint8Array.from(seen, (picture) => training.singleLight[picture]!),
      ...(readings ? { readings: numbers(readings, readings.length / count) } : {}),
    },
    weights: numbers(weights, 1),
    ...(draws ? { draws: numbers(draws, 1) } : {}),
    ...(start ? { start } : {}),
    dataHash: `${job.dataHash} without part ${index + 1} of ${unlabelled!.teachers}`,
    ...(checkpointFile === undefined
      ? {}
      : { checkpointFile: teacherFile(checkpointFile, index + 1), resume: resume === true }),
  };
}

function asked(
  { architecture, training, unlabelled: { pictures, labelledInput } }: TaughtJob,
  parameters: Float32Array,
  heldOut: ArrayLike<number>,
): Teaching {
  const ask = createAsker({ architecture, parameters });
  const length = architecture.input.heightPx * architecture.input.widthPx * 4;
  const pixelsOf = (all: Float32Array, i: number) => all.subarray(i * length, (i + 1) * length);
  return {
    heldOut: Array.from(heldOut, (i) => {
      const { estimate, doubts } = ask(pixelsOf(labelledInput, i));
      const [r, b] = [training.whitePoints[2 * i]!, training.whitePoints[2 * i + 1]!];
      return { doubts, errorDegrees: recoveryErrorDegrees(estimate, { r, b }) };
    }),
    answers: Array.from({ length: pictures.count }, (_, i) => ask(pixelsOf(pictures.input, i))),
  };
}
