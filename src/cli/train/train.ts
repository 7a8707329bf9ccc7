/** `deepawb train`: a network from pictures whose light is known. */
import { type Command, Option } from 'commander';
import type { FoldKind } from '../../train/index.js';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';
import { type DatasetCommandOptions, withDatasetOptions } from '../options/dataset-options.js';
import { integerOption } from '../options/option-types.js';
import { type RecipeOptions, withRecipeOptions } from './training-recipe.js';

export interface TrainCommandOptions extends CommonOptions, DatasetCommandOptions, RecipeOptions {
  /** Of one camera or several each. */
  readonly data: readonly string[];
  readonly out?: string;
  readonly validation?: FoldKind | 'none';
  readonly foldBy?: Exclude<FoldKind, 'random' | 'runs'>;
  readonly folds: number;
  readonly crossValidate?: true;
  readonly seeds: number;
  readonly baselines?: string;
  readonly resume?: true;
  readonly start?: string;
  readonly log?: string;
  readonly checkpoint?: string;
  readonly name?: string;
  readonly licence: string;
  readonly attribution: string;
  /** The names given with one `--camera`, in the order of the options. */
  readonly camera?: readonly (readonly string[])[];
  readonly canonical?: true;
}

function collect(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

function collectNames(text: string, before: readonly string[][] = []): string[][] {
  return [...before, text.split(',').map((name) => name.trim())];
}

export function addTrainCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('train')
    .summary('train a network on pictures whose light is known')
    .description(
      'Trains a small network on the train part of a data set and writes it to a model file. A tenth of the pictures is ' +
        'held back to show the error while it trains; --validation none trains on all of them, as --head ct does. The test ' +
        'part is never read. ' +
        'Ctrl-C leaves a checkpoint, and --resume goes on from it to the same bits. Several data sets of several cameras ' +
        'are read as pictures of one, the canonical camera, which the model then is made for.',
    )
    .requiredOption('--data <dir>', 'data set; repeat it for several', collect)
    .option('--out <file>', 'model file to write')
    .addOption(
      new Option(
        '--validation <kind>',
        'pictures to hold back: single ones, runs of neighbouring ids, or none (default: random; none with --head ct)',
      ).choices(['random', 'runs', 'none']),
    )
    .addOption(
      new Option(
        '--fold-by <property>',
        'hold back all pictures of a session, a user or a sensor together (layout awbnn), or of a camera (several --data)',
      )
        .choices(['session', 'user', 'sensor', 'camera'])
        .conflicts('validation'),
    )
    .option('--folds <n>', 'hold back one in n', integerOption(2, 100), 10)
    .option(
      '--cross-validate',
      'hold back every fold in turn and print the errors; writes no model',
    )
    .option('--seeds <n>', 'with --cross-validate: repeat with n seeds', integerOption(1, 100), 1)
    .option(
      '--baselines <names>',
      'with --cross-validate: classical methods on the same folds, each fitted to the others',
    )
    .option('--start <model>', 'train a model further: its network, from its weights on')
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
    .option('--attribution <text>', 'whom to name for the data', 'unstated')
    .option(
      '--camera <names>',
      "the cameras that took the pictures, with commas between them (default: dataset.json's): the model says so, and " +
        'reads pictures of others through the colour matrices of both; with several --data once for each, in their order',
      collectNames,
    )
    .option(
      '--canonical',
      'read the pictures as those of the canonical camera, the middle of the table, even where one camera took them all',
    );
  withRecipeOptions(command);
  withDatasetOptions(command).action(async (options: TrainCommandOptions) => {
    const { trainOrCrossValidate } = await import('./train-action.js');
    const { foldBy: validation = options.validation } = options;
    await trainOrCrossValidate({ ...options, ...(validation ? { validation } : {}) }, context);
  });
  withCommonOptions(command, {
    examples: [
      'deepawb train --data data/cube --out cube.awb',
      'deepawb train --data data/cube --cross-validate --folds 5 --seeds 3',
      'deepawb train --data data/cube --cross-validate --baselines bayes-tuned',
      'deepawb train --data data/canon --data data/nikon --out any.awb',
    ],
    seedUse: 'first weights, order and augmentation',
  });
}
