/** A recipe that is none, names a setting that is not there, or wants of pictures what they do not have. */
import { BadInput } from '../errors/index.js';

export class RecipeError extends BadInput {
  override readonly name = 'RecipeError';
}
