export type { CompiledModule } from '../engine/index.js';
export {
  type CameraReadings,
  ModelFileError,
  type ModelMetadata,
  READING_NAMES,
  type ReadingName,
} from '../model/index.js';
export type { Zones } from '../raw/image/index.js';
export {
  type AwbEstimate,
  AwbEstimator,
  createEstimator,
  type EstimatorOptions,
} from './estimator.js';
export {
  AwbFilter,
  type AwbFilterOptions,
  FILTER_SETTINGS,
  type FilteredAwb,
  type FilterSettings,
} from './filter/index.js';
export {
  BAYER_PATTERNS,
  type BayerFrame,
  type BayerPattern,
  type Frame,
  type MosaicFrame,
  type RgbFrame,
} from './frame.js';
export { FrameError, type FrameFault, type LightFault } from './frame-error.js';
export { type ByteSource, loadEstimator } from './load-estimator.js';
export type { Arithmetic } from './stage-context.js';
