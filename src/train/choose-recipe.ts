/** The recipe that a family, a recipe file and single settings add up to. */
import { availableParallelism } from 'node:os';
import type { LossKind } from '../nn/index.js';
import type { ThumbnailSize } from '../raw/index.js';
import type { NetworkRecipe } from './recipe.js';
import { changedNetwork, changedTraining, familyRecipe, readRecipeFile } from './recipe-file.js';
import type { TrainSettings } from './settings.js';

/** What may be chosen of a recipe in few words. */
export interface RecipeChoice {
  readonly family: 'small' | 'reference';
  readonly head?: 'ct';
  /** A recipe file, whose settings go before the family's and after these. */
  readonly recipe?: string;
  readonly size?: ThumbnailSize;
  readonly epochs?: number;
  readonly batch?: number;
  readonly rate?: number;
  readonly finalRate?: number;
  readonly loss?: LossKind | 'mired';
  readonly densityExponent?: number;
  readonly lowLight?: number;
  readonly threads?: number;
}

/** Unless a number is given. */
const MOST_THREADS = 8;

/** Defaults at the data set's own size where it has one, changed by the recipe file, changed by the options. Throws RecipeError for a file that is no recipe. */
export function chooseRecipe(
  options: RecipeChoice,
  seed: number,
  ownSize: ThumbnailSize | null = null,
): { recipe: NetworkRecipe; settings: TrainSettings } {
  const { recipe: file = '', size, lowLight, rate, finalRate } = options;
  const base = familyRecipe(options.family, options.head, (size ?? ownSize)?.heightPx);
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
