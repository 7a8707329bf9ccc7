/** A model adapted to the train part of a data set, and what may be said of it on the command line. */

import type { Camera } from '../../camera/index.js';
import { thumbnailPixels } from '../../dataset/index.js';
import { loadKernelModule } from '../../engine/node/index.js';
import { InputError, UsageError } from '../../errors/index.js';
import type { Model } from '../../model/index.js';
import {
  chosenCameras,
  makeFolds,
  type PreparedPictures,
  type SetsChoice,
} from '../../train/index.js';
import {
  ADAPT_SETTINGS,
  type AdaptationOrigin,
  type AdaptedModel,
  type AdaptOptions,
  adaptModel,
} from '../index.js';

/** Options of training that choose what adapting does not leave open, as they are written. */
const NOT_FOR_ADAPTING: Readonly<Record<string, string>> = {
  start: '--start',
  size: '--size',
  head: '--head',
  recipe: '--recipe',
  epochs: '--epochs',
  batch: '--batch',
  rate: '--rate',
  finalRate: '--final-rate',
  loss: '--loss',
  densityExponent: '--density-exponent',
  lowLight: '--low-light',
  canonical: '--canonical',
  mapPart: '--map-part',
  foldBy: '--fold-by',
  baselines: '--baselines',
  log: '--log',
  checkpoint: '--checkpoint',
};

/** The data set and the camera that took its pictures; null where nobody says. Throws UsageError for options that do not fit. */
export function adaptationChoice(options: SetsChoice & Readonly<Record<string, unknown>>): {
  readonly data: string;
  readonly camera: Camera | null;
} {
  for (const [name, option] of Object.entries(NOT_FOR_ADAPTING)) {
    if (options[name] === undefined) continue;
    throw new UsageError(
      `train: --from adapts the last layers of a model to a few pictures, in one way only; leave out ${option}`,
    );
  }
  if (options.validation === 'none') {
    throw new UsageError('train: --from judges by pictures held back; leave out --validation none');
  }
  const [data, ...more] = options.data;
  const [[camera, ...others] = []] = chosenCameras(options);
  if (data === undefined || more.length > 0 || others.length > 0) {
    throw new UsageError(
      'train: --from adapts a model to one camera; expected one --data and one --camera',
    );
  }
  return { data, camera: camera ?? null };
}

/** How pictures are held back. */
export interface HoldBack {
  readonly kind: 'random' | 'runs';
  /** One in so many; each by itself where there are fewer. */
  readonly folds?: number;
}

/**
 * Adapts a model to prepared pictures. Throws InputError for statistics of a Raspberry Pi, and adaptModel's and makeFolds'
 * errors.
 */
export async function adaptToPictures(
  start: Model,
  { input, levels, dataHash }: PreparedPictures,
  {
    data,
    ...origin
  }: Omit<AdaptationOrigin, 'blackLevel' | 'whiteLevel' | 'data'> & {
    readonly data: string;
  },
  {
    kind,
    folds = ADAPT_SETTINGS.folds,
    ...options
  }: Omit<AdaptOptions, 'folds' | 'kernels'> & HoldBack,
): Promise<AdaptedModel> {
  const { entries } = input;
  if (entries.some(({ space }) => space)) {
    throw new InputError(
      '--from: expected raw pictures, got statistics in the canonical space of their sensors (layout awbnn); go on with a model of theirs by --start',
    );
  }
  const pictures = entries.map(({ id, whitePoint }, i) => ({
    ...{ id, whitePoint },
    pixels: thumbnailPixels(input, i),
  }));
  const count = Math.min(folds, entries.length);
  return adaptModel(
    start,
    pictures,
    { ...origin, ...levels, data: { name: data, hash: dataHash } },
    {
      ...options,
      folds: count < 2 ? [] : makeFolds(entries, { kind, folds: count }),
      kernels: loadKernelModule(),
    },
  );
}
