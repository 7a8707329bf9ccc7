export { type LightSummary, summariseLights } from './anchors.js';
export { calibrateToFile, describeCalibration } from './calibration/calibrate-to-file.js';
export { type BeforeReading, checkBeforeReading } from './check-recipe.js';
export { CheckpointMismatchError, type EpochRecord } from './checkpoint.js';
export { chooseRecipe, type RecipeChoice } from './choose-recipe.js';
export {
  type CrossValidatedSeed,
  type CrossValidationOptions,
  crossValidate,
  type FoldKind,
  makeFolds,
} from './cross-validate.js';
export { countEpochs, type TrainedTeacher } from './distillation.js';
export { inTrainOptions } from './explain-mismatch.js';
export type { FoldErrors } from './fold-errors.js';
export { crossEntropy, gateKinds, kindsOf } from './gate-kinds.js';
export type { ImaginaryCameraOptions } from './imaginary-cameras.js';
export {
  type CurveSource,
  LIGHT_CURVE_SETTINGS,
  lightCurve,
} from './light-curve.js';
export { type CameraPictures, mergePictures } from './merge-pictures.js';
export { type TrainedFiles, withNextStep } from './next-step.js';
export { createReadingSource, type ReadingSource } from './reading-source.js';
export {
  buildArchitecture,
  COARSE_TEMPERATURE_NETWORK,
  createJob,
  DEFAULT_NETWORK,
  NETWORK_SETTINGS,
  type NetworkRecipe,
  type PreparedPictures,
  preparePictures,
  REFERENCE_NETWORK,
  TEMPERATURE_NETWORK,
  trainingPictures,
  ZONE_NETWORK,
} from './recipe.js';
export { RecipeError } from './recipe-error.js';
export {
  changed,
  changedNetwork,
  changedTraining,
  familyRecipe,
  type RecipeChange,
  readRecipeFile,
} from './recipe-file.js';
export { checkForm, NETWORK_FORMS, SETTINGS_FORM } from './recipe-form.js';
export { createSampleSource, type TrainingPictures } from './sample-source.js';
export {
  type AugmentationSettings,
  DEFAULT_TRAIN_SETTINGS,
  DISTILLATION_SETTINGS,
  type DistillationSettings,
  FAST_TRAIN_SETTINGS,
  GATE_SETTINGS,
  NEUTRAL_SETTINGS,
  SAMPLE_SETTINGS,
  type Simd,
  TEMPERATURE_TRAIN_SETTINGS,
  type TrainSettings,
  UNLABELLED_SETTINGS,
  type UnlabelledSettings,
  ZONE_TRAIN_SETTINGS,
} from './settings.js';
export type { Teacher } from './teachers.js';
export {
  type TrainJob,
  type TrainOptions,
  type TrainProgress,
  type TrainResult,
  train,
} from './train.js';
export {
  checkTrainChoice,
  chooseRecipeFor,
  headOf,
  modelName,
  type TrainChoice,
  trainedOrigin,
} from './train-choice.js';
export {
  describePlan,
  describeProgress,
  describePseudoLabels,
  type ModelOrigin,
  type TrainedModel,
  type TrainingPlan,
  type TrainModelOptions,
  trainModel,
} from './train-model.js';
export { type TrainedReport, trainedReport, trainingFacts } from './trained-report.js';
export {
  chosenCameras,
  joinSets,
  type PicturesOrigin,
  type SetsChoice,
  type TrainingSet,
} from './training-sets.js';
export {
  type PseudoLabelSummary,
  type PseudoLabels,
  pseudoLabelsOf,
  type TeacherAnswer,
  type Teaching,
} from './unlabelled/pseudo-labels.js';
export { type ReadPictures, readAllSets } from './unlabelled/read-all-sets.js';
export { hideLabels, type UnlabelledPictures } from './unlabelled/unlabelled-pictures.js';
