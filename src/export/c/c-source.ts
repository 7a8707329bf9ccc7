/** A model on its way to C. */
import type { Model } from '../../model/index.js';
import type { Program } from './program.js';

export interface CSource {
  /** C identifier in the names of files and functions. */
  readonly name: string;
  readonly model: Model;
  readonly program: Program;
  /** Lines of comment. */
  readonly description: readonly string[];
  /** The answer to frames that show no light; null where the model holds none. */
  readonly fallback: { readonly r: number; readonly b: number } | null;
}
