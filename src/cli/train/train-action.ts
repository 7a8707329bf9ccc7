/** What `deepawb train` does. */
import { basename, resolve } from 'node:path';
import { tryOutputFile } from '../../files/index.js';
import { decodeChosenModel } from '../../infer/node/index.js';
import { answerOf, countParameters, type Model, type ModelCamera } from '../../model/index.js';
import {
  chooseRecipe,
  describePlan,
  type TrainedModel,
  type TrainProgress,
} from '../../train/index.js';
import type { CommandContext } from '../command-context.js';
import { UsageError } from '../exit-code.js';
import { preparePart } from '../options/dataset-options.js';
import { modelName, runTraining } from './run-training.js';
import type { TrainCommandOptions } from './train.js';

/** Throws UsageError, the data set's errors and training's, and the signal's reason after Ctrl-C. */
export async function trainOrCrossValidate(
  options: TrainCommandOptions,
  context: CommandContext,
): Promise<void> {
  const { out, data, seed, crossValidate } = options;
  if (crossValidate) {
    if (out) throw new UsageError('train: --cross-validate writes no model; leave out --out');
  } else if (!out) throw new UsageError('train: expected --out, the model file to write');
  else for (const file of [out, options.checkpoint, options.log]) if (file) tryOutputFile(file);
  const cameras = await camerasOf(options);
  if (options.start !== undefined && options.size) {
    throw new UsageError('train: --start goes on with the network of a model; leave out --size');
  }
  const start = options.start === undefined ? undefined : await decodeChosenModel(options.start);
  if (start && crossValidate)
    throw new UsageError('train: --start is for one model, not for folds');
  const chosen = { ...options, ...headOf(start) };
  const { recipe, settings } = chooseRecipe(chosen, seed, await ownSizeOf(options));
  const size = start?.architecture.input ?? recipe;
  const pictures = await preparePart(data, 'train', size, options, context);
  const prepared = { pictures, recipe, settings, ...(start ? { start } : {}) };
  if (out) return trainToFile({ ...options, out }, prepared, cameras, context);
  const { printCrossValidation } = await import('./cross-validation.js');
  return printCrossValidation(options, prepared, context);
}

/** What a model answers with is not chosen anew where it is trained further. */
function headOf(start: Model | undefined): { readonly head?: 'ct' } {
  return start && answerOf(start.architecture) === 'kelvin' ? { head: 'ct' } : {};
}

/** Statistics of a camera are read as they are. */
async function ownSizeOf(options: TrainCommandOptions) {
  const { chosenData, statisticsSize } = await import('../../dataset/index.js');
  return statisticsSize(options.data, 'train', chosenData(options.data, options).layout);
}

/** The cameras of the pictures, as the model will name them. Throws InputError for one that is not known. */
async function camerasOf({ camera: names, data }: TrainCommandOptions): Promise<ModelCamera[]> {
  const { chosenCamera, daylightMatrix } = await import('../../camera/index.js');
  const { datasetCamera } = await import('../../methods/node/index.js');
  const cameras = names?.map((camera) => chosenCamera({ camera })) ?? [datasetCamera(data)];
  return cameras.flatMap((one) =>
    one ? [{ name: one.name, xyzToCamera: daylightMatrix(one) }] : [],
  );
}

async function trainToFile(
  options: TrainCommandOptions & { readonly out: string },
  prepared: Pick<Parameters<typeof runTraining>[0], 'pictures' | 'recipe' | 'settings' | 'start'>,
  cameras: readonly ModelCamera[],
  context: CommandContext,
): Promise<void> {
  const { out, validation, folds, licence, attribution } = options;
  const origin = {
    ...(cameras.length === 0 ? {} : { cameras }),
    name: options.name ?? modelName(out),
    data: basename(resolve(options.data)),
    licence,
    attribution,
    settings: {
      validation,
      ...(options.start ? { start: modelName(options.start) } : {}),
      ...(options.harmonise === undefined ? {} : { harmonised: true }),
    },
  };
  const { settings } = prepared;
  const trained = await runTraining(
    {
      ...prepared,
      origin,
      out,
      detail: describeProgress,
      onInterrupt: 'Checkpoint written; go on with the same command and --resume.',
      onStart: (plan) => context.terminal.note(describePlan(plan, settings)),
      ...(validation === 'none' ? {} : { holdBack: { kind: validation, folds } }),
      checkpointFile: options.checkpoint ?? `${out}.checkpoint`,
      logFile: options.log ?? `${out}.log.jsonl`,
      resume: options.resume === true,
    },
    context,
  );
  report(options, trained, context);
}

function describeProgress({
  loss,
  validationMeanDegrees,
  samplesPerSecond,
}: TrainProgress): string {
  const validation =
    validationMeanDegrees === undefined ? '' : `, validation ${validationMeanDegrees.toFixed(2)}°`;
  return `loss ${loss.toFixed(3)}${validation}, ${Math.round(samplesPerSecond)}/s`;
}

function report(
  { out, json }: TrainCommandOptions,
  { architecture, history, seconds }: TrainedModel,
  { terminal }: CommandContext,
): void {
  const parameters = countParameters(architecture);
  const last = history.at(-1);
  if (json) {
    terminal.printJson({ model: out, parameters, epochs: history.length, seconds, last });
    return;
  }
  const validation = last?.validation;
  if (validation) {
    terminal.print(
      `Validation: mean ${validation.mean.toFixed(2)}°, median ${validation.median.toFixed(2)}° recovery error`,
    );
  }
  terminal.print(`Model: ${out} (${parameters} parameters, trained in ${seconds.toFixed(0)} s)`);
}
