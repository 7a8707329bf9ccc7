/** `train --cross-validate`: errors on pictures that the network has not seen, seed by seed. */
import { recoveryErrorDegrees, type WhitePoint } from '../../color/index.js';
import type { ThumbnailEntry } from '../../dataset/index.js';
import { type ErrorSummary, summariseErrors } from '../../metrics/index.js';
import {
  crossValidate,
  type FoldKind,
  type NetworkRecipe,
  type PreparedPictures,
  type TrainSettings,
} from '../../train/index.js';
import type { CommandContext } from '../command-context.js';

export interface CrossValidationCommand {
  readonly folds: number;
  readonly kind: FoldKind;
  readonly seeds: number;
  readonly seed: number;
  readonly json?: true;
}

interface SeedErrors {
  readonly seed: number;
  readonly all: ErrorSummary;
  /** Pictures whose properties say single_illuminant = 1; absent where none does. */
  readonly singleIlluminant?: ErrorSummary;
}

export async function crossValidateCommand(
  { folds, kind, seeds: count, seed: first, json }: CrossValidationCommand,
  pictures: PreparedPictures,
  recipe: NetworkRecipe,
  settings: TrainSettings,
  { terminal, signal }: CommandContext,
): Promise<void> {
  const seeds = Array.from({ length: count }, (_, i) => first + i);
  const total = folds * count * settings.epochs;
  const bar = terminal.progress({ label: 'Cross-validating', unit: 'items', total });
  const results = await crossValidate(pictures, recipe, settings, {
    folds,
    kind,
    seeds,
    signal,
    onProgress: (fold, seed, p) => {
      const done =
        ((seed - first) * folds + fold) * settings.epochs + p.epoch - 1 + p.step / p.steps;
      bar.update(done, { detail: `seed ${seed}, fold ${fold + 1}/${folds}` });
    },
  });
  terminal.close();
  const errors = results.map(({ seed, estimates }) =>
    seedErrors(seed, estimates, pictures.input.entries),
  );
  if (json) {
    terminal.printJson({ folds, kind, seeds: errors, network: recipe, training: settings });
    return;
  }
  terminal.print(
    `${folds}-fold cross-validation, ${kind === 'runs' ? 'runs of neighbouring ids' : 'single pictures'}`,
  );
  terminal.print('Recovery error in degrees: mean / median / best 25 % / worst 25 %');
  for (const { seed, all, singleIlluminant } of errors) {
    const single = singleIlluminant ? `   single-illuminant ${figures(singleIlluminant)}` : '';
    terminal.print(`  seed ${seed}   all ${figures(all)}${single}`);
  }
  if (errors.length > 1) terminal.print(`  ${spread(errors)}`);
}

function seedErrors(
  seed: number,
  estimates: readonly WhitePoint[],
  entries: readonly ThumbnailEntry[],
): SeedErrors {
  const degrees = entries.map((entry, i) =>
    recoveryErrorDegrees(estimates[i] ?? entry.whitePoint, entry.whitePoint),
  );
  const single = degrees.filter((_, i) => entries[i]?.properties.single_illuminant === '1');
  return {
    seed,
    all: summariseErrors(degrees),
    ...(single.length > 0 ? { singleIlluminant: summariseErrors(single) } : {}),
  };
}

function figures({ mean, median, best25, worst25 }: ErrorSummary): string {
  return [mean, median, best25, worst25].map((v) => v.toFixed(2)).join(' / ');
}

/** Mean over seeds and standard deviation of the mean errors. */
function spread(errors: readonly SeedErrors[]): string {
  const of = (values: readonly number[]) => {
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1);
    return `${mean.toFixed(3)} ± ${Math.sqrt(variance).toFixed(3)}`;
  };
  const single = errors.flatMap((e) => (e.singleIlluminant ? [e.singleIlluminant.mean] : []));
  const all = `mean over seeds ± standard deviation: all ${of(errors.map((e) => e.all.mean))}`;
  return single.length > 1 ? `${all}, single-illuminant ${of(single)}` : all;
}
