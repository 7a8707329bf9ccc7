/** Raw pictures out of files without loading what writes them: for programs that count every megabyte. */
export type { RawImage, RawLevels } from '../image/raw-image.js';
export { describeLevelFault, levelFault } from '../level-check.js';
export { pngColourDoubt } from '../png/png-colour.js';
export { decodeRaw } from '../reader/decode-raw.js';
export { type LevelSources, toRawImage } from '../reader/to-raw-image.js';
