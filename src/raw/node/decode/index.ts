/** The same for programs that count every megabyte: other formats than PNG are loaded when a file of one comes. */
export { readOwnBytesLazily } from './decode-lazily.js';
export { readPicture } from './read-picture.js';
