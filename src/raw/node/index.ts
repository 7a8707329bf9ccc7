export { type EachPictureOptions, eachPicture } from './each-picture.js';
export { inflateAtOnce } from './inflate.js';
export { inspectPictureFile, inspectRawFile } from './inspect-raw-file.js';
export { isRawPicture } from './is-raw-picture.js';
export { namedPictures } from './named-pictures.js';
export { PACKAGE_DECODERS } from './package-decoders.js';
export { rawFilesAt } from './raw-files-at.js';
export { decodeOwnBytes, openOwnBytes, readRawFile } from './read-raw-file.js';
export type { WatchOptions } from './watch-folder.js';
