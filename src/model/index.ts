export {
  type ActivationKind,
  type Architecture,
  type ArithmeticKind,
  type ModelNode,
  nodeInputs,
  THUMBNAIL,
} from './architecture.js';
export {
  countFlops,
  countParameters,
  type ParameterLayout,
  type ParameterRole,
  type ParameterTensor,
  parameterLayout,
} from './parameters.js';
export {
  ArchitectureError,
  convolutionPadding,
  describeShape,
  inferShapes,
  type Shape,
} from './shapes.js';
