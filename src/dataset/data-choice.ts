/** A data set as a user describes it in options, beside where it lies. */
import { inOption, UsageError } from '../errors/index.js';
import {
  type BayerDump,
  bayerReader,
  type LevelChoice,
  type RawLevels,
  statedLevels,
} from '../raw/index.js';
import { describedFrames, type FrameChoice } from '../raw/node/decode/index.js';
import type { Assumptions } from './assumptions.js';
import { chooseLayout, type LayoutChoice } from './choose-layout.js';
import { datasetLevels, readDatasetDescription } from './dataset-description.js';
import { AWBNN_LAYOUT, type DatasetLayout, layoutOf, SIMPLECUBE_LAYOUT } from './layout.js';

export interface DataChoice extends LevelChoice, LayoutChoice, FrameChoice, Assumptions {
  /** Go on without what is broken. */
  readonly skipBad?: boolean;
  /** False: neither read nor write what is kept between runs. */
  readonly cache?: boolean;
  /** A folder whose pictures are read without their labels, in place of the data set's. */
  readonly hiddenLabels?: string;
}

/** The same as everything that reads a data set takes it; what the choice leaves open is left out. */
export interface ChosenData extends Partial<RawLevels>, Assumptions {
  readonly layout?: DatasetLayout;
  readonly skipBad: boolean;
  readonly cacheDir?: null;
  readonly unlabelled?: string;
}

/** Throws UsageError for what does not go together, also with what the data set states. */
export function chosenData(dir: string, choice: DataChoice): ChosenData {
  const { assumeLinear, trustLabels, skipBad = false, cache = true, hiddenLabels } = choice;
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
    ...(hiddenLabels === undefined ? {} : { unlabelled: hiddenLabels }),
  };
}

/** Nothing where the choice says nothing of a layout. */
function chosenLayout(dir: string, choice: LayoutChoice & FrameChoice): { layout?: DatasetLayout } {
  const { layout, tuningDir, harmonise, harmoniseTuning } = choice;
  const isSilent = (layout ?? tuningDir ?? harmonise ?? harmoniseTuning) === undefined;
  const chosen = isSilent ? undefined : inOption(null, () => chooseLayout(dir, choice));
  const dump = chosenFrames(choice);
  if (dump === undefined) return chosen ? { layout: chosen } : {};
  const { name } = layoutOf(dir, chosen, readDatasetDescription(dir) ?? {});
  if (name === AWBNN_LAYOUT) {
    throw new UsageError(
      `--bayer: expected a data set in the layout ${SIMPLECUBE_LAYOUT}, got ${AWBNN_LAYOUT}, whose pictures are statistics`,
    );
  }
  return { layout: { name, dump } };
}

/** What was said of files without a header. Throws UsageError for what is no description of frames. */
function chosenFrames(choice: FrameChoice): BayerDump | undefined {
  const dump = describedFrames(choice);
  if (dump !== undefined) inOption(null, () => bayerReader(dump));
  return dump;
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
