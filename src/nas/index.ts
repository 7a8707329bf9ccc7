export type { Executor, SubmitOptions, TrialJob } from './executors/executor.js';
export type {
  DatasetReference,
  LearningCurve,
  StopRule,
  TrialOutcome,
  TrialProgress,
  TrialSpec,
} from './trial/trial-spec.js';
