/** A file that the user named. */
import { BadInput } from './bad-input.js';

/** A file that the user named cannot be read or is not what it should be. The message names it and the cure. */
export class InputError extends BadInput {
  override readonly name = 'InputError';
}
