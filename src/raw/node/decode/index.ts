/** The same for programs that count every megabyte: other formats than PNG are loaded when a file of one comes. */
export { inflateAtOnce } from '../tools.js';
export { decodeOwnBytesLazily } from './decode-lazily.js';
export { type PictureReading, readPicture, readPictureOfCamera } from './read-picture.js';
