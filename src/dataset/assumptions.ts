/** What the user answers for, against what files say of themselves: as options, or in dataset.json. */
import { readDatasetDescription } from './dataset-description.js';

export interface Assumptions {
  /** Pictures are linear at their levels, whatever gAMA, sRGB, iCCP, cICP and sBIT of their PNG files say. */
  readonly assumeLinear?: boolean;
  /** Labels belong to their pictures, whatever grey world says. */
  readonly trustLabels?: boolean;
}

/** Given ones, else those of dataset.json. Throws DatasetError for a dataset.json that cannot be read. */
export function assumptionsOf(dir: string, given: Assumptions): Required<Assumptions> {
  const stated = readDatasetDescription(dir) ?? {};
  return {
    assumeLinear: given.assumeLinear ?? stated.assumeLinear ?? false,
    trustLabels: given.trustLabels ?? stated.trustLabels ?? false,
  };
}
