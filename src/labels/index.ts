export { readShading, type ShadingAt, type ShadingTables, shadingUnder } from './alsc.js';
export { type WeakLabels, weakLabels } from './as-shot.js';
export { findBursts } from './bursts.js';
export {
  channelAt,
  clippingMap,
  eachValue,
  type FullLevels,
  fullLevels,
  type StoredValues,
} from './clipping.js';
export { type CopySource, copiedOutline, noteOfCopy, whyNotCopied } from './copying.js';
export { describeShot } from './describe-shot.js';
export {
  coverageOf,
  describePlace,
  findDoubts,
  type LightCurvePoint,
  type LightPlace,
  type PictureDoubt,
  placeOfLight,
  type RangeCount,
} from './doubt.js';
export { hiddenPolygons, hide, type WorkingPicture } from './hide.js';
export type { DamagedLine, JsonLines } from './json-lines.js';
export { type LabelBook, labelRows, readLabelBook } from './label-book.js';
export type {
  BookLine,
  Certainty,
  LabelKind,
  LabelLine,
  Place,
  Shading,
  UndoLine,
  UnusableLine,
} from './label-record.js';
export {
  type AnsweredLabel,
  FEWEST_ANSWERED,
  type LeftOut,
  leaveOneOut,
} from './leave-one-out.js';
export { type MeasuredPatch, measurePatch, type OpenShot } from './patch.js';
export { eachStretch, grownPolygon, isPolygon, polygonArea } from './polygon.js';
export { readShots, type ShotChart, type ShotRecord, shotId } from './shot-record.js';
export { sensorIn, sensorMatch } from './tuning-sensor.js';
