export {
  type ActivationKind,
  type Architecture,
  type ArithmeticKind,
  type ModelNode,
  nodeInputs,
  THUMBNAIL,
} from './architecture.js';
export { ArchitectureError } from './architecture-error.js';
export {
  type Container,
  type ContainerKind,
  decodeContainer,
  encodeContainer,
  ModelFileError,
} from './container.js';
export {
  type ConvolutionStage,
  type DenseStage,
  type DepthwiseStage,
  foldArchitecture,
  type NodeOf,
  type NormaliseStage,
  type PlainNode,
  type PlainStage,
  type Stage,
  type StageList,
} from './folding.js';
export type { ModelErrors, ModelMetadata } from './metadata.js';
export { decodeModel, encodeModel, type Model } from './model-file.js';
export {
  countFlops,
  countParameters,
  type ParameterLayout,
  type ParameterRole,
  type ParameterTensor,
  parameterLayout,
} from './parameters.js';
export {
  mlpWidths,
  PROOF_OF_CONCEPT,
  type ReferenceBlock,
  type ReferenceFamily,
  referenceArchitecture,
} from './reference-family.js';
export {
  convolutionPadding,
  describeShape,
  inferShapes,
  type Shape,
} from './shapes.js';
export {
  type SmallBlock,
  type SmallFamily,
  type SmallHead,
  smallArchitecture,
} from './small-family.js';
