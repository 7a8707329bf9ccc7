/** What `eval` compares: methods that give a white point for each thumbnail of a set. */
import { meanWhitePoint, STATISTICAL_ESTIMATORS } from '../bayes/index.js';
import type { WhitePoint } from '../color/index.js';
import { THUMBNAIL_CHANNELS, type ThumbnailSet } from '../dataset/index.js';
import { UsageError } from './exit-code.js';

/** A method and its answers, one for each entry of the set. */
export interface MethodEstimates {
  readonly name: string;
  readonly parameters: number;
  readonly estimates: readonly WhitePoint[];
}

/** A classical method by its name on the command line. */
export type BaselineName = keyof typeof STATISTICAL_ESTIMATORS;

const BASELINE_NAMES = Object.keys(STATISTICAL_ESTIMATORS) as BaselineName[];
const DEFAULT_BASELINES: readonly BaselineName[] = ['constant', 'grey-world'];

/** `true` (the option alone): constant and grey world; `all`; or names with commas between them. */
export function parseBaselines(text: string | true): readonly BaselineName[] {
  if (text === true) return DEFAULT_BASELINES;
  if (text === 'all') return BASELINE_NAMES;
  return text.split(',').map((name) => {
    const known = BASELINE_NAMES.find((n) => n === name.trim());
    if (known) return known;
    const names = ['all', ...BASELINE_NAMES].join(', ');
    throw new UsageError(`--baselines: expected some of ${names}, got ${name}`);
  });
}

/** Pixels of one thumbnail of a set, a view. */
export function thumbnailPixels({ pixels, heightPx, widthPx }: ThumbnailSet, index: number) {
  const length = heightPx * widthPx * THUMBNAIL_CHANNELS;
  return pixels.subarray(index * length, (index + 1) * length);
}

/**
 * Answers of the named baselines. The constant is the mean of the training white points; a picture that says nothing
 * (all masked or clipped) gets it from every baseline.
 */
export function estimateBaselines(
  names: readonly BaselineName[],
  set: ThumbnailSet,
  trainingWhitePoints: readonly WhitePoint[],
): MethodEstimates[] {
  const constant = meanWhitePoint(trainingWhitePoints) ?? { r: 1, b: 1 };
  const { heightPx, widthPx } = set;
  return names.map((name) => ({
    name,
    parameters: name === 'constant' ? 2 : 0,
    estimates: set.entries.map((_, i) => {
      const thumbnail = { heightPx, widthPx, pixels: thumbnailPixels(set, i) };
      return STATISTICAL_ESTIMATORS[name](thumbnail, { constant }) ?? constant;
    }),
  }));
}
