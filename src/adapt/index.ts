export {
  type AdaptationFold,
  type AdaptedModel,
  type AdaptOptions,
  adaptModel,
} from './adapt-model.js';
export type { AdaptationOrigin } from './adapted-metadata.js';
export type { LabelledPicture } from './camera-frames.js';
export { describeAdaptation } from './describe.js';
export type { Forgetting, Replay } from './replay.js';
export { ADAPT_SETTINGS, type LayerPrior } from './settings.js';
export type { AdaptationErrors, Judgement, Verdict } from './verdict.js';
