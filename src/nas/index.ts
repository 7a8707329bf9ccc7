export { type ComputedCost, computedCost, randomModel } from './cost/computed-cost.js';
export { type CostModel, fitCostModel, type MeasuredCost } from './cost/cost-model.js';
export {
  COST_NAMES,
  type CostChart,
  type CostFacts,
  type CostName,
  costFacts,
  costsOf,
} from './cost/costs.js';
export type { MeasureCosts } from './cost/measure-costs.js';
export { createCostMeasurement, type MeasureBytes } from './cost/measure-network.js';
export {
  checkStudy,
  parseStudy,
  type StudyDescription,
  StudyError,
  spaceOf,
  stringifyStudy,
} from './description/study-description.js';
export { deviceName } from './device-name.js';
export {
  type BullmqExecutorOptions,
  createBullmqExecutor,
} from './executors/bullmq/bullmq-executor.js';
export { DEFAULT_REDIS } from './executors/bullmq/defaults.js';
export {
  startTrialWorker,
  type TrialWorker,
  type TrialWorkerOptions,
  type WorkerEvent,
} from './executors/bullmq/trial-worker.js';
export type { Executor, SubmitOptions, TrialJob } from './executors/executor.js';
export { createLocalExecutor, type LocalExecutorOptions } from './executors/local-executor.js';
export { type NetworkPlan, networkOf, type TrialSettings } from './space/network-of.js';
export { BUILT_IN_SPACES, type NetworkSpace } from './space/network-space.js';
export { CALIBRATION_NETWORKS, calibrationNetworks } from './study/calibration.js';
export { createSampler, historyOf, runStudy } from './study/coordinator.js';
export {
  checkSameData,
  type DescriptionChanges,
  newDescription,
  type StudyOptions,
  studyDataHash,
  withOptions,
} from './study/description-changes.js';
export type { StudyEvent, TrialCosts } from './study/events.js';
export { exportPictures, exportPlan, trialToExport } from './study/export-plan.js';
export { type HalvingSettings, stopRules } from './study/halving.js';
export { type OpenMeans, openMeans } from './study/open-means.js';
export { brokenBudget } from './study/ranked-costs.js';
export {
  checkNoStudy,
  createStudy,
  extendStudy,
  type NewStudy,
  type OpenStudy,
  readStudy,
  resumeStudy,
  type StudyMeans,
  useMeans,
  withoutPassword,
} from './study/study-folder.js';
export {
  chooseTrial,
  type StudyChoice,
  studyFront,
  studyHypervolume,
  usableTrials,
} from './study/study-front.js';
export { createCostComputer, problemOf } from './study/study-problem.js';
export type { RunStudyOptions } from './study/study-run.js';
export {
  meanError,
  type StudyState,
  type TrialState,
  type TrialStatus,
} from './study/study-state.js';
export { DatasetMismatchError, trainTrial } from './trial/train-trial.js';
export type {
  DatasetReference,
  LearningCurve,
  StopRule,
  TrialOutcome,
  TrialProgress,
  TrialSpec,
} from './trial/trial-spec.js';
export { chartedStudy, type StudyCharts, type StudyPoint } from './view/charted-study.js';
export { describeDryRun } from './view/dry-run-view.js';
export { type FirstSuggestion, firstSuggestions } from './view/first-suggestions.js';
export { type FrontView, frontView } from './view/front-view.js';
export { createStudyDisplay, type StudyDisplay } from './view/live-table.js';
export {
  type ParameterImportance,
  type StudyCourse,
  type StudyCurve,
  studyCourse,
} from './view/study-course.js';
export {
  countTrials,
  describeChoice,
  describeCounts,
  describeProgress,
  describeStudy,
  describeThresholds,
  describeTrial,
  FRONT_HEADINGS,
  frontColumns,
  frontRows,
  studyJson,
} from './view/study-view.js';
export { type CardFacts, trialCard } from './view/trial-card.js';
export { trialsCsv } from './view/trials-csv.js';
export { describeWorkerEvent } from './view/worker-view.js';
