export {
  type ActivationKind,
  type Architecture,
  type ArithmeticKind,
  LUX,
  type ModelNode,
  type NetworkInput,
  type NodeOf,
  numberInputs,
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
  type AnswerCurve,
  type AnswerPoint,
  answerCurveOf,
  type NetworkCurve,
} from './curve-answer.js';
export { type LocusLight, withCurveHead } from './curve-head.js';
export {
  type ConvolutionStage,
  type DenseStage,
  type DepthwiseStage,
  foldArchitecture,
  type NormaliseStage,
  type PlainNode,
  type PlainStage,
  type Stage,
  type StageList,
} from './folding.js';
export { type FramesMap, forFrames, framesMapOf, matrixColumns } from './frames-camera.js';
export { meanLightOf } from './mean-light.js';
export {
  CANONICAL_SPACE,
  cameraNamesOf,
  type ModelCamera,
  type ModelErrors,
  type ModelMetadata,
  readsCanonicalSpace,
} from './metadata.js';
export { decodeModel, encodeModel, type Model } from './model-file.js';
export type { Folding, OperationFacts, ParameterRole, TensorDraft } from './operation-facts.js';
export { factsOf, nodeInputs, OPERATIONS } from './operations.js';
export {
  checkParameters,
  countFlops,
  countParameters,
  hasParameters,
  type ParameterLayout,
  type ParameterTensor,
  parameterLayout,
} from './parameters.js';
export { cellsOf } from './plane-cells.js';
export { activationBehind, onlyReader, poolBehind } from './readers.js';
export {
  type CameraReadings,
  parseClock,
  READING_NAMES,
  READINGS,
  ReadingError,
  type ReadingName,
  readingColumns,
  readingInput,
  readingsOf,
} from './readings/index.js';
export {
  mlpWidths,
  PROOF_OF_CONCEPT,
  type ReferenceBlock,
  type ReferenceFamily,
  referenceArchitecture,
  referenceArchitectureV1,
  referenceFromWidths,
} from './reference-family.js';
export {
  type NetworkPlanes,
  type PictureSize,
  REFERENCE_PICTURE,
  referencePlanes,
  withPlanes,
} from './reference-planes.js';
export { type RenderedPlanes, renderedBytes, renderingNumbers } from './rendering.js';
export { convolutionPadding, describeShape, type Shape } from './shape.js';
export { type AnswerKind, answerOf, inferShapes } from './shapes.js';
export { GATE_LOGITS, GATES, type GateKind } from './small-experts.js';
export {
  type LuxPlace,
  type SmallBlock,
  type SmallFamily,
  type SmallHead,
  smallArchitecture,
} from './small-family.js';
export { REGRESSED, type Regressed } from './small-outputs.js';
