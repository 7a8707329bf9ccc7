export { MatFileError } from './mat-error.js';
export type {
  MatCells,
  MatNumbers,
  MatOther,
  MatStruct,
  MatText,
  MatValue,
} from './mat-value.js';
export { type InflateBounded, type ReadMatOptions, readMatFile } from './read-mat-file.js';
export { type MatVariables, takeLists, takeNumber, takeRows, takeTexts } from './take.js';
