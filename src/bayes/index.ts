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
