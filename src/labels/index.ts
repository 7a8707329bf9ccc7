export { readShading, type ShadingAt, type ShadingTables, shadingUnder } from './alsc.js';
export { type WeakLabels, weakLabels } from './as-shot.js';
export { BURST, findBursts } from './bursts.js';
export {
  channelAt,
  clippingMap,
  eachValue,
  type FullLevels,
  fullLevels,
  type StoredValues,
} from './clipping.js';
export { describeShot } from './describe-shot.js';
export {
  coverageOf,
  DOUBT_DEGREES,
  describePlace,
  findDoubts,
  type LightCurvePoint,
  type LightPlace,
  type PictureDoubt,
  placeOfLight,
  type RangeCount,
} from './doubt.js';
export { GROWN_SHARE, hiddenPolygons, hide, type WorkingPicture } from './hide.js';
export { type DamagedLine, type JsonLines, parseJsonLines } from './json-lines.js';
export { type LabelBook, labelRows, readLabelBook } from './label-book.js';
export {
  BOOK_LINE_FORM,
  type BookLine,
  type Certainty,
  isLabel,
  LABEL_KINDS,
  type LabelKind,
  type LabelLine,
  LINE_FORMS,
  type Place,
  SHADINGS,
  type Shading,
  type UndoLine,
  type UnusableLine,
} from './label-record.js';
export {
  type AnsweredLabel,
  FEWEST_ANSWERED,
  type LeftOut,
  leaveOneOut,
} from './leave-one-out.js';
export { type MeasuredPatch, measurePatch, type OpenShot } from './patch.js';
export { eachStretch, grownPolygon, isPolygon, polygonArea } from './polygon.js';
export { readShots, SHOT_FORM, type ShotChart, type ShotRecord, shotId } from './shot-record.js';
