export type { Assumptions } from './assumptions.js';
export { type Augment, type AugmentTarget, createAugment } from './augment/augment.js';
export type {
  AugmentOptions,
  CropOptions,
  CutoutOptions,
  NoiseOptions,
  RelightOptions,
} from './augment/augment-options.js';
export { createLowLight, type LowLight, type LowLightOptions } from './augment/low-light.js';
export {
  type BlurOptions,
  type ChangeSample,
  changeContrast,
  createBlur,
  createWarp,
  type WarpOptions,
} from './augment/warp.js';
export { type AwbnnName, parseAwbnnName } from './awbnn/awbnn-name.js';
export { checkAwbnnOptions } from './awbnn/awbnn-options.js';
export { type AwbnnFolder, findAwbnn } from './awbnn/find-awbnn.js';

export {
  type ImportAwbnnOptions,
  type ImportedAwbnn,
  type ImportedPlatform,
  importAwbnn,
} from './awbnn/import-awbnn.js';
export type { AwbnnPlatform } from './awbnn/platform.js';
export { statisticsSize } from './awbnn/statistics-size.js';
export type { LayoutChoice } from './choose-layout.js';
export { imageId } from './csv-table.js';
export { type ChosenData, chosenData, type DataChoice } from './data-choice.js';
export { datasetCamera } from './dataset-camera.js';
export {
  type BlackLevel,
  type DatasetDescription,
  type DatasetLevels,
  DESCRIPTION_FILE,
  datasetLevels,
  type LevelSource,
  type PictureBlackLevels,
  readDatasetDescription,
} from './dataset-description.js';
export { DatasetError, type DatasetProblem, formatProblem } from './dataset-error.js';
export {
  DATASET_PARTS,
  type DatasetIndex,
  type DatasetIndexOptions,
  type DatasetPart,
  type DatasetPicture,
  type FolderPart,
  readDatasetIndex,
} from './dataset-index.js';
export {
  DENSITY_WEIGHT_SETTINGS,
  type Density,
  densityWeights,
  whitePointDensity,
} from './density-weights.js';
export {
  ArchiveError,
  FetchError,
  type FetchOptions,
  type FetchPhase,
  type FetchResult,
  fetchDataset,
} from './fetch/index.js';
export {
  type Coverage,
  type CoverageGap,
  GAP_DEGREES,
  OTHER_CAMERA_DEGREES,
} from './inspect/coverage.js';
export {
  type DatasetReport,
  INSPECTION_SETTINGS,
  type PartReport,
  type Range,
} from './inspect/dataset-report.js';
export {
  type DatasetInspection,
  type InspectOptions,
  inspectDataset,
} from './inspect/inspect-dataset.js';
export {
  type ClippedPicture,
  type OffCurveLabel,
  PICTURE_INSPECTION_SETTINGS,
  type PictureFindings,
  type SignedInspectedPicture,
  type WeightSummary,
} from './inspect/inspect-pictures.js';
export {
  doubtLabels,
  type LabelDoubt,
  type LabelDoubtKind,
  type LabelledGreyWorld,
} from './inspect/label-agreement.js';
export { fitLabelCurve } from './inspect/label-curve.js';
export { NEAR_DUPLICATE_CORRELATION, type NearDuplicate } from './inspect/near-duplicates.js';
export {
  type CurvePlace,
  type CurvePoint,
  type MeasuredPoint,
  measureLine,
  type Polyline,
  placeByLine,
  pointOnLine,
} from './inspect/polyline.js';
export { readLabelFile } from './label-file.js';
export {
  AWBNN_LAYOUT,
  type AwbnnLayout,
  awbnnPartDir,
  DATASET_LAYOUTS,
  type DatasetLayout,
  type Harmonisation,
  layoutOf,
} from './layout.js';
export { levelsUnlessStated } from './levels-unless-stated.js';
export {
  type CacheUse,
  cacheUse,
  clearCache,
  defaultCacheDir,
  setCacheLimit,
} from './pictures/cache-folder.js';
export { readLinearPicture, readSmallPicture } from './pictures/linear-picture.js';
export {
  datasetHash,
  type LoadedThumbnails,
  type LoadThumbnailsOptions,
  loadThumbnails,
} from './pictures/load-thumbnails.js';
export {
  createResampler,
  type Orientation,
  type Resample,
  type ResampleBox,
} from './pictures/thumbnail-resample.js';
export {
  THUMBNAIL_CHANNELS,
  type ThumbnailEntry,
  type ThumbnailSet,
  thumbnailPixels,
} from './pictures/thumbnail-set.js';
export {
  isPublished,
  type ReduceDataOptions,
  type ReducedData,
  reduceData,
} from './published/import-published.js';
export type { ReducedSize } from './reduce/reduce-job.js';
export type { ReducedSet } from './reduce/write-reduced.js';
export {
  FoldError,
  findRuns,
  type KFoldOptions,
  type RunFoldOptions,
  type Split,
  splitByLabels,
  splitByRuns,
  splitKFold,
} from './splits.js';
export {
  holdsSynthesized,
  readSynthMarker,
  type SynthMarker,
  type SynthSettings,
} from './synthetic/synth-folder.js';
export {
  type SynthesizeOptions,
  synthesizeDataset,
  synthesizedCamera,
} from './synthetic/synthesize.js';
export { type UnlabelledPlace, unlabelledPlace } from './unlabelled-index.js';
