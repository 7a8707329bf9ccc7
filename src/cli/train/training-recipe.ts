/** Options that choose a network and how it is trained, and the recipe that they add up to. */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { type Command, Option } from 'commander';
import type { LossKind } from '../../nn/index.js';
import type { NetworkRecipe, TrainSettings } from '../../train/index.js';
import { InputError } from '../exit-code.js';
import {
  integerOption,
  numberOption,
  type PictureSize,
  sizeOption,
} from '../options/option-types.js';

export interface RecipeOptions {
  readonly family: 'small' | 'reference';
  readonly recipe?: string;
  readonly size?: PictureSize;
  readonly epochs?: number;
  readonly batch?: number;
  readonly rate?: number;
  readonly finalRate?: number;
  readonly loss?: LossKind;
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
    .option('--recipe <file>', 'JSON {"network": {...}, "training": {...}} to change any setting')
    .option('--size <WxH>', 'input of the network', sizeOption(4, 1024))
    .option('--epochs <n>', 'passes over the training pictures', integerOption(1, 100_000))
    .option('--batch <n>', 'pictures a step', integerOption(1, 1024))
    .option('--rate <x>', 'highest learning rate', numberOption(0, 10))
    .option('--final-rate <x>', 'learning rate at the end', numberOption(0, 10))
    .addOption(new Option('--loss <kind>', 'what is minimised').choices(['chord', 'angle', 'mse']))
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

/** Defaults, changed by the recipe file, changed by the options. Throws InputError for a file that is no recipe. */
export async function chooseRecipe(
  options: RecipeOptions,
  seed: number,
): Promise<{ recipe: NetworkRecipe; settings: TrainSettings }> {
  const { DEFAULT_NETWORK, DEFAULT_TRAIN_SETTINGS, REFERENCE_NETWORK } = await import(
    '../../train/index.js'
  );
  const file = options.recipe ? readRecipeFile(options.recipe) : {};
  const base = options.family === 'reference' ? REFERENCE_NETWORK : DEFAULT_NETWORK;
  const recipe = merge(
    options.recipe ?? '',
    base,
    { ...file.network, ...options.size },
    'network',
  ) as NetworkRecipe;
  const given = {
    ...pick(options, ['epochs', 'batch', 'loss', 'densityExponent']),
    ...(options.lowLight === undefined
      ? {}
      : { augmentation: { lowLight: { share: options.lowLight } } }),
    ...(options.rate !== undefined || options.finalRate !== undefined
      ? {
          schedule: {
            ...(options.rate === undefined ? {} : { rate: options.rate }),
            ...(options.finalRate === undefined ? {} : { finalRate: options.finalRate }),
          },
        }
      : {}),
  };
  const { augmentation } = DEFAULT_TRAIN_SETTINGS;
  const withShare = (share: number) => ({ lowLight: { ...augmentation.lowLight, share } });
  // Planes of linear values depend on exposure, as the network that the reference describes does.
  const defaults =
    options.family === 'reference'
      ? { ...DEFAULT_TRAIN_SETTINGS, augmentation: { ...augmentation, ...withShare(0) } }
      : DEFAULT_TRAIN_SETTINGS;
  const threads = options.threads ?? Math.min(MOST_THREADS, availableParallelism());
  const fromFile = merge(options.recipe ?? '', defaults, file.training ?? {}, 'training');
  const settings = { ...(merge('', fromFile, given, 'training') as TrainSettings), threads, seed };
  return { recipe, settings };
}

interface RecipeFile {
  readonly network?: Record<string, unknown>;
  readonly training?: Record<string, unknown>;
}

function readRecipeFile(file: string): RecipeFile {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new InputError(`${file}: expected a recipe in JSON, ${(error as Error).message}`);
  }
  const known = ['network', 'training'];
  const unknown = isRecord(value)
    ? Object.keys(value).find((key) => !known.includes(key))
    : undefined;
  if (!isRecord(value) || unknown !== undefined) {
    throw new InputError(
      `${file}: expected {"network": {...}, "training": {...}}, got ${unknown ?? typeof value}`,
    );
  }
  return value;
}

/** Deep merge; a key that the base does not have, or a value of another type, is an error that names it. */
function merge(
  file: string,
  base: unknown,
  change: Record<string, unknown>,
  path: string,
): unknown {
  const result: Record<string, unknown> = { ...(base as Record<string, unknown>) };
  for (const [key, value] of Object.entries(change)) {
    const old = result[key];
    const name = `${path}.${key}`;
    if (old === undefined)
      throw new InputError(`${file}: ${name}: expected one of ${Object.keys(result).join(', ')}`);
    if (typeof old !== typeof value || Array.isArray(old) !== Array.isArray(value)) {
      throw new InputError(
        `${file}: ${name}: expected a value like ${JSON.stringify(old)}, got ${JSON.stringify(value)}`,
      );
    }
    result[key] = isRecord(old) && isRecord(value) ? merge(file, old, value, name) : value;
  }
  return result;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function pick<T extends object, K extends keyof T>(
  source: T,
  keys: readonly K[],
): Partial<Pick<T, K>> {
  return Object.fromEntries(
    keys.filter((key) => source[key] !== undefined).map((key) => [key, source[key]]),
  ) as Partial<Pick<T, K>>;
}
