/**
 * What a model says of itself, and the check of it. Metadata comes from a file, so nothing in it is trusted: every field
 * that a program reads is held against its type and its range here, once, before anything is written or computed from it.
 */
import { ModelFileError } from './container.js';

/** Recovery errors of a model on pictures that it was not trained on, degrees. */
export interface ModelErrors {
  /** Name of the data set, which of its pictures, and its content hash. */
  readonly data: string;
  readonly part: string;
  readonly hash: string;
  readonly pictures: number;
  readonly meanDegrees: number;
  readonly medianDegrees: number;
  /** Mean of the worst quarter. */
  readonly worst25Degrees?: number;
}

/** Where a model comes from. Free of what a machine would need to run it. */
export interface ModelMetadata {
  readonly name: string;
  /** Version of deepawb that trained it. */
  readonly version: string;
  /** What it was trained on: name, content hash, number of pictures. */
  readonly data: { readonly name: string; readonly hash: string; readonly pictures: number };
  readonly licence: string;
  readonly attribution: string;
  readonly seed: number;
  /** The settings of training, as given. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Levels of the pictures it was trained on. */
  readonly blackLevel: number;
  readonly whiteLevel: number;
  /** What it was measured to err by; absent where nobody measured. */
  readonly errors?: readonly ModelErrors[];
}

/** Longest text of a field, in UTF-16 units: attributions run to some hundreds. */
const LONGEST_TEXT = 4096;
const LARGEST_ANGLE_DEGREES = 180;

interface Rule {
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
}

const TEXT: Rule = {
  expected: `text of at most ${LONGEST_TEXT} characters`,
  accepts: (value) => typeof value === 'string' && value.length <= LONGEST_TEXT,
};

const WHOLE: Rule = {
  expected: 'a whole number from 0 on',
  accepts: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
};

const ANGLE: Rule = {
  expected: `degrees from 0 to ${LARGEST_ANGLE_DEGREES}`,
  accepts: (value) => typeof value === 'number' && value >= 0 && value <= LARGEST_ANGLE_DEGREES,
};

const LEVEL: Rule = {
  expected: 'a level from 0 to 65535',
  accepts: (value) => typeof value === 'number' && value >= 0 && value <= 65_535,
};

const RECORD: Rule = {
  expected: 'an object',
  accepts: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};

/** Every field has its rule: one that is added to the type and not here does not compile. */
const FIELDS: Record<keyof Omit<ModelMetadata, 'errors'>, Rule> = {
  name: TEXT,
  version: TEXT,
  data: RECORD,
  licence: TEXT,
  attribution: TEXT,
  seed: WHOLE,
  settings: RECORD,
  blackLevel: LEVEL,
  whiteLevel: LEVEL,
};

const DATA_FIELDS: Record<keyof ModelMetadata['data'], Rule> = {
  name: TEXT,
  hash: TEXT,
  pictures: WHOLE,
};

const ERROR_FIELDS: Record<keyof Omit<ModelErrors, 'worst25Degrees'>, Rule> = {
  data: TEXT,
  part: TEXT,
  hash: TEXT,
  pictures: WHOLE,
  meanDegrees: ANGLE,
  medianDegrees: ANGLE,
};

/** Throws ModelFileError, naming the field, for metadata of which a field has not its type or lies out of its range. */
export function checkMetadata(metadata: unknown): asserts metadata is ModelMetadata {
  checkFields('', metadata, FIELDS);
  const { data, blackLevel, whiteLevel, errors } = metadata as ModelMetadata;
  checkFields('data.', data, DATA_FIELDS);
  if (!(blackLevel < whiteLevel)) {
    throw badMetadata('levels', '0 <= black < white <= 65535', [blackLevel, whiteLevel]);
  }
  if (errors === undefined) return;
  if (!Array.isArray(errors)) throw badMetadata('errors', 'a list', errors);
  for (const [i, entry] of errors.entries()) {
    checkFields(`errors[${i}].`, entry, ERROR_FIELDS);
    const { worst25Degrees } = entry as ModelErrors;
    if (worst25Degrees === undefined) continue;
    checkFields(`errors[${i}].`, { worst25Degrees }, { worst25Degrees: ANGLE });
  }
}

function checkFields(path: string, record: unknown, rules: Readonly<Record<string, Rule>>): void {
  if (!RECORD.accepts(record)) {
    throw badMetadata(path.replace(/\.$/, '') || 'content', RECORD.expected, record);
  }
  for (const [field, { expected, accepts }] of Object.entries(rules)) {
    const value = (record as Record<string, unknown>)[field];
    if (!accepts(value)) throw badMetadata(path + field, expected, value);
  }
}

function badMetadata(field: string, expected: string, got: unknown): ModelFileError {
  return new ModelFileError(
    `the model's metadata: expected ${expected} as its ${field}, got ${JSON.stringify(got)?.slice(0, 60)}`,
  );
}
