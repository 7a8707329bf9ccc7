export { UNKNOWN_LUX } from '../constants/index.js';
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
} from './curve/curve-fit.js';
export {
  type CurveFoot,
  projectOntoCurve,
  type TransverseLimits,
  transverseLimits,
} from './curve/curve-geometry.js';
export {
  fitGaussianProcess,
  type GaussianProcess,
  type GpFitOptions,
  type GpHyperparameters,
  type GpPrediction,
  gpNegativeLogLikelihood,
} from './curve/gaussian-process.js';
export { monotoneCurve } from './curve/monotone-curve.js';
export {
  type CalibratedMatrix,
  type PhysicalCurveOptions,
  physicalCurve,
} from './curve/physical-curve.js';
export {
  type AwbCase,
  type AwbCaseAnswer,
  createCaseEstimator,
  readAwbCase,
  readShadingTables,
} from './libcamera/awb-cases.js';
export { AwbController } from './libcamera/awb-controller.js';
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
} from './libcamera/awb-parameters.js';
export { readAwb, readCtCurve, requireLights, writeAwb } from './libcamera/awb-settings.js';
export {
  AwbAnswerError,
  type AwbFrame,
  type AwbResult,
  awbResultToWhitePoint,
  type BayesianAwb,
  createBayesianAwb,
  priorForLux,
} from './libcamera/bayesian-awb.js';
export { caseWarnings } from './libcamera/case-warnings.js';
export type { SearchObserver } from './libcamera/curve-search.js';
export {
  evaluatePiecewise,
  invertPiecewise,
  type PiecewiseLinear,
  piecewiseLinear,
} from './libcamera/piecewise-linear.js';
export { quadraticExtremum } from './libcamera/quadratic.js';
export {
  type DumpedCase,
  readStatisticsDump,
  STATISTICS_STRUCTURES,
} from './libcamera/statistics-dump.js';
export {
  createThumbnailBayes,
  DEFAULT_ZONE_GRID,
  type ThumbnailBayesOptions,
} from './libcamera/thumbnail-bayes.js';
export {
  findAlgorithm,
  findTuning,
  parseTuningFile,
  readTuningFile,
  TUNING_TARGETS,
  type TuningAlgorithm,
  type TuningFile,
  type TuningTarget,
  tuningAlgorithms,
  tuningFileText,
  writeTuningFile,
} from './libcamera/tuning-file.js';
export {
  asBoolean,
  asDouble,
  asWhole,
  entriesOf,
  itemsOf,
  memberOf,
  parseTuningText,
  type TuningNode,
} from './libcamera/tuning-node.js';
export { TuningFileError } from './libcamera/tuning-values.js';
export {
  type AwbZones,
  type ShadingTables,
  thumbnailToZones,
  thumbnailZoneMeans,
} from './libcamera/zone-statistics.js';
export {
  createReferenceAwb,
  REFERENCE_AWB_PARAMETERS,
  type ReferenceAwbParameters,
  type ReferenceObserver,
} from './reference/reference-awb.js';
export {
  fitReferenceCurve,
  fitReferenceHyperparameters,
  type ReferenceCurve,
  referenceProcess,
} from './reference/reference-curve.js';
export {
  type LabelledThumbnail,
  REFERENCE_GRID,
  type ReferenceTrial,
  type TunedReference,
  tuneReferenceAwb,
} from './reference/tune-reference.js';
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
} from './statistical/statistical-estimators.js';
export type { Thumbnail } from './statistical/thumbnail-planes.js';
export {
  EXTENDED_RANGE,
  STOCK_RANGE,
  type StockBaselines,
  stockBaselines,
} from './tuning/baselines.js';
export { LEARNED_PRIOR_SETTINGS, learnCctPrior } from './tuning/learned-prior.js';
export {
  BAYES_SPACE,
  BAYES_START,
  type BayesSettings,
  type BayesSpace,
  type BayesTrial,
  type TuneBayesOptions,
  type TunedBayes,
  tuneBayes,
} from './tuning/tune-bayes.js';
