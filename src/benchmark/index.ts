export type { BenchmarkAnswers } from './ask-methods.js';
export type { BenchmarkEntry, BenchmarkRun } from './benchmark-runs.js';
export type { BenchmarkSet } from './benchmark-sets.js';
export type { LoadHooks } from './load-entries.js';
export {
  type Averaging,
  DEFAULT_BENCHMARK_METHODS,
  type Dealing,
  type Listing,
  PROTOCOLS,
  type Protocol,
  PUBLICATIONS,
  type Publication,
  type PublishedFigures,
  sourceOf,
} from './protocols/index.js';
export { type ReferenceJob, type ReferenceRun, runReference } from './reference.js';
export {
  type BenchmarkJob,
  type BenchmarkPicture,
  type BenchmarkResult,
  type PublishedRow,
  runBenchmark,
} from './run-benchmark.js';
export type { BenchmarkMethod, BothErrors } from './summarise.js';
