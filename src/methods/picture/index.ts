/** Networks as methods, and any method on one picture: for programs that count every megabyte and know their method. */
export { networkMethod } from '../network.js';
export { type AnswerPictureOptions, answerPicture, PICTURE_THUMBNAIL } from './answer-picture.js';
export {
  ANSWERS_CSV_HEADING,
  type AnswerLines,
  answerLines,
  answersCsv,
  formatAnswers,
  type NamedAnswer,
} from './answer-table.js';
export { readingsOfCamera } from './picture-readings.js';
