/** What a data set says of its levels, for the readers of pictures: of what it leaves open, files may speak. */
import type { LevelSources } from '../../raw/index.js';
import type { DatasetLevels } from '../dataset-description.js';

/** Sources under which a picture is read with `blackLevel`, unless nobody stated one. */
export function pictureLevels(
  { whiteLevel, stated }: DatasetLevels,
  blackLevel: number,
): LevelSources & { readonly options: object } {
  return {
    options: {
      ...(stated.black === 'default' ? {} : { blackLevel }),
      ...(stated.white === 'default' ? {} : { whiteLevel }),
    },
  };
}
