export { decodeOwnBytes, inflateAtOnce, readRawFile } from './read-raw-file.js';
