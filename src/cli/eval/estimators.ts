/** What `eval` compares: methods that give a white point for each thumbnail of a set. */
import { meanWhitePoint, STATISTICAL_ESTIMATORS } from '../../classical/index.js';
import type { WhitePoint } from '../../color/index.js';
import { type ThumbnailSet, thumbnailPixels } from '../../dataset/index.js';
import { BAYES_NAMES, type BayesName } from '../bayes/bayes-names.js';
import { UsageError } from '../exit-code.js';

/** A method and its answers, one for each entry of the set. */
export interface MethodEstimates {
  readonly name: string;
  readonly parameters: number;
  readonly estimates: readonly WhitePoint[];
}

/** A statistical method by its name on the command line. */
export type StatisticalName = keyof typeof STATISTICAL_ESTIMATORS;

/** Any classical method by its name on the command line. */
export type BaselineName = StatisticalName | BayesName;

const STATISTICAL_NAMES = Object.keys(STATISTICAL_ESTIMATORS) as StatisticalName[];
const DEFAULT_BASELINES: readonly BaselineName[] = ['constant', 'grey-world'];

/** Names that stand for several methods. */
const BASELINE_GROUPS: Readonly<Record<string, readonly BaselineName[]>> = {
  all: [...STATISTICAL_NAMES, ...BAYES_NAMES],
  statistical: STATISTICAL_NAMES,
  bayes: BAYES_NAMES,
};

export function isBayesName(name: BaselineName): name is BayesName {
  return BAYES_NAMES.some((bayes) => bayes === name);
}

/**
 * The methods that `--baselines` and `--bayes-tuning` ask for; a tuning file asks for bayes-tuned. Undefined where
 * neither is given.
 */
export function chosenBaselines({
  baselines,
  bayesTuning,
}: {
  readonly baselines?: string | true;
  readonly bayesTuning?: string;
}): readonly BaselineName[] | undefined {
  const named = baselines === undefined ? [] : parseBaselines(baselines);
  if (bayesTuning !== undefined) return [...new Set([...named, 'bayes-tuned' as const])];
  return baselines === undefined ? undefined : named;
}

/** `true` (the option alone): constant and grey world; else names of methods or groups with commas between them. */
export function parseBaselines(text: string | true): readonly BaselineName[] {
  if (text === true) return DEFAULT_BASELINES;
  const names = text.split(',').flatMap((part) => {
    const name = part.trim();
    const members = BASELINE_GROUPS.all?.filter((known) => known === name) ?? [];
    const found = Object.hasOwn(BASELINE_GROUPS, name) ? BASELINE_GROUPS[name] : members;
    if (found !== undefined && found.length > 0) return found;
    const known = [...Object.keys(BASELINE_GROUPS), ...(BASELINE_GROUPS.all ?? [])].join(', ');
    throw new UsageError(`--baselines: expected some of ${known}, got ${part}`);
  });
  return [...new Set(names)];
}

/**
 * Answers of the named statistical methods. The constant is the mean of the training white points; a picture that says nothing
 * (all masked or clipped) gets it from all of them.
 */
export function estimateBaselines(
  names: readonly StatisticalName[],
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
