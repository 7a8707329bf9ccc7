export {
  type AskedExport,
  askedExport,
  type ExportChoice,
  type WrittenExport,
} from './asked-export.js';
export { answersInIntegers, calibrate } from './calibration.js';
