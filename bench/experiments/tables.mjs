/**
 * The tables by name: blocks of variants that are trained at some sizes, each against `reference` on the same pictures. A variant
 * changes network and training as a recipe file does; `pictures`: with so many training pictures of each fold, all for null. `kelvin`: upper ends of the
 * ranges of colour temperature that errors are told apart by.
 */
import { CURVE } from './tables/curve.mjs';
import { IMBALANCE } from './tables/imbalance.mjs';
import { OUTPUTS } from './tables/outputs.mjs';
import { SCENES } from './tables/scenes.mjs';
import { UNLABELLED } from './tables/unlabelled.mjs';

export const TABLES = {
  curve: CURVE,
  outputs: OUTPUTS,
  imbalance: IMBALANCE,
  scenes: SCENES,
  unlabelled: UNLABELLED,
};
