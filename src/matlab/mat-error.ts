/** A MAT-file that is none, is broken, or holds what is not read; the message says where and the cure. */
import { BadInput } from '../errors/index.js';

export class MatFileError extends BadInput {
  override readonly name = 'MatFileError';
}
