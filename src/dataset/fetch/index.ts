export { type ExtractLimits, type ExtractOptions, extractArchive } from './extract.js';
export {
  type FetchOptions,
  type FetchPhase,
  type FetchResult,
  fetchDataset,
} from './fetch-dataset.js';
export { ArchiveError, FetchError } from './fetch-error.js';
export { KNOWN_ARCHIVES, type KnownArchive } from './zenodo-record.js';
