export {
  DEFAULT_FITS,
  type FitSettings,
  type LogNormal,
  NOISY_FITS,
} from './gaussian-process/fit.js';
export { hypervolume } from './hypervolume.js';
export {
  createOptimiser,
  type Optimiser,
  type OptimiserOptions,
  type Trial,
  type TrialResult,
} from './optimiser.js';
export { dominates, paretoFront } from './pareto.js';
export type {
  Configuration,
  Objective,
  Observation,
  OrderConstraint,
  OutcomeConstraint,
  Parameter,
  Sampler,
  SearchHistory,
  SearchProblem,
  SearchSpace,
} from './problem.js';
export {
  type BayesianOptions,
  bayesianStart,
  createBayesianSampler,
} from './samplers/bayesian-sampler.js';
export {
  createRandomSampler,
  createSobolSampler,
  type SobolOptions,
} from './samplers/uniform-samplers.js';
export { createSpaceCodec, type SpaceCodec } from './space/space-codec.js';
export { TEST_PROBLEMS, type TestProblem } from './test-problems/index.js';
