/** Recipes as people give them: the defaults of a family, changed by a JSON file, changed by single settings. */
import { readFileSync } from 'node:fs';
import {
  DEFAULT_NETWORK,
  type NetworkRecipe,
  REFERENCE_NETWORK,
  TEMPERATURE_NETWORK,
} from './recipe.js';
import { RecipeError } from './recipe-error.js';
import {
  DEFAULT_TRAIN_SETTINGS,
  NEUTRAL_SETTINGS,
  TEMPERATURE_TRAIN_SETTINGS,
  type TrainSettings,
} from './settings.js';

/** Any part of a recipe, as deep as it goes. */
export interface RecipeChange {
  readonly network?: Readonly<Record<string, unknown>>;
  readonly training?: Readonly<Record<string, unknown>>;
}

/** The recipe of a family before any change. */
export function familyRecipe(
  family: NetworkRecipe['family'],
  head?: 'ct',
): {
  readonly network: NetworkRecipe;
  readonly training: TrainSettings;
} {
  if (head === 'ct') {
    if (family !== 'small')
      throw new RecipeError(`--head ct: expected --family small, got ${family}`);
    return { network: TEMPERATURE_NETWORK, training: TEMPERATURE_TRAIN_SETTINGS };
  }
  if (family === 'small') return { network: DEFAULT_NETWORK, training: DEFAULT_TRAIN_SETTINGS };
  const { augmentation } = DEFAULT_TRAIN_SETTINGS;
  // Planes of linear values depend on exposure, as the network that the reference describes does.
  const lowLight = { ...augmentation.lowLight, share: 0 };
  const training = { ...DEFAULT_TRAIN_SETTINGS, augmentation: { ...augmentation, lowLight } };
  return { network: REFERENCE_NETWORK, training };
}

/** Reads `{"network": {...}, "training": {...}}`. Throws RecipeError that names the file for anything else. */
export function readRecipeFile(file: string): RecipeChange {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new RecipeError(`${file}: expected a recipe in JSON, ${(error as Error).message}`);
  }
  const known = ['network', 'training'];
  const unknown = isRecord(value)
    ? Object.keys(value).find((key) => !known.includes(key))
    : undefined;
  if (!isRecord(value) || unknown !== undefined) {
    throw new RecipeError(
      `${file}: expected {"network": {...}, "training": {...}}, got ${unknown ?? typeof value}`,
    );
  }
  return value;
}

/** A deep merge. Throws RecipeError for a key that `base` does not have and for a value of another type. */
export function changed<T extends object>(
  base: T,
  change: Readonly<Record<string, unknown>>,
  { file, path }: { readonly file: string; readonly path: string },
): T {
  const result = { ...base } as Record<string, unknown>;
  for (const [key, value] of Object.entries(change)) {
    const old = result[key];
    const name = `${path}.${key}`;
    if (old === undefined)
      throw new RecipeError(`${file}: ${name}: expected one of ${Object.keys(result).join(', ')}`);
    if (typeof old !== typeof value || Array.isArray(old) !== Array.isArray(value)) {
      throw new RecipeError(
        `${file}: ${name}: expected a value like ${JSON.stringify(old)}, got ${JSON.stringify(value)}`,
      );
    }
    result[key] =
      isRecord(old) && isRecord(value) ? changed(old, value, { file, path: name }) : value;
  }
  return result as T;
}

/**
 * Training settings changed by a recipe, which may also name what the defaults leave out; what changes nothing stays left
 * out, so that a checkpoint or a model says what it always said. Throws RecipeError.
 */
export function changedTraining(
  base: TrainSettings,
  change: Readonly<Record<string, unknown>>,
  where: { readonly file: string; readonly path: string },
): TrainSettings {
  const complete = withNeutral(base as unknown as Plain, NEUTRAL_SETTINGS);
  const settings = changed(complete, change, where);
  const checked = withoutNeutral(settings, NEUTRAL_SETTINGS) as unknown as TrainSettings;
  checkWords(checked, where);
  return checked;
}

/** Settings that are one of a few words. */
function checkWords(
  { loss, optimiser, schedule, initialisation, lastBatch }: TrainSettings,
  { file, path }: { readonly file: string; readonly path: string },
): void {
  const words: [name: string, value: string | undefined, known: readonly string[]][] = [
    ['loss', loss, ['chord', 'angle', 'mse', 'mired']],
    ['optimiser.kind', optimiser.kind, ['adam', 'adamw']],
    ['schedule.every', schedule.every, ['step', 'epoch']],
    ['initialisation', initialisation, ['heNormal', 'uniformFanIn']],
    ['lastBatch', lastBatch, ['dropped', 'kept']],
  ];
  for (const [name, value, known] of words) {
    if (value === undefined || known.includes(value)) continue;
    throw new RecipeError(
      `${file}: ${path}.${name}: expected one of ${known.join(', ')}, got ${JSON.stringify(value)}`,
    );
  }
}

type Plain = Readonly<Record<string, unknown>>;

function withNeutral(base: Plain, neutral: Plain): Plain {
  const added = Object.entries(neutral).map(([key, value]) => {
    const own = base[key];
    return [key, isRecord(value) ? withNeutral(isRecord(own) ? own : {}, value) : (own ?? value)];
  });
  return { ...base, ...Object.fromEntries(added) };
}

function withoutNeutral(settings: Plain, neutral: Plain): Plain {
  const kept = Object.entries(settings).flatMap(([key, value]): [string, unknown][] => {
    const same = neutral[key];
    if (same === undefined) return [[key, value]];
    // A group that has only what changes nothing is left out as a whole.
    if (isRecord(value) && isRecord(same)) {
      const isGroup = Object.keys(value).every((name) => name in same);
      if (isGroup) return JSON.stringify(value) === JSON.stringify(same) ? [] : [[key, value]];
      return [[key, withoutNeutral(value, same)]];
    }
    return value === same ? [] : [[key, value]];
  });
  return Object.fromEntries(kept);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
