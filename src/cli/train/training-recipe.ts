/** Options that choose a network and how it is trained, and the recipe that they add up to. */
import { availableParallelism } from 'node:os';
import { type Command, Option } from 'commander';
import type { LossKind } from '../../nn/index.js';
import type { CheckpointMismatchError, NetworkRecipe, TrainSettings } from '../../train/index.js';
import {
  integerOption,
  numberOption,
  type PictureSize,
  sizeOption,
} from '../options/option-types.js';

export interface RecipeOptions {
  readonly family: 'small' | 'reference';
  readonly head?: 'ct';
  readonly recipe?: string;
  readonly size?: PictureSize;
  readonly epochs?: number;
  readonly batch?: number;
  readonly rate?: number;
  readonly finalRate?: number;
  readonly loss?: LossKind | 'mired';
  readonly densityExponent?: number;
  readonly lowLight?: number;
  readonly threads?: number;
}

const MOST_THREADS = 8;

export function withRecipeOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--family <name>',
        'network: our small one, or the proof of concept of the reference system',
      )
        .choices(['small', 'reference'])
        .default('small'),
    )
    .addOption(
      new Option(
        '--head <kind>',
        'ct: a colour temperature in kelvin instead of a white point, from picture and lux (layout awbnn)',
      ).choices(['ct']),
    )
    .option('--recipe <file>', 'JSON {"network": {...}, "training": {...}} to change any setting')
    .option('--size <WxH>', 'input of the network', sizeOption(4, 1024))
    .option('--epochs <n>', 'passes over the training pictures', integerOption(1, 100_000))
    .option('--batch <n>', 'pictures a step', integerOption(1, 1024))
    .option('--rate <x>', 'highest learning rate', numberOption(0, 10))
    .option('--final-rate <x>', 'learning rate at the end', numberOption(0, 10))
    .addOption(
      new Option('--loss <kind>', 'what is minimised').choices(['chord', 'angle', 'mse', 'mired']),
    )
    .option(
      '--density-exponent <x>',
      'density weights to this power: 1 as they are, 0 none',
      numberOption(0, 2),
    )
    .option(
      '--low-light <share>',
      'share of samples with the noise that a sensor has in low light, 0 for none (default: 0.5; reference: 0)',
      numberOption(0, 1),
    )
    .option('--threads <n>', 'threads (default: one per core, at most 8)', integerOption(1, 64));
}

/** The option behind a setting, by the path that the setting has in checkpoints. */
const OPTION_OF: Readonly<Record<string, string>> = {
  'settings.epochs': '--epochs',
  'settings.batch': '--batch',
  'settings.schedule.rate': '--rate',
  'settings.schedule.finalRate': '--final-rate',
  'settings.loss': '--loss',
  'settings.densityExponent': '--density-exponent',
  'settings.augmentation.lowLight.share': '--low-light',
  'settings.seed': '--seed',
  'settings.threads': '--threads',
};

/** What a checkpoint of another run was made with, in the words of the command line. */
export function explainMismatch({
  file,
  difference: { path, found, wanted },
}: CheckpointMismatchError): string {
  const anew = `or start anew without --resume`;
  const option = OPTION_OF[path];
  if (option !== undefined) {
    return `${file}: the checkpoint was made with ${option} ${found}, now it is ${wanted}; give ${option} ${found}, ${anew}`;
  }
  if (path === 'dataHash') {
    return `${file}: the checkpoint was made with other pictures or labels than those of --data; name the same data set, ${anew}`;
  }
  if (path.startsWith('architecture')) {
    return (
      `${file}: the checkpoint was made for another network, or with other pictures held back; give the same --family, ` +
      `--size, --recipe, --validation and --folds, ${anew}`
    );
  }
  const setting = path.replace(/^settings\./, 'training.');
  return `${file}: the checkpoint was made with ${setting} ${found}, now it is ${wanted}; give the same --recipe, ${anew}`;
}

/** Defaults at the data set's own size where it has one, changed by the recipe file, changed by the options. Throws RecipeError for a file that is no recipe. */
export async function chooseRecipe(
  options: RecipeOptions,
  seed: number,
  ownSize: PictureSize | null = null,
): Promise<{ recipe: NetworkRecipe; settings: TrainSettings }> {
  const { changedNetwork, changedTraining, familyRecipe, readRecipeFile } = await import(
    '../../train/index.js'
  );
  const { recipe: file = '', size, lowLight, rate, finalRate } = options;
  const base = familyRecipe(options.family, options.head);
  const fitted = base.network.family === 'small' ? { ...base.network, ...ownSize } : base.network;
  const { network, training } = options.recipe ? readRecipeFile(options.recipe) : {};
  const given = {
    ...pick(options, ['epochs', 'batch', 'loss', 'densityExponent']),
    ...(lowLight === undefined ? {} : { augmentation: { lowLight: { share: lowLight } } }),
    schedule: {
      ...(rate === undefined ? {} : { rate }),
      ...(finalRate === undefined ? {} : { finalRate }),
    },
  };
  const fromFile = changedTraining(base.training, training ?? {}, { file, path: 'training' });
  const threads = options.threads ?? Math.min(MOST_THREADS, availableParallelism());
  return {
    recipe: changedNetwork(fitted, { ...network, ...size }, { file, path: 'network' }),
    settings: {
      ...changedTraining(fromFile, given, { file: '', path: 'training' }),
      threads,
      seed,
    },
  };
}

function pick<T extends object, K extends keyof T>(
  source: T,
  keys: readonly K[],
): Partial<Pick<T, K>> {
  return Object.fromEntries(
    keys.filter((key) => source[key] !== undefined).map((key) => [key, source[key]]),
  ) as Partial<Pick<T, K>>;
}
