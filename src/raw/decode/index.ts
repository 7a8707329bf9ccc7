/** Raw pictures out of files without loading what writes them: for programs that count every megabyte. */
export type { RawImage, RawLevels } from '../image/raw-image.js';
export { levelFault } from '../level-check.js';
export { inflatePng16 } from '../png16-decode.js';
