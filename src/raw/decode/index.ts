/** Raw pictures out of files without loading what writes them: for programs that count every megabyte. */
export type { RawImage, RawLevels } from '../image/raw-image.js';
export { describeLevelFault, levelFault } from '../level-check.js';
export { pngColourDoubt } from '../png/png-colour.js';
export { RawFormatError } from '../raw-format-error.js';
export { decodeRaw } from '../reader/decode-raw.js';
export type { LevelSources } from '../reader/position-levels.js';
export type { DecodedBlock, RawTools } from '../reader/raw-reader.js';
export { readRawImage } from '../reader/read-raw.js';
export { toRawImage } from '../reader/to-raw-image.js';
export { needsPackage } from '../tiff/needs-package.js';
