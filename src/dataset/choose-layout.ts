/** The layout that a person asks for in words: a name, folders of tuning files, whether to harmonise. */
import { join } from 'node:path';
import { otherPlatformDir } from './awbnn/harmonise.js';
import { readDatasetDescription } from './dataset-description.js';
import {
  AWBNN_LAYOUT,
  type DatasetLayout,
  type Harmonisation,
  SIMPLECUBE_LAYOUT,
} from './layout.js';

/** What may be asked; what is left out is found. */
export interface LayoutChoice {
  /** Of DATASET_LAYOUTS. */
  readonly layout?: string;
  /** Folder of the tuning files of the sensors. */
  readonly tuningDir?: string;
  /** The other platform's pictures; `true`: those in the folder beside. */
  readonly harmonise?: string | true;
  /** The other platform's tuning files. */
  readonly harmoniseTuning?: string;
}

/** The layout of a data set under a choice that says something. Throws RangeError for what does not go together. */
export function chooseLayout(dir: string, choice: LayoutChoice): DatasetLayout {
  const { layout, tuningDir, harmonise, harmoniseTuning } = choice;
  if (layout === SIMPLECUBE_LAYOUT) {
    if ((tuningDir ?? harmonise ?? harmoniseTuning) === undefined)
      return { name: SIMPLECUBE_LAYOUT };
    throw new RangeError('--tuning-dir and --harmonise: belong to --layout awbnn');
  }
  const stated = readDatasetDescription(dir)?.tuningDir;
  const own = tuningDir ?? (stated === undefined ? undefined : join(dir, stated));
  if (own === undefined) {
    throw new RangeError(
      '--layout awbnn: expected --tuning-dir, the folder of the tuning files of its sensors',
    );
  }
  const harmonisation = chooseHarmonisation(own, choice);
  return {
    name: AWBNN_LAYOUT,
    tuningDir: own,
    ...(harmonisation ? { harmonise: harmonisation } : {}),
  };
}

function chooseHarmonisation(
  tuningDir: string,
  { harmonise, harmoniseTuning }: LayoutChoice,
): Harmonisation | undefined {
  if (harmonise === undefined) {
    if (harmoniseTuning === undefined) return undefined;
    throw new RangeError('--harmonise-tuning: belongs to --harmonise');
  }
  const other = harmoniseTuning ?? otherPlatformDir(tuningDir);
  if (other === null) {
    throw new RangeError(
      `--harmonise: expected a folder pisp or vc4 in ${tuningDir}, got none. Name the other platform's tuning files (--harmonise-tuning).`,
    );
  }
  return { tuningDir: other, ...(harmonise === true ? {} : { dir: harmonise }) };
}
