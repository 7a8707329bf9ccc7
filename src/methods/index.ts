export {
  type AsLibcameraOptions,
  ctNetworkOf,
  type FrameEstimates,
  type LibcameraRun,
  type LibcameraSensor,
  libcameraRun,
} from './as-libcamera.js';
export { asShotPicture } from './as-shot.js';
export { cameraCurve, labelledThumbnails, tunedMethod } from './bayesian.js';
export { type MatrixNetwork, type NetworkOfCamera, networkByCamera } from './camera-network.js';
export { correctedMomentsMethod } from './corrected-moments.js';
export { type CrossOptions, crossEstimate, type Fold, type LabelledSet } from './cross-estimate.js';
export {
  type EstimateOptions,
  estimatePictures,
  type MethodEstimates,
  type PictureSet,
  type Sureness,
} from './estimate-pictures.js';
export { type FitDefinition, fitHere, fittedMethod } from './fitted-method.js';
export {
  checkGroupColumns,
  type JudgedEntry,
  type JudgedMethod,
  judgeMethods,
  UnknownPropertyError,
} from './judge.js';
export type { DoubtJudgement } from './judge-doubts.js';
export { type JudgedFrame, judgeFrames } from './judge-frames.js';
export {
  type FitProgress,
  type FitRunner,
  type FittedMethod,
  type Learning,
  type Method,
  MethodError,
  type MethodFamily,
  type Origin,
  type PictureAnswer,
  type PictureFacts,
  type PreparedMethod,
  type PrepareOptions,
  type SearchAlongR,
  type StopSignal,
  type TrainingPart,
  type TrainingPictures,
} from './method.js';
export { networkMethod } from './network.js';
export {
  answerPicture,
  formatAnswers,
  type NamedAnswer,
  PICTURE_THUMBNAIL,
  readingsOfCamera,
} from './picture/index.js';
export { chooseMethods, METHOD_GROUPS, METHODS, UnknownMethodError } from './registry.js';
export {
  type BandPoint,
  bandBeside,
  type CurvePoint,
  curveAlongR,
  recordSearch,
  type SearchedCurve,
  type SearchPoint,
  type SearchRecord,
  searchedCurve,
  searchOf,
} from './searched-curve.js';
export { statisticalMethod } from './statistical.js';
export { withTrainingErrors } from './training.js';
