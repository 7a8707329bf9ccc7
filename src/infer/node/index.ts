export { lightOf } from './light-of.js';
export {
  decodeChosenModel,
  decodeChosenModels,
  type LoadedModel,
  loadModel,
  modelFile,
  readChosenModel,
  runnable,
  UNIVERSAL_MODEL,
} from './model-choice.js';
