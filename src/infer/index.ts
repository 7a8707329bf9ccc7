export { type AwbEstimate, AwbEstimator, createEstimator } from './estimator.js';
export { FrameError, type FrameFault, type LightFault } from './frame-error.js';
