export { datasetCamera } from '../../dataset/index.js';
export { type AsLibcamera, asLibcamera, type CameraNetwork } from './as-libcamera.js';
export { askedCamera, type CameraRunChoice } from './asked-camera.js';
export { askedGroups } from './asked-groups.js';
export { type AskedMethods, askedMethods, type MethodChoice } from './asked-methods.js';
export { type CrossJob, crossJudge } from './cross-estimate-dataset.js';
export {
  type DatasetJob,
  type DatasetRunOptions,
  type EstimatedPictures,
  type EvaluationProgress,
  estimateDataset,
} from './estimate-dataset.js';
export { askEvaluation, type EvaluationJob } from './evaluation-job.js';

export { createFitRunner, type FitRunnerOptions } from './fit-runner.js';
export type { BayesTuning } from './fit-task.js';
export { judgingCurve } from './judging-curve.js';
export { datasetName, describeContradiction, type LevelContradiction } from './level-choice.js';
export { type ComparedMethodChoice, comparedMethods } from './picture/compared-methods.js';
export { remarksOn } from './remarks.js';
export type { StockSensor } from './sensor-training.js';
export { type TaughtMethod, type TeachOptions, teachMethod } from './teach-method.js';
export {
  type CameraTuning,
  planTuning,
  type StockTuning,
  type TunedCamera,
  type TuningChoice,
  tuneCamera,
} from './tune-camera.js';
export { tuningCurve } from './tuning-curve.js';
