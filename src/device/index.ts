export { MeasureError } from './measure-error.js';
export { measureModel } from './measure-model.js';
export { DEFAULT_FRAME, type MeasureOptions } from './measure-options.js';
export type {
  CallCost,
  MachineDescription,
  ModelMeasurement,
  TimeStatistics,
} from './measurement.js';
