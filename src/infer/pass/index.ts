export { ForwardPass, type ForwardPassOptions } from '../forward-pass.js';
export type { ConvolutionPlanner, KernelCall, StageContext } from '../stage-context.js';
export { type IntegerRounding, planInt16Convolution } from '../steps/int16-convolution.js';
