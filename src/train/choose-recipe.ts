/** The recipe that a family, a recipe file and single settings add up to. */
import { availableParallelism } from 'node:os';
import type { ReadingName } from '../model/index.js';
import type { LossKind } from '../nn/index.js';
import type { ThumbnailSize } from '../raw/index.js';
import { LIGHT_CURVE_SETTINGS, tuningCurvePoints } from './light-curve.js';
import { type NetworkRecipe, ZONE_NETWORK } from './recipe.js';
import { RecipeError } from './recipe-error.js';
import {
  changedNetwork,
  changedTraining,
  familyRecipe,
  type RecipeChange,
  readRecipeFile,
} from './recipe-file.js';
import {
  DISTILLATION_SETTINGS,
  type DistillationSettings,
  FAST_TRAIN_SETTINGS,
  type TrainSettings,
  UNLABELLED_SETTINGS,
  ZONE_TRAIN_SETTINGS,
} from './settings.js';
import { chooseSimd } from './simd.js';

/** What may be chosen of a recipe in few words. */
export interface RecipeChoice {
  readonly family: 'small' | 'reference';
  readonly head?: 'ct' | 'curve';
  /** The recipe for little time. */
  readonly fast?: boolean;
  /** A tuning file, or where else the curve of `curve` comes from; the labels unless given. */
  readonly curve?: string;
  /** False for what the default was before it saw edges, as models of it want that are calibrated; true unless given. */
  readonly edges?: boolean;
  /** What the camera knows beside the picture that the network reads, too; nothing unless given. */
  readonly readings?: readonly ReadingName[];
  /** How far from the curve answers may lie, in units of r and b; LIGHT_CURVE_SETTINGS.band unless given. */
  readonly band?: number;
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
  /** Folders of pictures without labels: the recipe then has UNLABELLED_SETTINGS, unless it says otherwise. */
  readonly unlabelled?: readonly string[];
  /** Plain SIMD, for the same bits on every machine, also where there is relaxed SIMD. */
  readonly reproducible?: boolean;
  /** Teachers to train first. */
  readonly distil?: number;
  /** Whether models are given that teach. */
  readonly teachers?: unknown;
  /** DISTILLATION_SETTINGS.share unless given, here or by the recipe file. */
  readonly teacherShare?: number;
}

/** What `--head curve` changes of a network. Throws RecipeError for options that go with another head, InputError for a tuning file without a curve. */
function curveOf({ family, head, curve, band }: RecipeChoice): Record<string, unknown> {
  if (head !== 'curve') {
    if (curve === undefined && band === undefined) return {};
    const option = curve === undefined ? '--band' : '--curve';
    throw new RecipeError(`${option}: expected --head curve, got ${head ?? 'none'}`);
  }
  if (family !== 'small')
    throw new RecipeError(`--head curve: expected --family small, got ${family}`);
  const given = { band: band ?? LIGHT_CURVE_SETTINGS.band };
  if (curve === undefined || curve === 'labels') return { ...given, curve: 'labels' };
  if (curve === 'physical') return { ...given, curve };
  return { ...given, curve: 'given', curvePoints: tuningCurvePoints(curve) };
}

/** What `--readings` changes of a network. Throws RecipeError for a network that takes none. */
function readingsOf({ family, head, readings }: RecipeChoice): Record<string, unknown> {
  if (readings === undefined) return {};
  if (family !== 'small')
    throw new RecipeError(`--readings: expected --family small, got ${family}`);
  if (head === 'ct') {
    throw new RecipeError(
      '--readings: expected a network that answers with white points; --head ct reads lux by itself, and libcamera hands it nothing else. Leave --readings out',
    );
  }
  return { readings };
}

/** Nobody is left out of what a recipe file says but by an option of the same thing. */
function distillationOf(
  { distil, teachers, teacherShare }: RecipeChoice,
  { distillation }: TrainSettings,
): { readonly distillation?: DistillationSettings } {
  if (distil === undefined && teachers === undefined && teacherShare === undefined) return {};
  if (distil === 0) return { distillation: { teachers: 0, share: 0 } };
  const count = teachers === undefined ? (distil ?? distillation?.teachers ?? 0) : 0;
  const share = teacherShare ?? distillation?.share ?? DISTILLATION_SETTINGS.share;
  return { distillation: { teachers: count, share } };
}

/** Unless a number is given. */
const MOST_THREADS = 8;

/**
 * What a file and options change. A file that gives `blocks` describes a network of its own, and cells and edges are no part of it
 * unless it says so: it begins with what the defaults were before they saw edges, of which most such files tell. Throws RecipeError
 * for a fast recipe of what has none.
 */
function baseOf(
  { family, head, fast, size, edges = true }: RecipeChoice,
  { network: described }: RecipeChange,
  ownSize: ThumbnailSize | null,
): ReturnType<typeof familyRecipe> {
  const isWhitePoint = family === 'small' && head !== 'ct';
  if (fast && !isWhitePoint) {
    const wrong = family === 'small' ? '--head ct' : `--family ${family}`;
    throw new RecipeError(`--fast: expected --family small and a white point, got ${wrong}`);
  }
  if (!isWhitePoint)
    return familyRecipe(family, head === 'ct' ? head : undefined, (size ?? ownSize)?.heightPx);
  const isOwn = described?.blocks !== undefined || !edges;
  const base = isOwn || (ownSize && !fast) ? ZONES : familyRecipe(family);
  return { network: base.network, training: fast ? FAST_TRAIN_SETTINGS : base.training };
}

const ZONES = { network: ZONE_NETWORK, training: ZONE_TRAIN_SETTINGS };

/** The network at a data set's own size: zones of statistics are too few for cells of several, and have no edges to spare. */
function fittedTo(network: NetworkRecipe, ownSize: ThumbnailSize | null): NetworkRecipe {
  if (network.family !== 'small' || ownSize === null) return network;
  const { cell: _, edges: __, ...zones } = network;
  return { ...zones, ...ownSize };
}

/** Defaults at the data set's own size where it has one, changed by the recipe file, changed by the options. Throws RecipeError for a file that is no recipe. */
export function chooseRecipe(
  options: RecipeChoice,
  seed: number,
  ownSize: ThumbnailSize | null = null,
): { recipe: NetworkRecipe; settings: TrainSettings } {
  const { recipe: file = '', size, lowLight, rate, finalRate } = options;
  const change: RecipeChange = options.recipe ? readRecipeFile(options.recipe) : {};
  const { network, training } = change;
  const base = baseOf(options, change, ownSize);
  const beside = options.unlabelled ? { unlabelled: UNLABELLED_SETTINGS } : {};
  const fromFile = changedTraining({ ...base.training, ...beside }, training ?? {}, {
    file,
    path: 'training',
  });
  const given = {
    ...pick(options, ['epochs', 'batch', 'loss', 'densityExponent']),
    ...(lowLight === undefined ? {} : { augmentation: { lowLight: { share: lowLight } } }),
    ...distillationOf(options, fromFile),
    schedule: {
      ...(rate === undefined ? {} : { rate }),
      ...(finalRate === undefined ? {} : { finalRate }),
    },
  };
  const threads = options.threads ?? Math.min(MOST_THREADS, availableParallelism());
  const { simd: _, ...trained } = changedTraining(fromFile, given, { file: '', path: 'training' });
  return {
    recipe: changedNetwork(
      fittedTo(base.network, ownSize),
      { ...curveOf(options), ...readingsOf(options), ...network, ...size },
      { file, path: 'network' },
    ),
    settings: {
      ...trained,
      ...chooseSimd(options.reproducible ? 'plain' : training?.simd),
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
