/** Teachers that a training makes for itself: networks of its own recipe, trained before it on its own pictures. */
import type { WhitePoint } from '../color/index.js';
import { createRng } from '../random/index.js';
import type { TrainSettings } from './settings.js';
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

/** Epochs that a training takes with all its teachers. */
export function countEpochs({ epochs, distillation }: TrainSettings): number {
  return epochs * (1 + (distillation?.teachers ?? 0));
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
  const total = countEpochs(job.settings);
  const { onProgress, signal, turnMs } = options;
  /** Progress of the network behind so many others. */
  const after = (networks: number): TrainOptions => {
    if (!onProgress) return {};
    const before = networks * settings.epochs;
    const left = total - before - settings.epochs;
    return {
      onProgress: (p) => {
        const here = settings.epochs - p.epoch + 1 - p.step / p.steps;
        const secondsLeft = here > 0 ? p.secondsLeft * (1 + left / here) : 0;
        onProgress({ ...p, epoch: before + p.epoch, epochs: total, secondsLeft });
      },
    };
  };
  const teachers: TrainedTeacher[] = [];
  for (let i = 0; i < count && !signal?.aborted; i++) {
    const seed = teacherSeed(settings.seed, i);
    const file =
      checkpointFile === undefined ? {} : { checkpointFile: `${checkpointFile}.teacher${i + 1}` };
    const { parameters, estimates, history } = await train(
      { ...shared, ...file, settings: { ...settings, seed } },
      {
        evaluateEveryEpoch: false,
        ...(signal ? { signal } : {}),
        ...(turnMs === undefined ? {} : { turnMs }),
        ...after(i),
      },
    );
    const seconds = history.reduce((sum, record) => sum + record.seconds, 0);
    teachers.push({ architecture: job.architecture, parameters, seed, estimates, seconds });
  }
  return {
    teachers,
    pupil: { job: { ...job, teachers }, options: { ...options, ...after(count) } },
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
