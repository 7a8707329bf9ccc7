export {
  DEFAULT_MODEL,
  decodeChosenModel,
  type LoadedModel,
  loadModel,
  modelFile,
  readChosenModel,
  runnable,
} from './model-choice.js';
