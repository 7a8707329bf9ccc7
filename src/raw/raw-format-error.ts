/**
 * The one error of the raw layer: a picture that is not what it must be. `dataset` turns it into a line with
 * the file's name, `cli` into exit code 3.
 */
import { BadInput } from '../errors/index.js';

/** A picture that is not what it must be. */
export class RawFormatError extends BadInput {
  override readonly name = 'RawFormatError';
  /** What the user can do about it, one sentence. */
  readonly cure: string;

  /**
   * @param what the function or part that failed, e.g. `decodePng16`
   * @param expected what it needs, e.g. `a bit depth of 16`
   * @param got what came, e.g. `8`
   */
  constructor(what: string, expected: string, got: string, cure: string) {
    super(`${what}: expected ${expected}, got ${got}`);
    this.cure = cure;
  }
}
