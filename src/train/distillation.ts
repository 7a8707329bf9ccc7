/** Teachers that a training makes for itself: networks of its own recipe, trained before it on its own pictures. */
import type { WhitePoint } from '../color/index.js';
import { createRng } from '../random/index.js';
import type { TrainSettings } from './settings.js';
import { teacherFile } from './teacher-file.js';
import type { Teacher } from './teachers.js';
import type { TrainJob, TrainOptions, TrainResult } from './train.js';

/** A teacher, and what it says of the pictures that were held back. */
export interface TrainedTeacher extends Teacher {
  readonly seed: number;
  /** White points (r, b) of the validation pictures, in their order. */
  readonly estimates: Float64Array;
  readonly seconds: number;
}

/** Seeds are drawn below it. */
const SEEDS = 2 ** 31;

/** Epochs that a training takes with all its teachers; those of pseudo-labels count as it does. */
export function countEpochs(settings: TrainSettings): number {
  return settings.epochs * (1 + countTeachers(settings));
}

/** Networks that are trained before the one that is kept. */
export function countTeachers({ distillation, unlabelled }: TrainSettings): number {
  if (unlabelled && unlabelled.pseudoLabels > 0) return unlabelled.teachers;
  return distillation?.teachers ?? 0;
}

/** Progress of a network behind so many others, as of all; its epochs may be others than those that each of them counts as. */
export function progressAfter(
  networks: number,
  settings: TrainSettings,
  onProgress: TrainOptions['onProgress'],
): TrainOptions {
  if (!onProgress) return {};
  const { epochs } = settings;
  const total = countEpochs(settings);
  return {
    onProgress: (p) => {
      const done = ((p.epoch - 1 + p.step / p.steps) * epochs) / p.epochs;
      const here = epochs - done;
      const left = total - (networks + 1) * epochs;
      const secondsLeft = here > 0 ? p.secondsLeft * (1 + left / here) : 0;
      if (p.epochs === epochs) {
        return onProgress({ ...p, epoch: networks * epochs + p.epoch, epochs: total, secondsLeft });
      }
      const epoch = Math.min(epochs - 1, Math.floor(done));
      const step = Math.floor((done - epoch) * p.steps);
      onProgress({ ...p, epoch: networks * epochs + epoch + 1, epochs: total, step, secondsLeft });
    },
  };
}

/**
 * Trains the teachers that the settings ask for, and says how the pupil is to be trained. Each has a checkpoint beside the
 * pupil's, `<file>.teacher<n>`. Stopped by the signal, there are fewer of them and the pupil takes no step.
 */
export async function trainTeachers(
  job: TrainJob,
  options: TrainOptions,
  train: (job: TrainJob, options: TrainOptions) => Promise<TrainResult>,
): Promise<{
  readonly teachers: readonly TrainedTeacher[];
  readonly pupil: { readonly job: TrainJob; readonly options: TrainOptions };
}> {
  const { logFile: _, checkpointFile, ...shared } = job;
  const { distillation, ...settings } = job.settings;
  const { teachers: count } = distillation!;
  const { onProgress, signal, turnMs } = options;
  const teachers: TrainedTeacher[] = [];
  for (let i = 0; i < count && !signal?.aborted; i++) {
    const seed = teacherSeed(settings.seed, i);
    const file =
      checkpointFile === undefined ? {} : { checkpointFile: teacherFile(checkpointFile, i + 1) };
    const { parameters, estimates, history } = await train(
      { ...shared, ...file, settings: { ...settings, seed } },
      {
        evaluateEveryEpoch: false,
        ...(signal ? { signal } : {}),
        ...(turnMs === undefined ? {} : { turnMs }),
        ...progressAfter(i, job.settings, onProgress),
      },
    );
    const seconds = history.reduce((sum, record) => sum + record.seconds, 0);
    teachers.push({ architecture: job.architecture, parameters, seed, estimates, seconds });
  }
  return {
    teachers,
    pupil: {
      job: { ...job, teachers },
      options: { ...options, ...progressAfter(count, job.settings, onProgress) },
    },
  };
}

/** What teachers say together of a validation picture, as the pupil is told: the geometric mean. */
export function meanAnswer(
  teachers: readonly Pick<TrainedTeacher, 'estimates'>[],
  picture: number,
): WhitePoint {
  const mean = (channel: number) => {
    const logs = teachers.map(({ estimates }) => Math.log(estimates[2 * picture + channel]!));
    return Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length);
  };
  return { r: mean(0), b: mean(1) };
}

/** Of the network that is trained with this seed. */
function teacherSeed(seed: number, index: number): number {
  return createRng(seed).fork('teacher', index).integer(SEEDS);
}
