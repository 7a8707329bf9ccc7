/** Methods on a part of a data set, with progress and notices on the terminal. */
import type { DatasetPart } from '../../dataset/index.js';
import type { Method } from '../../methods/index.js';
import type { EstimatedPictures, EvaluationProgress } from '../../methods/node/index.js';
import type { CommandContext } from '../command-context.js';
import {
  type CameraOptions,
  checkCamera,
  givenCamera,
  type NamedCameraOptions,
} from '../options/camera-options.js';
import {
  announceSkipped,
  checkStatedLevels,
  type DatasetCommandOptions,
  givenAssumptions,
  statedLevels,
} from '../options/dataset-options.js';
import { chosenLayout } from '../options/layout-options.js';
import type { LoadedModel } from '../options/model-choice.js';
import type { PictureSize } from '../options/option-types.js';
import { networkMethods } from './method-choice.js';

/** What to compare on which pictures. */
export interface EvaluationJob extends DatasetCommandOptions, CameraOptions, NamedCameraOptions {
  readonly data: string;
  readonly part: DatasetPart;
  /** The data set whose train part teaches; default: `data`. */
  readonly trainData?: string;
  readonly models: readonly LoadedModel[];
  readonly baselines: readonly Method[];
  /** Behind the networks. */
  readonly cameras?: readonly Method[];
  /** In the layout awbnn: of these sensors alone. */
  readonly sensors?: readonly string[];
  /** Thumbnails that the baselines see. */
  readonly size: PictureSize;
}

/** Throws DatasetError, and MethodError for a method that cannot learn or answer. */
export async function runEvaluation(
  job: EvaluationJob,
  context: CommandContext,
): Promise<EstimatedPictures> {
  const { terminal, signal } = context;
  await checkCamera(job);
  await checkStatedLevels(job.data, job);
  const { estimateDataset, describeContradiction } = await import('../../methods/node/index.js');
  try {
    const options = {
      signal,
      onProgress: showProgress(context),
      onNotice: (text: string) => terminal.warn(text),
    };
    const result = await estimateDataset(await datasetJob(job, context), options);
    terminal.close();
    await announceSkipped(result.skipped, context);
    for (const one of result.contradictions) terminal.warn(`${describeContradiction(one)}.`);
    for (const name of result.judgedOnTraining) {
      terminal.warn(
        `${name} has learned from these very pictures: its errors here say nothing about new ones.`,
      );
    }
    return result;
  } finally {
    terminal.close();
  }
}

async function datasetJob(job: EvaluationJob, context: CommandContext) {
  const { data, part, trainData, baselines, size, xyzToCamera, cache, skipBad } = job;
  const chosen = await chosenLayout(data, job);
  const layout =
    job.sensors && chosen?.name === 'awbnn' ? { ...chosen, sensors: job.sensors } : chosen;
  return {
    dir: data,
    part,
    ...(trainData === undefined ? {} : { trainDir: trainData }),
    methods: [...(await networksFor(job, context)), ...(job.cameras ?? []), ...baselines],
    size,
    levels: statedLevels(job),
    ...givenAssumptions(job),
    ...(layout ? { layout } : {}),
    ...(xyzToCamera ? { xyzToCamera } : {}),
    skipBad: skipBad === true,
    ...(cache ? {} : { cacheDir: null }),
  };
}

/** The networks for pictures of the data set's camera, which is said where they know another one. */
async function networksFor(job: EvaluationJob, { terminal }: CommandContext): Promise<Method[]> {
  const { datasetCamera } = await import('../../dataset/index.js');
  const camera = (await givenCamera(job)) ?? datasetCamera(job.data);
  return networkMethods(job.models, camera, (name, to) =>
    terminal.note(
      `${name} reads pictures of the ${camera?.name} as those of the ${to}, by both colour matrices.`,
    ),
  );
}

const LABELS = { reading: 'Reading', decoding: 'Decoding', learning: 'Tuning' } as const;

/** One display after the other, each for what is being done. */
function showProgress({ terminal }: CommandContext): (progress: EvaluationProgress) => void {
  const show = terminal.stages();
  return (progress) => {
    const { stage, done, total } = progress;
    if (stage === 'estimating') show('Estimating', done, { total, detail: progress.method });
    else {
      const what = 'part' in progress ? progress.part : progress.method;
      show(`${LABELS[stage]} ${what}`, done, { total });
    }
  };
}
