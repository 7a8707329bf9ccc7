/** Cross-validation: how well a recipe does on pictures it was not trained on, without touching a test part. */

import type { WhitePoint } from '../color/index.js';
import {
  DatasetError,
  fitLabelCurve,
  splitByLabels,
  splitByRuns,
  splitKFold,
  type ThumbnailEntry,
} from '../dataset/index.js';
import { miredError } from '../libcamera/index.js';
import {
  type CurveErrors,
  type ErrorSummary,
  summariseByCurve,
  summariseErrors,
} from '../metrics/index.js';
import { meanAnswer } from './distillation.js';
import { type FoldErrors, summariseFolds } from './fold-errors.js';
import { createJob, type NetworkRecipe, type PreparedPictures } from './recipe.js';
import type { TrainSettings } from './settings.js';
import { errorInOwnCamera, type TrainProgress, train } from './train.js';

/** Properties of pictures by which folds can be made, so that no group has pictures on both sides. */
export const FOLD_PROPERTIES = ['session', 'user', 'sensor', 'camera'] as const;

/**
 * `random` deals single pictures, `runs` whole runs of neighbouring ids, which are often one place on one day; the others
 * deal whole groups of pictures that have the same value of that property.
 */
export type FoldKind = 'random' | 'runs' | (typeof FOLD_PROPERTIES)[number];

/**
 * Training and held-back indices of each fold. `seed` deals them, 0 unless given; it is not that of the training. Throws
 * FoldError for too few pictures, runs or groups, and DatasetError where a picture lacks the property.
 */
export function makeFolds(
  entries: readonly ThumbnailEntry[],
  {
    kind,
    folds,
    seed = 0,
  }: { readonly kind: FoldKind; readonly folds: number; readonly seed?: number },
): { train: ArrayLike<number>; validation: ArrayLike<number> }[] {
  switch (kind) {
    case 'random':
      return splitKFold(entries.length, { folds, seed });
    case 'runs':
      return splitByRuns(
        entries.map((entry) => entry.id),
        { folds, seed },
      );
    default:
      return splitByLabels(
        entries.map((entry) => labelOf(entry, kind)),
        { folds, seed },
      );
  }
}

/** By which groups are made; null for single pictures and runs. */
const propertyOf = (kind: FoldKind) => (kind === 'random' || kind === 'runs' ? null : kind);

function labelOf({ id, properties }: ThumbnailEntry, property: string): string {
  const label = properties[property];
  if (label !== undefined && label !== '') return label;
  const message = `expected a property ${property} of picture ${id}, got none`;
  const cure = 'Make folds by random pictures or runs of ids, or add the property.';
  throw new DatasetError('data set', [{ file: id, message, cure }]);
}

export interface CrossValidationOptions {
  readonly folds: number;
  readonly kind: FoldKind;
  /** One whole cross-validation a seed. */
  readonly seeds: readonly number[];
  readonly onProgress?: (fold: number, seed: number, progress: TrainProgress) => void;
  readonly signal?: AbortSignal;
}

/** Estimates for every picture by a network that has not seen it, for one seed. */
export interface CrossValidatedSeed {
  readonly seed: number;
  /** In the order of the entries. */
  readonly estimates: readonly WhitePoint[];
  /** Recovery errors in degrees over all pictures. */
  readonly all: ErrorSummary;
  /** The same fold by fold. */
  readonly folds: readonly FoldErrors[];
  /** Mean weighted loss of each epoch, averaged over the folds. */
  readonly losses: readonly number[];
  /** Of the mean answers of the teachers that each fold's network was distilled from; absent where there are none. */
  readonly teachers?: ErrorSummary;
  /** Over the pictures whose properties say single_illuminant = 1; absent where none does. */
  readonly singleIlluminant?: ErrorSummary;
  /** Errors in mired along the cameras' curves over all pictures; absent where some have none. */
  readonly mired?: ErrorSummary;
  /** The same by the pictures' property sensor, where they have one. */
  readonly miredBySensor?: Readonly<Record<string, ErrorSummary & { readonly images: number }>>;
  /** Errors along the curve of all labels and across it, where answers keep to a curve. */
  readonly byCurve?: CurveErrors;
}

