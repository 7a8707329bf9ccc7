/** What a runner's answer must be: it may come from a device that nobody vouches for, and goes into tables, journals and JSON. */
import type { Form, ObjectForm } from '../forms/index.js';
import type {
  CallCost,
  MachineDescription,
  ModelMeasurement,
  TimeStatistics,
} from './measurement.js';
import { RUNNER_NAMES } from './runners.js';

/** One form a field: a field that is added to the type and not here does not compile. */
type FormsOf<T> = { readonly [Field in keyof Required<T>]: Form };

/** Milliseconds: a month is more than anybody waits for. */
const TIME = { kind: 'number', low: 0, high: 3e9 } as const satisfies Form;
const BYTES = { kind: 'number', low: 0, high: 1e15 } as const satisfies Form;
const COUNT = { kind: 'whole', low: 1, high: 1e9 } as const satisfies Form;
const TEXT = { kind: 'text', longest: 1000 } as const satisfies Form;
/** Null where a device cannot say. */
const orNull = (form: Form): Form => ({
  kind: 'either',
  forms: [form, { kind: 'choice', choices: [null] }],
});

const STATISTICS: FormsOf<TimeStatistics> = { runs: COUNT, minimumMs: TIME, medianMs: TIME };
const CALL: FormsOf<CallCost> = {
  cpu: { kind: 'object', fields: STATISTICS },
  wall: { kind: 'object', fields: STATISTICS },
};
const MACHINE: FormsOf<MachineDescription> = {
  hostname: TEXT,
  cpuModel: TEXT,
  // -1 from a C library that cannot say.
  cores: { ...COUNT, low: -1 },
  architecture: TEXT,
  operatingSystem: TEXT,
  governor: orNull(TEXT),
  temperatureCelsius: orNull({ kind: 'number', low: -273.15, high: 1000 }),
  versions: { kind: 'record', of: TEXT },
};
const MEMORY: FormsOf<ModelMeasurement['memory']> = {
  peakBytes: { ...BYTES, low: 1 },
  baselineBytes: BYTES,
  // What others freed meanwhile may make it less than nothing.
  modelBytes: { ...BYTES, low: -1e15 },
};
const FIELDS: FormsOf<ModelMeasurement> = {
  runner: { kind: 'choice', choices: RUNNER_NAMES },
  network: { kind: 'object', fields: CALL },
  frame: { kind: 'object', fields: { ...CALL, widthPx: COUNT, heightPx: COUNT } },
  firstCallMs: TIME,
  memory: { kind: 'object', fields: MEMORY },
  machine: { kind: 'object', fields: MACHINE },
};

/** Fields that it does not name are kept and read by nobody. */
export const MEASUREMENT_FORM: ObjectForm = { kind: 'object', fields: FIELDS };
