export { PACKAGE_DECODERS } from './package-decoders.js';
export { decodeOwnBytes, inflateAtOnce, readRawFile } from './read-raw-file.js';
