/** `deepawb train`: a network from pictures whose light is known. */

import { basename, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { tryOutputFile, writeFileAtomically } from '../../files/index.js';
import type { ModelErrors } from '../../model/index.js';
import type {
  FoldKind,
  NetworkRecipe,
  PreparedPictures,
  TrainProgress,
  TrainSettings,
} from '../../train/index.js';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';
import { heldBackErrors } from '../eval/model-errors.js';
import { UsageError } from '../exit-code.js';
import {
  type DatasetCommandOptions,
  preparePart,
  withDatasetOptions,
} from '../options/dataset-options.js';
import { integerOption } from '../options/option-types.js';
import { packageVersion } from '../package-files.js';
import { chooseRecipe, type RecipeOptions, withRecipeOptions } from './training-recipe.js';

interface TrainCommandOptions extends CommonOptions, DatasetCommandOptions, RecipeOptions {
  readonly data: string;
  readonly out?: string;
  readonly validation: FoldKind | 'none';
  readonly folds: number;
  readonly crossValidate?: true;
  readonly seeds: number;
  readonly resume?: true;
  readonly log?: string;
  readonly checkpoint?: string;
  readonly name?: string;
  readonly licence: string;
  readonly attribution: string;
}

export function addTrainCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('train')
    .summary('train a network on pictures whose light is known')
    .description(
      'Trains a small network on the train part of a data set and writes it to a model file. A tenth of the pictures is ' +
        'held back to show the error while it trains; --validation none trains on all of them. The test part is never read. ' +
        'Ctrl-C leaves a checkpoint, and --resume goes on from it to the same bits.',
    )
    .requiredOption('--data <dir>', 'data set in the SimpleCube++ layout')
    .option('--out <file>', 'model file to write')
    .addOption(
      new Option(
        '--validation <kind>',
        'pictures to hold back: single ones, runs of neighbouring ids, or none',
      )
        .choices(['random', 'runs', 'none'])
        .default('random'),
    )
    .option('--folds <n>', 'hold back one in n', integerOption(2, 100), 10)
    .option(
      '--cross-validate',
      'hold back every fold in turn and print the errors; writes no model',
    )
    .option('--seeds <n>', 'with --cross-validate: repeat with n seeds', integerOption(1, 100), 1)
    .option('--resume', 'go on from the checkpoint, where there is one')
    .option(
      '--checkpoint <file>',
      'checkpoint (default: the model file with .checkpoint behind it)',
    )
    .option(
      '--log <file>',
      'JSON lines, one an epoch (default: the model file with .log.jsonl behind it)',
    )
    .option('--name <text>', 'name of the model (default: that of the file)')
    .option('--licence <text>', 'licence of the model', 'unstated')
    .option('--attribution <text>', 'whom to name for the data', 'unstated');
  withRecipeOptions(command);
  withDatasetOptions(command).action((options: TrainCommandOptions) => run(options, context));
  withCommonOptions(command, {
    examples: [
      'deepawb train --data data/cube --out cube.awb',
      'deepawb train --data data/cube --cross-validate --folds 5 --seeds 3',
    ],
    seedUse: 'first weights, order and augmentation',
  });
}

async function run(options: TrainCommandOptions, context: CommandContext): Promise<void> {
  if (options.crossValidate) {
    if (options.out)
      throw new UsageError('train: --cross-validate writes no model; leave out --out');
    const { crossValidateCommand } = await import('./cross-validation.js');
    const { recipe, settings } = await chooseRecipe(options, options.seed);
    const pictures = await preparePart(options.data, 'train', recipe, options, context);
    await crossValidateCommand(
      { ...options, kind: foldKind(options) },
      pictures,
      recipe,
      settings,
      context,
    );
    return;
  }
  if (!options.out) throw new UsageError('train: expected --out, the model file to write');
  tryOutputFile(options.out);
  await trainCommand({ ...options, out: options.out }, context);
}

function foldKind({ validation }: TrainCommandOptions): FoldKind {
  return validation === 'none' ? 'random' : validation;
}

