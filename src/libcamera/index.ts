export {
  type CanonicalSpace,
  canonicalLocus,
  canonicalWhitePointAt,
  ccmAt,
  fromCanonical,
  mapWhitePoint,
  rawWhitePointAt,
  readCanonicalSpace,
  toCanonical,
} from './canonical-space.js';
export { tfliteFault } from './check-tflite.js';
export {
  type Diagnosis,
  type DiagnosisOptions,
  describeFinding,
  diagnoseTuning,
  type Finding,
  LOADED_LINE,
} from './diagnose.js';
export { type LocusPoint, locusAt, nearestOnLocus } from './locus/index.js';
export { type LabelledLight, miredError } from './mired-error.js';
export {
  afterNetwork,
  type CtNetwork,
  type FrameFacts,
  NeuralAwbController,
  networkInput,
} from './neural-awb.js';
export {
  NEURAL_AWB,
  type NeuralAwbFault,
  type NeuralAwbSettings,
  type Outcome,
  readNeuralAwb,
} from './neural-settings.js';
export { canonicalStatistics } from './picture-statistics.js';
export { writeBayesAwb } from './write-bayes-awb.js';
export { writeNeuralAwb } from './write-neural-awb.js';
