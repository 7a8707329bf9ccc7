/** What is wrong with an architecture. */
import { BadInput } from '../errors/index.js';

/** An architecture that cannot be built; the message names the node. */
export class ArchitectureError extends BadInput {
  override readonly name = 'ArchitectureError';
}
