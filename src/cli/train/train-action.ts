/** What `deepawb train` does. */
import { tryOutputFile } from '../../files/index.js';
import { decodeChosenModel } from '../../infer/node/index.js';
import { answerOf, countParameters, type Model } from '../../model/index.js';
import {
  chooseRecipe,
  chosenCameras,
  describePlan,
  describeProgress,
  joinSets,
  type PicturesOrigin,
  type TrainedModel,
  type TrainingSet,
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
  const { out, seed, crossValidate } = options;
  if (crossValidate) {
    if (out) throw new UsageError('train: --cross-validate writes no model; leave out --out');
  } else if (!out) throw new UsageError('train: expected --out, the model file to write');
  else for (const file of [out, options.checkpoint, options.log]) if (file) tryOutputFile(file);
  if (options.baselines !== undefined && !crossValidate) {
    throw new UsageError(
      'train: --baselines is for --cross-validate; deepawb eval compares models',
    );
  }
  if (options.start !== undefined && options.size) {
    throw new UsageError('train: --start goes on with the network of a model; leave out --size');
  }
  if (options.calibrate !== undefined && (crossValidate || options.start !== undefined)) {
    throw new UsageError('train: --calibrate goes with neither --cross-validate nor --start');
  }
  const start = options.start === undefined ? undefined : await decodeChosenModel(options.start);
  if (start && crossValidate)
    throw new UsageError('train: --start is for one model, not for folds');
  const chosen = { ...options, ...headOf(start) };
  const cameras = chosenCameras(chosen);
  const { recipe, settings } = chooseRecipe(chosen, seed, await ownSizeOf(options));
  const size = start?.architecture.input ?? recipe;
  const sets: TrainingSet[] = [];
  for (const [i, dir] of options.data.entries()) {
    const pictures = await preparePart(dir, 'train', size, options, context);
    sets.push({ dir, cameras: cameras[i]!, pictures });
  }
  const { pictures, origin } = joinSets(sets, options);
  const prepared = { pictures, recipe, settings, ...(start ? { start } : {}) };
  // Its recipe was chosen by cross-validation, and data sets of cameras are small: nothing is kept from it unasked.
  const validation = options.validation ?? (chosen.head === 'ct' ? 'none' : 'random');
  if (options.calibrate !== undefined && out) {
    const { calibrateToFile } = await import('./calibrate.js');
    return calibrateToFile({ ...options, calibrate: options.calibrate, out }, prepared, context);
  }
  if (out) return trainToFile({ ...options, validation, out }, prepared, origin, context);
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
  const [data] = options.data;
  return statisticsSize(data!, 'train', chosenData(data!, options).layout);
}

async function trainToFile(
  options: TrainCommandOptions & Required<Pick<TrainCommandOptions, 'out' | 'validation'>>,
  prepared: Pick<Parameters<typeof runTraining>[0], 'pictures' | 'recipe' | 'settings' | 'start'>,
  { data, cameras, settings: ofData }: PicturesOrigin,
  context: CommandContext,
): Promise<void> {
  const { out, validation, folds, licence, attribution } = options;
  const origin = {
    ...(cameras.length === 0 ? {} : { cameras }),
    name: options.name ?? modelName(out),
    data,
    licence,
    attribution,
    settings: {
      validation,
      ...(options.start ? { start: modelName(options.start) } : {}),
      ...(options.harmonise === undefined ? {} : { harmonised: true }),
      ...ofData,
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
