/** Pictures alone, without charts and pages: for programs that count every megabyte. */

export {
  balancedPieces,
  type PictureRows,
  type RowBand,
  rowsOfImage,
  writeBalanced,
} from './balanced-file.js';
export { type BeforeAfterOptions, beforeAfterOfRaw, beforeAfterPng } from './before-after.js';
export { type OutputChoice, type PictureOutputs, pictureOutputs } from './picture-outputs.js';
