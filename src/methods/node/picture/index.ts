/** Any method on picture files, for programs that count every megabyte: what is not asked for is not loaded. */

export {
  type BegunFile,
  beginFile,
  type FileAnswer,
  type FileAnswers,
  type FileFailure,
  type OnPicture,
} from './answer-file.js';
export { answerFiles } from './answer-files.js';
export { closeWithFailures } from './close-with-failures.js';
export type { ToldCamera } from './picture-cameras.js';
export { type PictureMethod, type PictureMethodChoice, pictureMethods } from './picture-method.js';
export {
  type AnswerForm,
  type AnswerOutput,
  type AnswerPrinter,
  answerOutput,
  type WrittenAnswer,
} from './print-answers.js';
export { saidReadings } from './said-readings.js';
