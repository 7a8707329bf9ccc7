/** The demo's network: trained on the train part of a data set, a tenth held back, written to a model file. */
import { countParameters } from '../../model/index.js';
import type { DemoTrained } from '../../report/index.js';
import { withoutShortProgress } from '../../terminal/index.js';
import { chooseRecipe } from '../../train/index.js';
import type { CommandContext } from '../command-context.js';
import { preparePart } from '../options/dataset-options.js';
import { runTraining } from '../train/run-training.js';

export interface DemoTraining {
  readonly dataDir: string;
  readonly modelFile: string;
  readonly epochs: number;
  readonly seed: number;
}

const HELD_BACK_ONE_IN = 10;

/** Trains and writes the model. Throws the signal's reason when it is aborted: a demo keeps no checkpoint. */
export async function trainDemoModel(
  { dataDir, modelFile, epochs, seed }: DemoTraining,
  context: CommandContext,
): Promise<DemoTrained> {
  const { recipe, settings } = chooseRecipe({ family: 'small', epochs, reproducible: true }, seed);
  const loading = { ...context, terminal: withoutShortProgress(context.terminal) };
  const pictures = await preparePart(dataDir, 'train', recipe, { cache: false }, loading);
  const origin = {
    name: 'network',
    data: 'synthetic',
    licence: 'MIT',
    attribution: 'none needed: rendered pictures',
    settings: { validation: 'random' },
  };
  const { architecture, trainedOn, heldBack, seconds, history } = await runTraining(
    {
      pictures,
      recipe,
      settings,
      origin,
      out: modelFile,
      detail: ({ validationMeanDegrees: error }) =>
        error === undefined ? '' : `error ${error.toFixed(2)}°`,
      holdBack: { kind: 'random', folds: HELD_BACK_ONE_IN },
    },
    context,
  );
  return {
    training: trainedOn,
    heldBack,
    parameters: countParameters(architecture),
    seconds,
    history,
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