/** Trains folds x seeds networks. Stops with the signal's reason when it is aborted. Throws FoldError. */
export async function crossValidate(
  pictures: PreparedPictures,
  recipe: NetworkRecipe,
  settings: TrainSettings,
  { folds, kind, seeds, onProgress, signal }: CrossValidationOptions,
): Promise<CrossValidatedSeed[]> {
  const splits = makeFolds(pictures.input.entries, { kind, folds });
  const results: CrossValidatedSeed[] = [];
  for (const seed of seeds) {
    const estimates: WhitePoint[] = pictures.input.entries.map(() => ({ r: 1, b: 1 }));
    const losses = new Array<number>(settings.epochs).fill(0);
    const taught: WhitePoint[] = [];
    for (const [fold, { train: training, validation }] of splits.entries()) {
      const job = createJob(pictures, recipe, { ...settings, seed }, { training, validation });
      const result = await train(job, {
        evaluateEveryEpoch: false,
        ...(signal ? { signal } : {}),
        onProgress: (progress) => onProgress?.(fold, seed, progress),
      });
      signal?.throwIfAborted();
      for (const [epoch, { loss }] of result.history.entries())
        losses[epoch]! += loss / splits.length;
      Array.from(validation).forEach((index, i) => {
        estimates[index] = { r: result.estimates[2 * i]!, b: result.estimates[2 * i + 1]! };
        if (result.teachers) taught[index] = meanAnswer(result.teachers, i);
      });
    }
    results.push({
      seed,
      estimates,
      losses,
      ...summariesOf(estimates, pictures, splits, kind),
      ...(taught.length > 0 ? { teachers: summariseErrors(degreesOf(taught, pictures)) } : {}),
      ...(keepsToCurve(recipe) ? byCurveOf(estimates, pictures.input.entries) : {}),
    });
  }
  return results;
}

const keepsToCurve = (recipe: NetworkRecipe) =>
  recipe.family === 'small' && (recipe.curve ?? 'none') !== 'none';

function byCurveOf(
  estimates: readonly WhitePoint[],
  entries: readonly ThumbnailEntry[],
): Pick<CrossValidatedSeed, 'byCurve'> {
  const lights = entries.map(({ whitePoint }) => whitePoint);
  const curve = fitLabelCurve(lights);
  return curve ? { byCurve: summariseByCurve(curve, estimates, lights) } : {};
}

function degreesOf(
  estimates: readonly WhitePoint[],
  { input: { entries }, toOwnCamera }: Pick<PreparedPictures, 'input' | 'toOwnCamera'>,
): number[] {
  return entries.map(({ whitePoint }, i) =>
    errorInOwnCamera(estimates[i]!, whitePoint, toOwnCamera?.[i]),
  );
}

function summariesOf(
  estimates: readonly WhitePoint[],
  pictures: Pick<PreparedPictures, 'input' | 'toOwnCamera'>,
  splits: readonly { readonly validation: ArrayLike<number> }[],
  kind: FoldKind,
): Omit<CrossValidatedSeed, 'seed' | 'estimates' | 'losses'> {
  const { entries } = pictures.input;
  const degrees = degreesOf(estimates, pictures);
  const single = degrees.filter((_, i) => entries[i]!.properties.single_illuminant === '1');
  return {
    all: summariseErrors(degrees),
    folds: summariseFolds(splits, degrees, entries, propertyOf(kind)),
    ...(single.length > 0 ? { singleIlluminant: summariseErrors(single) } : {}),
    ...miredSummaries(estimates, entries),
  };
}

function miredSummaries(
  estimates: readonly WhitePoint[],
  entries: readonly ThumbnailEntry[],
): Pick<CrossValidatedSeed, 'mired' | 'miredBySensor'> {
  const errors = entries
    .map((entry, i) => miredError(entry, estimates[i]!))
    .filter((error) => error !== null);
  if (errors.length < entries.length || errors.length === 0) return {};
  const groups = new Map<string, number[]>();
  for (const [i, { properties }] of entries.entries()) {
    const { sensor } = properties;
    if (sensor !== undefined) groups.set(sensor, [...(groups.get(sensor) ?? []), errors[i]!]);
  }
  const bySensor = [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([sensor, group]) => [sensor, { images: group.length, ...summariseErrors(group) }]);
  return { mired: summariseErrors(errors), miredBySensor: Object.fromEntries(bySensor) };
}
