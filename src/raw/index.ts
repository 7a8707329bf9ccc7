export { type ExposureStatistics, exposureStatistics } from './exposure-statistics.js';
export {
  checkRawImage,
  checkRawLevels,
  DEFAULT_BLACK_LEVEL,
  DEFAULT_WHITE_LEVEL,
  type RawImage,
  type RawLevels,
} from './image/raw-image.js';
export {
  checkThumbnailSize,
  rawToSignedThumbnail,
  rawToThumbnail,
  type ThumbnailSize,
} from './image/thumbnail.js';
export { type LevelDoubt, levelDoubt } from './level-doubt.js';
export { type LinearImage, linearise } from './linearise.js';
export {
  collectImageData,
  PNG_END_BYTES,
  PNG_HEADER_BYTES,
  type PngHeader,
  readPngHeader,
} from './png-chunks.js';
export { type DecodePng16Options, decodePng16, encodePng16 } from './png16.js';
export { type Inflate, type InflatePng16Options, inflatePng16 } from './png16-decode.js';
export { RawFormatError } from './raw-format-error.js';
export { type ZoneGrid, type ZoneStatistics, zoneStatistics } from './zone-statistics.js';
