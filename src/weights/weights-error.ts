/** Weights that cannot be taken over. */
import { BadInput } from '../errors/index.js';

/** A file of weights that is none, or does not fit the network; the message says what was expected and what to do. */
export class WeightsError extends BadInput {
  override readonly name = 'WeightsError';
}
