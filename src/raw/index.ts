export {
  BAYER_ORDERS,
  type BayerDump,
  type BayerOrder,
  bayerReader,
  checkDumpLength,
  DUMP_EXTENSIONS,
  isDump,
  PACKING_NAMES,
  PACKINGS,
  type Packing,
  type PackingName,
} from './bayer/index.js';
export {
  type ChannelStatistics,
  type ExposureStatistics,
  exposureStatistics,
} from './exposure-statistics.js';
export { areaAverage, type Grid, type OnCell, type OnDone, shareOf } from './image/area.js';
export {
  checkRawImage,
  checkRawLevels,
  DEFAULT_BLACK_LEVEL,
  DEFAULT_WHITE_LEVEL,
  type RawImage,
  type RawLevels,
  RawLevelsError,
} from './image/raw-image.js';
export { type LevelChoice, statedLevels } from './image/stated-levels.js';
export {
  checkThumbnailSize,
  rawToSignedThumbnail,
  rawToThumbnail,
  type ThumbnailSize,
} from './image/thumbnail.js';
export type { Zones } from './image/zones.js';
export { type Checksum, inspectRaw, type RawInspection } from './inspect/inspect-raw.js';
export { describeLevelFault, type LevelFault, levelFault } from './level-check.js';
export { type LinearImage, linearise } from './linearise.js';
export { blackPedestal } from './pedestal.js';
export { inflatePlain } from './plain-inflate.js';
export {
  holdsColourChunks,
  type PngColourOptions,
  pngColourCure,
  pngColourDoubt,
} from './png/png-colour.js';
export { type DecodePng16Options, decodePng16, encodePng16 } from './png/png16.js';
export { type InflatePng16Options, inflatePng16 } from './png/png16-decode.js';
export { RawFormatError } from './raw-format-error.js';
export { decodeRaw, rawExtensions, readerOf, SIGNATURE_BYTES } from './reader/decode-raw.js';
export { createLineariser, type OnLinearRow } from './reader/linear-rows.js';
export { nameOtherFormat, type OtherFormat } from './reader/other-formats.js';
export {
  type LevelSources,
  type PositionLevels,
  positionLevels,
} from './reader/position-levels.js';
export type {
  CalibrationMatrix,
  ChannelIndex,
  FileLevels,
  FrameDetails,
  FrameHeader,
  FrameLinearisation,
  LinearOpcode,
  MosaicLayout,
  PixelArea,
  RawCamera,
  RawFrame,
  RgbLayout,
} from './reader/raw-frame.js';
export type {
  DecodedBlock,
  Inflate,
  RawBand,
  RawHeader,
  RawReader,
  RawStream,
  RawTools,
} from './reader/raw-reader.js';
export { openRaw, readRawImage } from './reader/read-raw.js';
export { RAW_READERS } from './reader/readers.js';
export { type ReadRaw, streamRawImage, wholeOf } from './reader/stream-raw.js';
export { toRawImage } from './reader/to-raw-image.js';
