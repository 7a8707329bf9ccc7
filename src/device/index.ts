export { type ExamineHostOptions, examineHost, type HostCheck } from './examine-host.js';
export { MeasureError } from './measure-error.js';
export { measureModel } from './measure-model.js';
export type { MeasureOptions } from './measure-options.js';
export type {
  CallCost,
  MachineDescription,
  ModelMeasurement,
  TimeStatistics,
} from './measurement.js';
export { guardProcess } from './process-guard.js';
export { RUNNER_NAMES, type RunnerName } from './runners.js';
export type { DeviceStep } from './ssh/device-script.js';
export { type MeasureOverSshOptions, measureModelOverSsh } from './ssh/measure-over-ssh.js';
export { checkDestination, type SshTarget } from './ssh/ssh-target.js';
