/** Raw pictures out of PNG files without loading other formats or what writes them: for programs that count every megabyte. */

export { createBandBinner } from '../image/bin-bands.js';
export { type PictureExtent, pictureExtent } from '../image/extent.js';
export { DEFAULT_WHITE_LEVEL, type RawImage, type RawLevels } from '../image/raw-image.js';
export { type LevelChoice, statedLevels } from '../image/stated-levels.js';
export { describeLevelFault, levelFault } from '../level-check.js';
export { blackPedestal } from '../pedestal.js';
export {
  hasPngSignature,
  PNG_HEADER_BYTES,
  type PngHeader,
  readPngHeader,
} from '../png/png-chunks.js';
export { pngColourCure, pngColourDoubt } from '../png/png-colour.js';
export { PNG_READER, pngFrame, pngFrameHeader } from '../png/png-reader.js';
export { unfilterOf } from '../png/png-unfilter.js';
export { packedPng, unpackPng } from '../png/png16-decode.js';
export { RawFormatError } from '../raw-format-error.js';
export { plainImage } from '../reader/plain-image.js';
export { type LevelSources, positionLevels } from '../reader/position-levels.js';
export type { DecodedBlock, RawReader, RawTools } from '../reader/raw-reader.js';
export type { ReadRaw } from '../reader/stream-raw.js';
export { needsPackage } from '../tiff/needs-package.js';
