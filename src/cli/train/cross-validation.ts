/** `train --cross-validate`: errors on pictures that the network has not seen, seed by seed. */
import { chooseMethods, type JudgedMethod } from '../../methods/index.js';
import { crossJudge } from '../../methods/node/index.js';
import {
  formatCrossValidation,
  formatShortErrorTable,
  type TrainingFacts,
  writeCrossValidationReport,
} from '../../report/index.js';
import {
  countEpochs,
  crossValidate,
  type FoldKind,
  makeFolds,
  type NetworkRecipe,
  type PreparedPictures,
  type TrainSettings,
} from '../../train/index.js';
import type { CommandContext } from '../command-context.js';
import { inOption } from '../exit-code.js';
import type { TrainCommandOptions } from './train.js';

/** Of thumbnails, as `eval` shows them to the same methods. */
const SIZE = { widthPx: 64, heightPx: 64 };

/** Trains folds x seeds networks and prints what they err by. Throws crossValidate's errors. */
export async function printCrossValidation(
  options: TrainCommandOptions,
  {
    pictures,
    recipe,
    settings,
  }: { pictures: PreparedPictures; recipe: NetworkRecipe; settings: TrainSettings },
  facts: TrainingFacts,
  context: CommandContext,
): Promise<void> {
  const { folds: wanted, validation = 'random', seeds: count, seed: first, json } = options;
  const { terminal, signal } = context;
  const kind = validation === 'none' ? 'random' : validation;
  const baselines = await judgeBaselines(options, kind, context);
  const folds = makeFolds(pictures.input.entries, { kind, folds: wanted }).length;
  const epochs = countEpochs(settings);
  const total = folds * count * epochs;
  const bar = terminal.progress({ label: 'Cross-validating', unit: 'items', total });
  const results = await crossValidate(pictures, recipe, settings, {
    folds,
    kind,
    seeds: Array.from({ length: count }, (_, i) => first + i),
    signal,
    onProgress: (fold, seed, p) => {
      const done = ((seed - first) * folds + fold) * epochs + p.epoch - 1 + p.step / p.steps;
      bar.update(done, { detail: `seed ${seed}, fold ${fold + 1}/${folds}` });
    },
  });
  terminal.close();
  if (options.report) await writeCrossValidationReport(options.report, results, facts);
  if (json) {
    const seeds = results.map(({ estimates, losses, ...errors }) => errors);
    const others = baselines ? { baselines } : {};
    terminal.printJson({ folds, kind, seeds, ...others, network: recipe, training: settings });
    return;
  }
  terminal.print(formatCrossValidation(results, { folds, kind }));
  const { bold, dim } = terminal.colours;
  if (baselines) terminal.print(`\n${formatShortErrorTable(baselines, { bold, dim })}`);
}

/** Throws UsageError for a name that is none. */
export const chosenBaselines = (names = '') =>
  inOption('--baselines', () => chooseMethods(names.split(',').map((name) => name.trim())));

/** Those methods on the same folds; they go first, since they are soon done. */
async function judgeBaselines(
  options: TrainCommandOptions,
  kind: FoldKind,
  { terminal, signal }: CommandContext,
): Promise<JudgedMethod[] | undefined> {
  const { baselines: names, folds } = options;
  const [data] = options.data;
  if (names === undefined || data === undefined) return undefined;
  const methods = chosenBaselines(names);
  const show = terminal.stages();
  const job = {
    ...options,
    data,
    methods,
    size: SIZE,
    folds: (entries: PreparedPictures['input']['entries']) => makeFolds(entries, { kind, folds }),
  };
  const judged = await crossJudge(job, {
    signal,
    onMethod: (name, done) => show(`Estimating ${name}`, done, { total: methods.length }),
  });
  terminal.close();
  return judged;
}
