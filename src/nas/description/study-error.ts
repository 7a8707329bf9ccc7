/** The one error of studies. */
import { BadInput } from '../../errors/index.js';

/** A study file that cannot be used; the message names file, line and what was expected. */
export class StudyError extends BadInput {
  override readonly name = 'StudyError';
}
