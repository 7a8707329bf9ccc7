/** `train --cross-validate`: errors on pictures that the network has not seen, seed by seed. */
import { type ErrorSummary, mean, standardDeviation } from '../../metrics/index.js';
import type { Terminal } from '../../terminal/index.js';
import { visibleText } from '../../text/index.js';
import {
  type CrossValidatedSeed,
  crossValidate,
  type FoldKind,
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
  terminal.print(`${folds}-fold cross-validation, ${describeKind(kind)}`);
  terminal.print('Recovery error in degrees: mean / median / best 25 % / worst 25 %');
  for (const { seed, all, singleIlluminant } of results) {
    const single = singleIlluminant ? `   single-illuminant ${figures(singleIlluminant)}` : '';
    terminal.print(`  seed ${seed}   all ${figures(all)}${single}`);
  }
  if (results.length > 1) terminal.print(`  ${spread(results)}`);
  printMired(results, terminal);
}

/** Where the pictures have colour temperatures: over all, and by sensor. */
function printMired(results: readonly CrossValidatedSeed[], terminal: Terminal): void {
  if (results.some(({ mired }) => mired === undefined)) return;
  terminal.print('Error in mired: mean / median / best 25 % / worst 25 %');
  for (const { seed, mired, miredBySensor = {} } of results) {
    terminal.print(`  seed ${seed}   all ${figures(mired!)}`);
    for (const [sensor, { images, ...errors }] of Object.entries(miredBySensor)) {
      terminal.print(`    ${visibleText(sensor)} (${images}) ${figures(errors)}`);
    }
  }
}

function describeKind(kind: FoldKind): string {
  if (kind === 'random') return 'single pictures';
  return kind === 'runs' ? 'runs of neighbouring ids' : `pictures of one ${kind} together`;
}

function figures({ mean, median, best25, worst25 }: ErrorSummary): string {
  return [mean, median, best25, worst25].map((v) => v.toFixed(2)).join(' / ');
}

/** Mean over seeds and standard deviation of the mean errors. */
function spread(errors: readonly CrossValidatedSeed[]): string {
  const of = (values: readonly number[]) =>
    `${mean(values).toFixed(3)} ± ${standardDeviation(values).toFixed(3)}`;
  const single = errors.flatMap((e) => (e.singleIlluminant ? [e.singleIlluminant.mean] : []));
  const all = `mean over seeds ± standard deviation: all ${of(errors.map((e) => e.all.mean))}`;
  return single.length > 1 ? `${all}, single-illuminant ${of(single)}` : all;
}
