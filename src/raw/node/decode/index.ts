/** The same for programs that count every megabyte: other formats than PNG are loaded when a file of one comes. */
export { decodeOwnBytesLazily } from './decode-lazily.js';
export { readPicture } from './read-picture.js';
