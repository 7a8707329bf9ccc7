export { type LightSummary, summariseLights } from './anchors.js';
export type { EpochRecord } from './checkpoint.js';
export {
  type CrossValidatedSeed,
  type CrossValidationOptions,
  crossValidate,
  FOLD_PROPERTIES,
  type FoldKind,
  makeFolds,
} from './cross-validate.js';
export {
  buildArchitecture,
  createJob,
  DEFAULT_NETWORK,
  type NetworkRecipe,
  type PreparedPictures,
  preparePictures,
  REFERENCE_NETWORK,
} from './recipe.js';
export type { TrainingPictures } from './sample-source.js';
export {
  type AugmentationSettings,
  DEFAULT_TRAIN_SETTINGS,
  type TrainSettings,
} from './settings.js';
export {
  type TrainJob,
  type TrainOptions,
  type TrainProgress,
  type TrainResult,
  train,
} from './train.js';
