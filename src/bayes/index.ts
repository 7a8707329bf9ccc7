export { type AwbCase, type AwbCaseAnswer, createCaseEstimator, readAwbCase } from './awb-cases.js';
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
export { readAwb, writeAwb } from './awb-settings.js';
export { EXTENDED_RANGE, STOCK_RANGE, type StockBaselines, stockBaselines } from './baselines.js';
export {
  type AwbFrame,
  type AwbResult,
  awbResultToWhitePoint,
  type BayesianAwb,
  createBayesianAwb,
  priorForLux,
} from './bayesian-awb.js';
export {
  CT_CURVE_KINDS,
  type CtCurveKind,
  curveAt,
  extendCurve,
  type FitCtCurveOptions,
  type FittedCtCurve,
  fitCtCurve,
  fitGpCurve,
  fitHatQuadratic,
  hatToWhitePoint,
  whitePointToHat,
} from './curve-fit.js';
export {
  type CurveFoot,
  projectOntoCurve,
  type TransverseLimits,
  transverseLimits,
} from './curve-geometry.js';
export type { SearchObserver } from './curve-search.js';
export {
  fitGaussianProcess,
  type GaussianProcess,
  type GpFitOptions,
  type GpHyperparameters,
  type GpPrediction,
  gpNegativeLogLikelihood,
} from './gaussian-process.js';
export { learnCctPrior } from './learned-prior.js';
export {
  type CalibratedMatrix,
  type PhysicalCurveOptions,
  physicalCurve,
} from './physical-curve.js';
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
  createReferenceAwb,
  fitReferenceCurve,
  REFERENCE_AWB_PARAMETERS,
  type ReferenceAwbParameters,
} from './reference-awb.js';
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
export {
  createThumbnailBayes,
  DEFAULT_ZONE_GRID,
  type ThumbnailBayesOptions,
} from './thumbnail-bayes.js';
export type { Thumbnail } from './thumbnail-planes.js';
export {
  BAYES_SPACE,
  BAYES_START,
  type BayesSettings,
  type BayesSpace,
  type BayesTrial,
  type TuneBayesOptions,
  type TunedBayes,
  tuneBayes,
} from './tune-bayes.js';
export {
  type LabelledThumbnail,
  REFERENCE_GRID,
  type ReferenceTrial,
  type TunedReference,
  tuneReferenceAwb,
} from './tune-reference.js';
export {
  readTuningFile,
  type TuningAlgorithm,
  tuningAlgorithms,
  writeTuningFile,
} from './tuning-file.js';
export { TuningFileError } from './tuning-values.js';
export { type AwbZones, thumbnailToZones, thumbnailZoneMeans } from './zone-statistics.js';
