/** A data set as a user describes it in options, beside where it lies. */
import { inOption, UsageError } from '../errors/index.js';
import { type LevelChoice, type RawLevels, statedLevels } from '../raw/index.js';
import type { Assumptions } from './assumptions.js';
import { chooseLayout, type LayoutChoice } from './choose-layout.js';
import { datasetLevels } from './dataset-description.js';
import type { DatasetLayout } from './layout.js';

export interface DataChoice extends LevelChoice, LayoutChoice, Assumptions {
  /** Go on without what is broken. */
  readonly skipBad?: boolean;
  /** False: neither read nor write what is kept between runs. */
  readonly cache?: boolean;
}

/** The same as everything that reads a data set takes it; what the choice leaves open is left out. */
export interface ChosenData extends Partial<RawLevels>, Assumptions {
  readonly layout?: DatasetLayout;
  readonly skipBad: boolean;
  readonly cacheDir?: null;
}

/** Throws UsageError for what does not go together, also with what the data set states. */
export function chosenData(dir: string, choice: DataChoice): ChosenData {
  const { assumeLinear, trustLabels, skipBad = false, cache = true } = choice;
  const layout = chosenLayout(dir, choice);
  const levels = statedLevels(choice);
  checkAgainstData(dir, { ...levels, ...layout });
  return {
    ...layout,
    ...levels,
    ...(assumeLinear ? { assumeLinear } : {}),
    ...(trustLabels ? { trustLabels } : {}),
    skipBad,
    ...(cache ? {} : { cacheDir: null }),
  };
}

/** Nothing where the choice says nothing of a layout. */
function chosenLayout(dir: string, choice: LayoutChoice): { layout?: DatasetLayout } {
  const { layout, tuningDir, harmonise, harmoniseTuning } = choice;
  if ((layout ?? tuningDir ?? harmonise ?? harmoniseTuning) === undefined) return {};
  return { layout: inOption(null, () => chooseLayout(dir, choice)) };
}

/** Throws UsageError where levels that were given do not go with the data set's others. */
function checkAgainstData(dir: string, given: Parameters<typeof datasetLevels>[1]): void {
  try {
    datasetLevels(dir, given);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // "... got black B, white W", of which one may be the data set's.
    const [, black, white] = /black ([\d.]+), white ([\d.]+)$/.exec(error.message) ?? [];
    throw new UsageError(
      `--black-level: expected less than the white level ${white}, got ${black}`,
    );
  }
}
