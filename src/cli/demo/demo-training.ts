/** The demo's network: trained on the train part of a data set, a tenth held back, written to a model file. */
import { writeFileAtomically } from '../../files/index.js';
import { countParameters, encodeModel } from '../../model/index.js';
import { createJob, type EpochRecord, makeFolds, train } from '../../train/index.js';
import type { CommandContext } from '../command-context.js';
import { preparePart } from '../options/dataset-options.js';
import { heldBackErrors } from '../eval/model-errors.js';
import { packageVersion } from '../package-files.js';
import { withoutShortProgress } from '../terminal/quiet-progress.js';
import { chooseRecipe } from '../train/training-recipe.js';

export interface DemoTraining {
  readonly dataDir: string;
  readonly modelFile: string;
  readonly epochs: number;
  readonly seed: number;
}

export interface DemoTrainingResult {
  readonly training: number;
  readonly heldBack: number;
  readonly parameters: number;
  readonly seconds: number;
  readonly history: readonly EpochRecord[];
  readonly settings: Readonly<Record<string, string | number | boolean>>;
}

const HELD_BACK_ONE_IN = 10;

/** Trains and writes the model. Throws the signal's reason when it is aborted: a demo keeps no checkpoint. */
export async function trainDemoModel(
  { dataDir, modelFile, epochs, seed }: DemoTraining,
  context: CommandContext,
): Promise<DemoTrainingResult> {
  const { terminal, signal } = context;
  const { recipe, settings } = await chooseRecipe({ family: 'small', epochs }, seed);
  const loading = withoutShortProgress(context);
  const pictures = await preparePart(dataDir, 'train', recipe, { cache: false }, loading);
  const folds = makeFolds(pictures.input.entries, { kind: 'random', folds: HELD_BACK_ONE_IN });
  const { train: training, validation } = folds[0] ?? { train: [], validation: [] };
  const job = createJob(pictures, recipe, settings, { training, validation });
  const progress = terminal.progress({ label: 'Training', unit: 'items', total: epochs });
  const result = await train(job, {
    signal,
    onProgress: ({ epoch, step, steps, validationMeanDegrees: error }) =>
      progress.update(epoch - 1 + step / steps, {
        detail: error === undefined ? '' : `error ${error.toFixed(2)}°`,
      }),
  });
  signal.throwIfAborted();
  progress.update(epochs);
  terminal.close();
  const { architecture } = job;
  const summary = result.history.at(-1)?.validation;
  const errors = summary && [
    heldBackErrors('synthetic', pictures.dataHash, validation.length, summary),
  ];
  const metadata = {
    name: 'network',
    version: packageVersion(),
    data: { name: 'synthetic', hash: pictures.dataHash, pictures: training.length },
    licence: 'MIT',
    attribution: 'none needed: rendered pictures',
    seed,
    settings: { network: recipe, training: settings, validation: 'random' },
    ...pictures.levels,
    ...(errors ? { errors } : {}),
  };
  writeFileAtomically(
    modelFile,
    encodeModel({ architecture, parameters: result.parameters, metadata }),
  );
  return {
    training: training.length,
    heldBack: validation.length,
    parameters: countParameters(architecture),
    seconds: result.history.reduce((sum, { seconds }) => sum + seconds, 0),
    history: result.history,
    settings: {
      input: `${recipe.widthPx}x${recipe.heightPx}`,
      epochs,
      batch: settings.batch,
      loss: settings.loss,
      optimiser: settings.optimiser.kind,
      threads: settings.threads,
      seed,
      'data hash': pictures.dataHash,
    },
  };
}
