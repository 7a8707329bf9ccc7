/** What `deepawb train` does. */
import { tryOutputFile } from '../../files/index.js';
import { packageVersion } from '../../files/package/index.js';
import { decodeChosenModel, decodeChosenModels } from '../../infer/node/index.js';
import {
  calibrateToFile,
  checkBeforeReading,
  checkTrainChoice,
  chooseRecipeFor,
  describeCalibration,
  describePlan,
  describeProgress,
  describePseudoLabels,
  headOf,
  type PicturesOrigin,
  readAllSets,
  trainedOrigin,
  trainedReport,
  trainingFacts,
  withNextStep,
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
  for (const file of [out, options.report, options.checkpoint, options.log]) {
    const isResult = file === out || file === options.report;
    if (file) tryOutputFile(file, isResult ? context.terminal.note : undefined);
  }
  if (from !== undefined && out) {
    const { adaptToFile } = await import('./adapt-action.js');
    return adaptToFile({ ...options, from, out }, context);
  }
  const start = options.start === undefined ? undefined : await decodeChosenModel(options.start);
  const teachers = options.teachers && (await decodeChosenModels(options.teachers));
  const before = options.calibrate && (await decodeChosenModel(options.calibrate));
  const chosen = { ...options, ...headOf(start, before || undefined) };
  const { recipe, settings } = chooseRecipeFor(chosen, seed);
  const models = { start, teachers, before };
  for (const notice of checkBeforeReading(options, { recipe, settings }, models))
    context.terminal.warn(notice);
  const crossValidation = out ? null : await import('./cross-validation.js');
  if (options.baselines) crossValidation?.chosenBaselines(options.baselines);
  const size = start?.architecture.input ?? recipe;
  const { pictures, origin } = await readAllSets(
    chosen,
    (dir, part, more) => preparePart(dir, part, size, { ...options, ...more }, context),
    context.terminal.warn,
  );
  const prepared = {
    ...{ pictures, recipe, settings },
    ...(start ? { start } : {}),
    ...(teachers ? { teachers } : {}),
  };
  // Its recipe was chosen by cross-validation, and data sets of cameras are small: nothing is kept from it unasked.
  const validation = options.validation ?? (chosen.head === 'ct' ? 'none' : 'random');
  if (before && out) {
    const { signal, terminal } = context;
    const show = terminal.stages();
    const onProgress = (percent: number) => show('Calibrating', percent, { total: 100 });
    const hooks = { signal, onProgress, onDoubt: terminal.warn };
    const found = await calibrateToFile(before, prepared, { ...options, out, ...hooks });
    terminal.close();
    if (options.json) return terminal.printJson(found);
    return terminal.print(withNextStep(describeCalibration(found), { ...options, out }));
  }
  if (out) return trainToFile({ ...options, validation, out }, prepared, origin, context);
  return crossValidation?.printCrossValidation(
    options,
    prepared,
    trainingFacts(origin.data, prepared, packageVersion()),
    context,
  );
}

async function trainToFile(
  options: TrainCommandOptions & Required<Pick<TrainCommandOptions, 'out' | 'validation'>>,
  prepared: Pick<
    Parameters<typeof runTraining>[0],
    'pictures' | 'recipe' | 'settings' | 'start' | 'teachers'
  >,
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
      onPseudoLabels: ({ summary }) => context.terminal.note(describePseudoLabels(summary)),
      ...(validation === 'none' ? {} : { holdBack: { kind: validation, folds } }),
      checkpointFile: options.checkpoint ?? `${out}.checkpoint`,
      logFile: options.log ?? `${out}.log.jsonl`,
      resume: options.resume === true,
    },
    context,
  );
  const { text, json } = trainedReport(out, trained);
  if (options.report) {
    const { writeTrainedReport } = await import('../../report/index.js');
    const facts = trainingFacts(pictures.data, prepared, packageVersion());
    await writeTrainedReport(options.report, origin.name, trained, facts);
  }
  if (options.json) context.terminal.printJson(json);
  else context.terminal.print(withNextStep(text, options));
}