async function trainCommand(
  options: TrainCommandOptions & { readonly out: string },
  context: CommandContext,
): Promise<void> {
  const { recipe, settings } = await chooseRecipe(options, options.seed);
  const pictures = await preparePart(options.data, 'train', recipe, options, context);
  const { createJob, makeFolds, train } = await import('../../train/index.js');
  const count = pictures.source.entries.length;
  const split =
    options.validation === 'none'
      ? { train: Array.from({ length: count }, (_, i) => i), validation: [] }
      : makeFolds(pictures.input.entries, { kind: options.validation, folds: options.folds })[0];
  if (!split)
    throw new UsageError(`train: expected at least ${options.folds} pictures, got ${count}`);
  const job = createJob(pictures, recipe, settings, {
    training: split.train,
    validation: split.validation,
  });
  const { terminal, signal } = context;
  terminal.note(
    await describeJob(job.architecture, split.train.length, split.validation.length, settings),
  );
  const progress = terminal.progress({ label: 'Training', unit: 'items', total: settings.epochs });
  const result = await train(
    {
      ...job,
      checkpointFile: options.checkpoint ?? `${options.out}.checkpoint`,
      logFile: options.log ?? `${options.out}.log.jsonl`,
      resume: options.resume === true,
    },
    {
      signal,
      onProgress: (p) =>
        progress.update(p.epoch - 1 + p.step / p.steps, { detail: describeProgress(p) }),
    },
  );
  terminal.close();
  if (result.interrupted) {
    terminal.note(`Checkpoint written; go on with the same command and --resume.`);
    signal.throwIfAborted();
  }
  const model = { architecture: job.architecture, parameters: result.parameters };
  const summary = result.history.at(-1)?.validation;
  const errors = summary && [
    heldBackErrors(
      basename(resolve(options.data)),
      pictures.dataHash,
      split.validation.length,
      summary,
    ),
  ];
  const trainedOn = split.train.length;
  await writeModel(options, model, { settings, recipe, pictures, trainedOn, errors });
  await report(options, result, job.architecture, context);
}

async function describeJob(
  architecture: Parameters<typeof import('../../model/index.js').countParameters>[0],
  training: number,
  validation: number,
  settings: TrainSettings,
): Promise<string> {
  const { countFlops, countParameters } = await import('../../model/index.js');
  const { heightPx, widthPx } = architecture.input;
  return (
    `${training} pictures to train on, ${validation} held back; network of ${countParameters(architecture)} parameters, ` +
    `${(countFlops(architecture) / 1e6).toFixed(2)} MFLOP at ${widthPx}x${heightPx}; ` +
    `${settings.epochs} epochs on ${settings.threads} thread${settings.threads > 1 ? 's' : ''}.`
  );
}

function describeProgress({
  loss,
  validationMeanDegrees,
  samplesPerSecond,
}: TrainProgress): string {
  const validation =
    validationMeanDegrees === undefined ? '' : `, validation ${validationMeanDegrees.toFixed(2)}°`;
  return `loss ${loss.toFixed(3)}${validation}, ${Math.round(samplesPerSecond)}/s`;
}

async function writeModel(
  options: TrainCommandOptions & { readonly out: string },
  model: Pick<import('../../model/index.js').Model, 'architecture' | 'parameters'>,
  origin: {
    readonly settings: TrainSettings;
    readonly recipe: NetworkRecipe;
    readonly pictures: PreparedPictures;
    readonly trainedOn: number;
    readonly errors: readonly ModelErrors[] | undefined;
  },
): Promise<void> {
  const { settings, recipe, pictures, trainedOn, errors } = origin;
  const { encodeModel } = await import('../../model/index.js');
  const bytes = encodeModel({
    ...model,
    metadata: {
      name: options.name ?? basename(options.out).replace(/\.[^.]*$/, ''),
      version: packageVersion(),
      data: { name: basename(resolve(options.data)), hash: pictures.dataHash, pictures: trainedOn },
      licence: options.licence,
      attribution: options.attribution,
      seed: options.seed,
      settings: { network: recipe, training: settings, validation: options.validation },
      ...pictures.levels,
      ...(errors ? { errors } : {}),
    },
  });
  writeFileAtomically(options.out, bytes);
}

async function report(
  options: TrainCommandOptions & { readonly out: string },
  result: Awaited<ReturnType<typeof import('../../train/index.js').train>>,
  architecture: Parameters<typeof import('../../model/index.js').countParameters>[0],
  { terminal }: CommandContext,
): Promise<void> {
  const { countParameters } = await import('../../model/index.js');
  const last = result.history.at(-1);
  const seconds = result.history.reduce((sum, record) => sum + record.seconds, 0);
  const parameters = countParameters(architecture);
  if (options.json) {
    terminal.printJson({
      model: options.out,
      parameters,
      epochs: result.history.length,
      seconds,
      last,
    });
    return;
  }
  const validation = last?.validation;
  if (validation) {
    terminal.print(
      `Validation: mean ${validation.mean.toFixed(2)}°, median ${validation.median.toFixed(2)}° recovery error`,
    );
  }
  terminal.print(
    `Model: ${options.out} (${parameters} parameters, trained in ${seconds.toFixed(0)} s)`,
  );
}
