/** What a stage is lowered with, and what it becomes. */
import type { Shape } from '../../model/index.js';
import type { IntegerPlan } from '../integer/integer-plan.js';
import type { WeightFormat } from '../weight-format.js';
import type { PieceName } from './runtime.generated.js';

export interface Lowered {
  readonly constants: readonly string[];
  /** Bytes of all constants. */
  readonly constantBytes: number;
  readonly functions: readonly PieceName[];
  readonly calls: readonly string[];
  /** Floats of weights that are unpacked at a time. */
  readonly panelsFloats: number;
}

export interface LoweredStage extends Lowered {
  /** Its node, for a comment: the last of those folded into it. */
  readonly id: string;
}

/** What a stage is lowered with. */
export interface LoweringContext {
  /** Starts the names of its constants. */
  readonly name: string;
  readonly format: WeightFormat;
  readonly shape: (id: string) => Shape;
  /** C expression of a stage's values, [row][column][channel]. */
  readonly values: (id: string) => string;
  /** C expression of the place of a map of codes. */
  readonly codes: (id: string) => string;
  readonly integers: IntegerPlan;
  /** C expression of memory of the stage's own, `scratchFloats` long. */
  readonly scratch: string;
}
