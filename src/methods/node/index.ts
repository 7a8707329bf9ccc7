export { datasetCamera } from '../../dataset/index.js';
export { type AsLibcamera, asLibcamera, type CameraNetwork } from './as-libcamera.js';
export {
  type DatasetJob,
  type DatasetRunOptions,
  type EstimatedPictures,
  type EvaluationProgress,
  estimateDataset,
} from './estimate-dataset.js';
export { tuneBayesInThread } from './fit-in-thread.js';
export { createFitRunner, type FitRunnerOptions } from './fit-runner.js';
export type { BayesTuning } from './fit-task.js';
export { datasetName, describeContradiction, type LevelContradiction } from './level-choice.js';
