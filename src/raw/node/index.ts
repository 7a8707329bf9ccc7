export { inspectPictureFile, inspectRawFile } from './inspect-raw-file.js';
export { PACKAGE_DECODERS } from './package-decoders.js';
export { decodeOwnBytes, openOwnBytes, readOwnBytes, readRawFile } from './read-raw-file.js';
export { inflateAtOnce } from './tools.js';
