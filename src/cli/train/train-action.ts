/** What `deepawb train` does. */
import { tryOutputFile } from '../../files/index.js';
import { decodeChosenModel } from '../../infer/node/index.js';
import { answerOf, countParameters, type Model } from '../../model/index.js';
import {
  checkTrainChoice,
  chooseRecipe,
  chosenCameras,
  describePlan,
  describeProgress,
  joinSets,
  type PicturesOrigin,
  type TrainedModel,
  type TrainingSet,
  trainedOrigin,
} from '../../train/index.js';
import type { CommandContext } from '../command-context.js';
import { preparePart } from '../options/dataset-options.js';
import { runTraining } from './run-training.js';
import type { TrainCommandOptions } from './train.js';

/** Throws UsageError, the data set's errors and training's, and the signal's reason after Ctrl-C. */
export async function trainOrCrossValidate(
  options: TrainCommandOptions,
  context: CommandContext,
): Promise<void> {
  const { out, seed, from } = options;
  checkTrainChoice(options);
  for (const file of [out, options.checkpoint, options.log])
    if (file) tryOutputFile(file, file === out ? context.terminal.note : undefined);
  if (from !== undefined && out) {
    const { adaptToFile } = await import('./adapt-action.js');
    return adaptToFile({ ...options, from, out }, context);
  }
  const start = options.start === undefined ? undefined : await decodeChosenModel(options.start);
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
  pictures: PicturesOrigin,
  context: CommandContext,
): Promise<void> {
  const { out, validation, folds } = options;
  const origin = trainedOrigin(options, pictures);
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
