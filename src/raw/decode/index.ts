/** Raw pictures out of files without loading what writes them: for programs that count every megabyte. */
export type { RawImage, RawLevels } from '../image/raw-image.js';
export { levelDoubt } from '../level-doubt.js';
export { inflatePng16 } from '../png16-decode.js';
