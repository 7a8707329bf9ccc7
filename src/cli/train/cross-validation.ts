/** `train --cross-validate`: errors on pictures that the network has not seen, seed by seed. */
import {
  crossValidate,
  makeFolds,
  type NetworkRecipe,
  type PreparedPictures,
  type TrainSettings,
} from '../../train/index.js';
import type { CommandContext } from '../command-context.js';
import type { TrainCommandOptions } from './train.js';

/** Trains folds x seeds networks and prints what they err by. Throws crossValidate's errors. */
export async function printCrossValidation(
  { folds: wanted, validation, seeds: count, seed: first, json }: TrainCommandOptions,
  {
    pictures,
    recipe,
    settings,
  }: { pictures: PreparedPictures; recipe: NetworkRecipe; settings: TrainSettings },
  { terminal, signal }: CommandContext,
): Promise<void> {
  const kind = validation === 'none' ? 'random' : validation;
  const folds = makeFolds(pictures.input.entries, { kind, folds: wanted }).length;
  const total = folds * count * settings.epochs;
  const bar = terminal.progress({ label: 'Cross-validating', unit: 'items', total });
  const results = await crossValidate(pictures, recipe, settings, {
    folds,
    kind,
    seeds: Array.from({ length: count }, (_, i) => first + i),
    signal,
    onProgress: (fold, seed, p) => {
      const done =
        ((seed - first) * folds + fold) * settings.epochs + p.epoch - 1 + p.step / p.steps;
      bar.update(done, { detail: `seed ${seed}, fold ${fold + 1}/${folds}` });
    },
  });
  terminal.close();
  if (json) {
    const seeds = results.map(({ estimates, ...errors }) => errors);
    terminal.printJson({ folds, kind, seeds, network: recipe, training: settings });
    return;
  }
  const { formatCrossValidation } = await import('../../report/index.js');
  terminal.print(formatCrossValidation(results, { folds, kind }));
}
