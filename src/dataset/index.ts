export { DatasetError, type DatasetProblem, formatProblem } from './dataset-error.js';
export {
  DATASET_PARTS,
  type DatasetIndex,
  type DatasetIndexOptions,
  type DatasetPart,
  type DatasetPicture,
  readDatasetIndex,
} from './dataset-index.js';
export {
  ArchiveError,
  FetchError,
  type FetchOptions,
  type FetchPhase,
  type FetchResult,
  fetchDataset,
  KNOWN_ARCHIVES,
} from './fetch/index.js';
export {
  datasetHash,
  type LoadedThumbnails,
  type LoadThumbnailsOptions,
  loadThumbnails,
} from './load-thumbnails.js';
export {
  holdsSynthesized,
  readSynthMarker,
  type SynthMarker,
  type SynthSettings,
} from './synthetic/synth-folder.js';
export { type SynthesizeOptions, synthesizeDataset } from './synthetic/synthesize.js';
export { defaultCacheDir } from './thumbnail-cache.js';
export { THUMBNAIL_CHANNELS, type ThumbnailEntry, type ThumbnailSet } from './thumbnail-set.js';
