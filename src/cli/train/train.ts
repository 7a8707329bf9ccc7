/** `deepawb train`: a network from pictures whose light is known. */
import { type Command, Option } from 'commander';
import type { ColourMatrix } from '../../color/index.js';
import type { FoldKind } from '../../train/index.js';
import { type CommandContext, type CommonOptions, withCommonOptions } from '../command-context.js';
import { parseMatrix } from '../options/camera-options.js';
import { type DatasetCommandOptions, withDatasetOptions } from '../options/dataset-options.js';
import { integerOption, numberOption } from '../options/option-types.js';
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
  readonly report?: string;
  readonly resume?: true;
  readonly start?: string;
  /** Models with commas between them. */
  readonly teachers?: string;
  readonly calibrate?: string;
  readonly from?: string;
  readonly alwaysAdapt?: true;
  readonly replay?: string;
  readonly replayCamera?: string;
  readonly log?: string;
  readonly checkpoint?: string;
  readonly name?: string;
  readonly licence: string;
  readonly attribution: string;
  /** Names with commas between them, set by set. */
  readonly camera?: readonly string[];
  readonly colorMatrix?: ColourMatrix;
  readonly canonical?: true;
  readonly mapPart?: number;
}

function withFileOptions(command: Command): void {
  command
    .option('--resume', 'go on from the checkpoint, where there is one')
    .option(
      '--checkpoint <file>',
      'checkpoint (default: the model file with .checkpoint behind it)',
    )
    .option(
      '--log <file>',
      'JSON lines, one an epoch (default: the model file with .log.jsonl behind it)',
    )
    .option('--report <file>', 'write an HTML report: errors by fold, learning curve, settings');
}

function withTeacherOptions(command: Command): void {
  command
    .option(
      '--distil <n>',
      'train n teachers first, networks of the same recipe, and aim at what they say together of each sample, and at its label',
      integerOption(0, 64),
    )
    .option(
      '--teachers <models>',
      'models that teach instead, with commas between them; needs --validation none',
    )
    .option(
      '--teacher-share <x>',
      "how far targets lie towards the teachers' answer: 0 the label, 1 their answer (default: 0.7)",
      numberOption(0, 1),
    );
}

function withOriginOptions(command: Command): void {
  command
    .option('--name <text>', 'name of the model (default: that of the file)')
    .option('--licence <text>', 'licence of the model', 'unstated')
    .option('--attribution <text>', 'whom to name for the data', 'unstated');
}

function withCameraOptions(command: Command): void {
  command
    .option(
      '--camera <names...>',
      "cameras of the pictures, with commas between them; with several --data once for each, and then for each --unlabelled (default: dataset.json's)",
    )
    .option(
      '--color-matrix <numbers>',
      'a camera that the table does not have, for one --data: from XYZ to its RGB under D65, nine numbers with commas',
      parseMatrix,
    )
    .option(
      '--canonical',
      'read the pictures as those of the canonical camera, the middle of the table, even where one camera took them all',
    )
    .option(
      '--map-part <x>',
      'with several --data: how much of the way the model will map pictures of cameras that it was not trained on (default: 1)',
      numberOption(0, 1),
    );
}

export function addTrainCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('train')
    .summary('train a network on pictures whose light is known')
    .description(
      'Trains a small network on the train part of a data set and writes it to a model file. A tenth of the pictures is ' +
        'held back to show the error while it trains; --validation none trains on all of them, as --head ct does. The test ' +
        'part is never read. Ctrl-C leaves a checkpoint, and --resume goes on from it to the same bits.',
    )
    .requiredOption('--data <dir...>', 'data set; several are read as of one canonical camera')
    .option(
      '--unlabelled <dir...>',
      'raw pictures, or data sets, to learn from without labels: by pseudo-labels of 4 teachers, trained first, and by the consistency of two views',
    )
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
    .option(
      '--calibrate <model>',
      'write this model with the degrees that its answers are likely to be off by, learnt from networks trained on --folds parts',
    )
    .option(
      '--from <model>',
      'adapt a model (shipped:universal, a file) to one camera with 5 to 100 pictures of it, and say by pictures held back ' +
        'whether that helped; the model written answers as the one begun with where it did not',
    )
    .option('--always-adapt', 'with --from: write the adapted model whatever the pictures say')
    .option(
      '--replay <dir>',
      'with --from: pictures of a camera that the model knew and should not forget; says what adapting costs on others of them',
    )
    .option('--replay-camera <name>', "camera of --replay's pictures (default: dataset.json's)");
  withFileOptions(command);
  withOriginOptions(command);
  withCameraOptions(command);
  withRecipeOptions(command);
  withTeacherOptions(command);
  withDatasetOptions(command).action(async (options: TrainCommandOptions) => {
    const { trainOrCrossValidate } = await import('./train-action.js');
    const { foldBy: validation = options.validation } = options;
    await trainOrCrossValidate({ ...options, ...(validation ? { validation } : {}) }, context);
  });
  withCommonOptions(command, {
    examples: [
      'deepawb train --data data/cube --out cube.awb',
      'deepawb train --data data/cube --cross-validate --folds 5 --report f.html',
      'deepawb train --data data/cube --cross-validate --baselines bayes-tuned',
      'deepawb train --data data/canon --data data/nikon --out any.awb',
      'deepawb train --data data/cube --unlabelled pictures --out cube.awb',
      'deepawb train --data data/cube --calibrate cube.awb --folds 4 --out cube.awb',
      'deepawb train --from shipped:universal --data data/mine --out mine.awb',
    ],
    seedUse: 'first weights, order and augmentation',
  });
}
