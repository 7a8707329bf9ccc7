export type {
  CallCost,
  MachineDescription,
  ModelMeasurement,
  TimeStatistics,
} from './measurement.js';
