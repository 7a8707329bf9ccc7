/**
 * The tables by name: blocks of variants that are trained at some sizes, each against `reference` on the same pictures. A variant
 * changes network and training as a recipe file does; `pictures`: with so many training pictures of each fold, all for null. `kelvin`: upper ends of the
 * ranges of colour temperature that errors are told apart by; `lux`: the same of lux. `data`: what is read unless another data set is
 * named; `timed`: whether the CPU time of an estimate is measured; `foldBy`: what folds are made of, runs of neighbouring pictures unless given.
 */
import { CURVE } from './tables/curve.mjs';
import { IMBALANCE } from './tables/imbalance.mjs';
import { OUTPUTS } from './tables/outputs.mjs';
import { READINGS } from './tables/readings.mjs';
import { SCENES } from './tables/scenes.mjs';
import { UNLABELLED, UNLABELLED_CAMERAS } from './tables/unlabelled.mjs';

export const TABLES = {
  curve: CURVE,
  outputs: OUTPUTS,
  imbalance: IMBALANCE,
  scenes: SCENES,
  readings: READINGS,
  unlabelled: UNLABELLED,
  'unlabelled-cameras': UNLABELLED_CAMERAS,
};
