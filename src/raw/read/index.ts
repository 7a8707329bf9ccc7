/** Raw pictures out of files of all formats, without what inspects and writes them: for programs that count every module they load. */
export type { RawImage } from '../image/raw-image.js';
export { readerOf, SIGNATURE_BYTES } from '../reader/decode-raw.js';
export type { LevelSources } from '../reader/position-levels.js';
export type { RawReader, RawStream, RawTools } from '../reader/raw-reader.js';
export { openRaw } from '../reader/read-raw.js';
export { type ReadRaw, streamRawImage } from '../reader/stream-raw.js';
export { toRawImage } from '../reader/to-raw-image.js';
