/** The same for programs that count every megabyte: other formats than PNG are loaded when a file of one comes. */

export { inflateAtOnce } from '../inflate.js';
export { readOwnBytesLazily } from './decode-lazily.js';
export { doubtOf } from './doubt.js';
export {
  type BayerChoice,
  describedFrames,
  type FrameChoice,
  pictureReading,
  type ReadingChoice,
  statedFrames,
  statedReader,
} from './picture-reading.js';
export { type RowsOfPicture, rowsOfPicture } from './picture-rows.js';
export { type PictureReading, readPicture, readPictureOfCamera } from './read-picture.js';
export { STANDARD_INPUT, standardInput } from './standard-input.js';
