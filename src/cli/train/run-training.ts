/** Training on the terminal: progress, a note on Ctrl-C, and the model as a file. */
import { writeFileAtomically } from '../../files/index.js';
import { packageVersion } from '../../files/package/index.js';
import { encodeModel } from '../../model/index.js';
import {
  countEpochs,
  inTrainOptions,
  type ModelOrigin,
  type NetworkRecipe,
  type PreparedPictures,
  type TrainedModel,
  type TrainModelOptions,
  type TrainProgress,
  type TrainSettings,
  trainModel,
} from '../../train/index.js';
import type { CommandContext } from '../command-context.js';

export interface TrainingRun extends Omit<TrainModelOptions, 'onProgress' | 'signal'> {
  readonly pictures: PreparedPictures;
  readonly recipe: NetworkRecipe;
  readonly settings: TrainSettings;
  readonly origin: Omit<ModelOrigin, 'version'>;
  /** The model file. */
  readonly out: string;
  /** Beside the progress bar. */
  readonly detail: (progress: TrainProgress) => string;
  /** What is said of the checkpoint when Ctrl-C ends it. */
  readonly onInterrupt?: string;
}

/** Trains and writes the model. Throws trainModel's errors, and the signal's reason after Ctrl-C. */
export async function runTraining(
  { pictures, recipe, settings, origin, out, detail, onInterrupt, ...options }: TrainingRun,
  { terminal, signal }: CommandContext,
): Promise<TrainedModel> {
  let bar: ReturnType<typeof terminal.progress> | undefined;
  const total = countEpochs(settings);
  const trained = await inTrainOptions(() =>
    trainModel(
      pictures,
      recipe,
      settings,
      { ...origin, version: packageVersion() },
      {
        ...options,
        signal,
        onStart(plan) {
          options.onStart?.(plan);
          bar = terminal.progress({ label: 'Training', unit: 'items', total });
        },
        onProgress: (p) => bar?.update(p.epoch - 1 + p.step / p.steps, { detail: detail(p) }),
      },
    ),
  );
  if (!trained.interrupted) bar?.update(total);
  terminal.close();
  if (trained.interrupted) {
    if (onInterrupt) terminal.note(onInterrupt);
    signal.throwIfAborted();
  }
  writeFileAtomically(out, encodeModel(trained.model));
  return trained;
}
