/** Pictures in memory without their file formats: what inference needs, which takes nothing from npm. */
export { areaAverage, firstBeneath, type Grid, lastBeneath, type OnCell, shareOf } from './area.js';
export {
  checkRawImage,
  checkRawLevels,
  DEFAULT_BLACK_LEVEL,
  DEFAULT_WHITE_LEVEL,
  type RawImage,
  type RawLevels,
} from './raw-image.js';
export {
  checkThumbnailSize,
  rawToSignedThumbnail,
  rawToThumbnail,
  type ThumbnailSize,
} from './thumbnail.js';
export type { Zones } from './zones.js';
