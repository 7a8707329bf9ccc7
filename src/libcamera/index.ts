export {
  CANONICAL_CCT_KELVIN,
  type CanonicalSpace,
  canonicalLocus,
  canonicalWhitePointAt,
  ccmAt,
  fromCanonical,
  type LocusPoint,
  locusAt,
  mapWhitePoint,
  rawWhitePointAt,
  readCanonicalSpace,
  toCanonical,
} from './canonical-space.js';
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
