export { type AutoLabelled, type AutoOptions, autoLabel } from './auto-label.js';
export { describeAutoLabelled, describeImported, importedJson } from './describe.js';
export {
  curveFor,
  isOwnFolder,
  type OwnFolder,
  readBook,
  readOwnFolder,
  type Tuning,
} from './folder.js';
export {
  type DoubtfulLabel,
  doubtfulLabels,
} from './folder-doubts.js';
export { type Imported, type ImportOptions, importShots } from './import-shots.js';
export { appendLabels, deriveDataset, newKey, shade } from './keep-labels.js';
export { type LabelServer, type ServeOptions, serveLabels } from './serve/label-server.js';
export type {
  ChartFacts,
  CopiedState,
  ListedPicture,
  Marked,
  Measured,
  PatchFacts,
  PictureFacts,
  Requests,
  SessionState,
  ToldLight,
} from './serve/messages.js';
export { labelAsShot, type WeakLabelling } from './weak-labels.js';
export { workingPicture } from './working-picture.js';
