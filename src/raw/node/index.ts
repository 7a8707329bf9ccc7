export { inspectPictureFile, inspectRawFile } from './inspect-raw-file.js';
export { PACKAGE_DECODERS } from './package-decoders.js';
export { rawFilesAt } from './raw-files-at.js';
export { decodeOwnBytes, readRawFile } from './read-raw-file.js';
export { inflateAtOnce } from './tools.js';
