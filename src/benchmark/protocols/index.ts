/** Protocols and published figures alone, without what runs them: for programs that only list them. */
export {
  type Averaging,
  DEFAULT_BENCHMARK_METHODS,
  type Dealing,
  PROTOCOLS,
  type Protocol,
  protocolNamed,
} from './protocols.js';
export {
  type Listing,
  PUBLICATIONS,
  type Publication,
  type PublishedFigures,
  sourceOf,
} from './published.js';
