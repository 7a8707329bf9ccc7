export {
  type AskedExport,
  askedExport,
  type ExportChoice,
  type WrittenExport,
} from './asked-export.js';
export type { ComputedInIntegers, IntegerChoice, LoadPictures } from './compute-in-integers.js';
