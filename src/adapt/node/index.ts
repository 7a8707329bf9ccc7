export {
  type AdaptationChoice,
  type AdaptationReport,
  adaptToPictures,
  type BegunAdaptation,
  beginAdaptation,
} from './adapt-to-pictures.js';
