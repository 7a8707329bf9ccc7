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
