export { architectureFrom, preprocessingFrom } from './descriptions.js';
export {
  type ImportedModel,
  type ImportOptions,
  importModel,
  type Preprocessing,
} from './import-model.js';
export type { MappedTensor, MappedWeights } from './map-weights.js';
export type { OnnxNetwork } from './onnx/onnx-network.js';

export { type ReadWeights, readWeights, WEIGHT_READERS, type WeightReader } from './readers.js';
export { type Recognised, type RecogniseOptions, recognise } from './recognise.js';
export { readSafetensors, writeSafetensors } from './safetensors.js';
export type { WeightFile, WeightTensor } from './tensors.js';
export { modelToSafetensors } from './to-safetensors.js';

export { WeightsError } from './weights-error.js';
