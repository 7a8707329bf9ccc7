export { AwbController } from './awb-controller.js';
export {
  type AwbMode,
  type AwbPrior,
  type BayesianAwbParameters,
  type CtCurvePoint,
  curveFunctions,
  DEFAULT_AWB_PARAMETERS,
  GREY_WORLD_CCT_KELVIN,
  isGreyWorld,
  STOCK_PRIORS,
  UNKNOWN_LUX,
} from './awb-parameters.js';
export {
  type AwbFrame,
  type AwbResult,
  awbResultToWhitePoint,
  type BayesianAwb,
  createBayesianAwb,
  priorForLux,
} from './bayesian-awb.js';
export type { SearchObserver } from './curve-search.js';
export {
  blendPiecewise,
  clampToDomain,
  evaluatePiecewise,
  invertPiecewise,
  type PiecewiseLinear,
  piecewiseLinear,
} from './piecewise-linear.js';
export { quadraticExtremum } from './quadratic.js';
export {
  createEdgeEstimator,
  DEFAULT_CLIP_LEVEL,
  EDGE_FAMILY,
  type EdgeFamilyMember,
  meanWhitePoint,
  STATISTICAL_ESTIMATORS,
  type StatisticalEstimatorName,
  type StatisticalOptions,
  type ThumbnailEstimator,
} from './statistical-estimators.js';
export type { Thumbnail } from './thumbnail-planes.js';
export { readAwb, readTuningFile, type TuningAlgorithm, tuningAlgorithms } from './tuning-file.js';
export { TuningFileError } from './tuning-values.js';
export { type AwbZones, thumbnailToZones, thumbnailZoneMeans } from './zone-statistics.js';
