/** Recipes as people give them: the defaults of a family, changed by a JSON file, changed by single settings. */
import { readInputText } from '../files/index.js';
import { describeValue } from '../text/index.js';
import {
  COARSE_TEMPERATURE_NETWORK,
  DEFAULT_NETWORK,
  type NetworkRecipe,
  REFERENCE_NETWORK,
  TEMPERATURE_NETWORK,
} from './recipe.js';
import { RecipeError } from './recipe-error.js';
import { checkForm, NETWORK_FORMS, SETTINGS_FORM } from './recipe-form.js';
import {
  DEFAULT_TRAIN_SETTINGS,
  NEUTRAL_SETTINGS,
  TEMPERATURE_TRAIN_SETTINGS,
  type TrainSettings,
  ZONE_TRAIN_SETTINGS,
} from './settings.js';

/** Any part of a recipe, as deep as it goes. */
export interface RecipeChange {
  readonly network?: Readonly<Record<string, unknown>>;
  readonly training?: Readonly<Record<string, unknown>>;
}

/** Rows from which on a map is halved twice. */
const FINE_ROWS = 32;

/** The recipe of a family before any change; with a head, for that many rows of zones (32 unless given). Throws RecipeError for a family without such a head. */
export function familyRecipe(
  family: NetworkRecipe['family'],
  head?: 'ct',
  rows: number = FINE_ROWS,
): {
  readonly network: NetworkRecipe;
  readonly training: TrainSettings;
} {
  if (head === 'ct') {
    if (family !== 'small')
      throw new RecipeError(`--head ct: expected --family small, got ${family}`);
    const network = rows < FINE_ROWS ? COARSE_TEMPERATURE_NETWORK : TEMPERATURE_NETWORK;
    return { network, training: TEMPERATURE_TRAIN_SETTINGS };
  }
  if (family === 'small') return { network: DEFAULT_NETWORK, training: DEFAULT_TRAIN_SETTINGS };
  const { augmentation } = ZONE_TRAIN_SETTINGS;
  // Planes of linear values depend on exposure, as the network that the reference describes does.
  const lowLight = { ...augmentation.lowLight, share: 0 };
  const training = { ...ZONE_TRAIN_SETTINGS, augmentation: { ...augmentation, lowLight } };
  return { network: REFERENCE_NETWORK, training };
}

/**
 * Reads `{"network": {...}, "training": {...}}`. Throws InputError for a file that cannot be read, RecipeError that names it for
 * anything else.
 */
export function readRecipeFile(file: string): RecipeChange {
  const text = readInputText(file, { what: 'a recipe, a file of JSON' });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new RecipeError(
      `${file}: expected a recipe in JSON, ${(error as Error).message}. Correct it there.`,
    );
  }
  const isRecipe =
    isRecord(value) && Object.entries(value).every(([key, part]) => isPart(key) && isRecord(part));
  if (isRecipe) return value as RecipeChange;
  const wrong = isRecord(value)
    ? Object.keys(value).find((key) => !isPart(key) || !isRecord(value[key]))
    : undefined;
  throw new RecipeError(
    `${file}: expected {"network": {...}, "training": {...}}, got ${wrong ?? describeValue(value)}`,
  );
}

const isPart = (key: string) => key === 'network' || key === 'training';

/** A deep merge; the form of what comes out tells other values. Throws RecipeError for a key that `base` does not have, and for no object where it has one. */
export function changed<T extends object>(
  base: T,
  change: Readonly<Record<string, unknown>>,
  { file, path }: { readonly file: string; readonly path: string },
): T {
  const result = { ...base } as Record<string, unknown>;
  for (const [key, value] of Object.entries(change)) {
    // What is inherited is no setting.
    const old = Object.hasOwn(result, key) ? result[key] : undefined;
    const name = `${path}.${key}`;
    if (old === undefined)
      throw new RecipeError(`${file}: ${name}: expected one of ${Object.keys(result).join(', ')}`);
    if (isRecord(old) && !isRecord(value)) {
      throw new RecipeError(
        `${file}: ${name}: expected an object with any of ${Object.keys(old).join(', ')}, got ${describeValue(value)}`,
      );
    }
    result[key] =
      isRecord(old) && isRecord(value) ? changed(old, value, { file, path: name }) : value;
  }
  return result as T;
}

/** What the network of a recipe may set besides the defaults, at values that change nothing. */
const NEUTRAL_NETWORKS = {
  small: {
    cell: 1,
    edges: false,
    readings: [],
    experts: 1,
    gate: 'soft',
    regressed: 'logChroma',
    curve: 'none',
    curvePoints: [],
    band: 0,
  },
  reference: {},
} as const;

const formName = ({ family }: NetworkRecipe) => (family === 'small' ? 'small' : 'reference');

/** Throws RecipeError for cells so large that the blocks find too few of them. A network whose blocks do not fit pixels either is told where it is built. */
function checkCells(
  network: NetworkRecipe,
  { file, path }: { readonly file: string; readonly path: string },
): void {
  if (network.family !== 'small') return;
  const { heightPx, widthPx, cell = 1 } = network;
  if (fitsCells(network, cell) || !fitsCells(network, 1)) return;
  const most = Array.from({ length: cell - 1 }, (_, i) => cell - 1 - i).find((size) =>
    fitsCells(network, size),
  );
  throw new RecipeError(
    `${file === '' ? '' : `${file}: `}${path}.cell: expected at most ${most} ${most === 1 ? 'pixel' : 'pixels'} on a side for ${widthPx}x${heightPx} and blocks of these kernels, got ${cell}; give a smaller cell or a larger --size`,
  );
}

/** Whether every block finds as many cells as its kernel is wide: even kernels have no padding. */
function fitsCells(
  { heightPx, widthPx, blocks }: Extract<NetworkRecipe, { family: 'small' }>,
  cell: number,
): boolean {
  let side = Math.floor(Math.min(heightPx, widthPx) / cell);
  return blocks.every(({ kernel, stride }) => {
    const isEven = kernel % 2 === 0;
    if (side < (isEven ? kernel : 1)) return false;
    side = Math.floor((side - (isEven ? kernel : 1)) / stride) + 1;
    return true;
  });
}

/** A network of a family changed by a recipe, which may also name what the defaults leave out. Throws RecipeError, also for a setting out of its range. */
export function changedNetwork(
  base: NetworkRecipe,
  change: Readonly<Record<string, unknown>>,
  where: { readonly file: string; readonly path: string },
): NetworkRecipe {
  const complete = withNeutral(base as unknown as Plain, NEUTRAL_NETWORKS[formName(base)]);
  const changedOne = changed(complete, change, where);
  const network = withoutNeutral(
    changedOne,
    NEUTRAL_NETWORKS[formName(base)],
  ) as unknown as NetworkRecipe;
  checkForm(NETWORK_FORMS[formName(base)], network, where);
  checkCells(network, where);
  return network;
}

/**
 * Training settings changed by a recipe, which may also name what the defaults leave out; what changes nothing stays left
 * out, so that a checkpoint or a model says what it always said. Throws RecipeError, also for a setting out of its range.
 */
export function changedTraining(
  base: TrainSettings,
  change: Readonly<Record<string, unknown>>,
  where: { readonly file: string; readonly path: string },
): TrainSettings {
  const complete = withNeutral(base as unknown as Plain, NEUTRAL_SETTINGS);
  const settings = changed(complete, change, where);
  const checked = withoutNeutral(settings, NEUTRAL_SETTINGS) as unknown as TrainSettings;
  checkForm(SETTINGS_FORM, checked, where);
  return checked;
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
