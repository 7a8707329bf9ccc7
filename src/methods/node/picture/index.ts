/** Any method on picture files, for programs that count every megabyte: what is not asked for is not loaded. */
export { answerFile, type FileAnswer } from './answer-file.js';
export type { ToldCamera } from './picture-cameras.js';
export { type PictureMethod, pictureMethod } from './picture-method.js';
