/**
 * What a model says of itself, and the check of it. Metadata comes from a file, so nothing in it is trusted: every field
 * that a program reads is held against its type and its range here, once, before anything is written or computed from it.
 */
import { type Form, findMisfit, type ObjectForm } from '../forms/index.js';
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
  /** The cameras whose pictures it was trained on; absent where nobody said. */
  readonly cameras?: readonly ModelCamera[];
}

/** A camera as model files name it. */
export interface ModelCamera {
  /** Maker and model. */
  readonly name: string;
  /** From CIE XYZ to its linear RGB under D65, row by row (DNG: ColorMatrix2), any scale. */
  readonly xyzToCamera: readonly number[];
  /** How much of the way pictures of other cameras are mapped to this one, 0 to 1; all unless given. */
  readonly mappedPart?: number;
  /** Names of other cameras whose pictures the model was trained on, mapped all the way: theirs are still. */
  readonly trainedOn?: readonly string[];
}

/** Names of the cameras whose pictures a model reads, for people; `not stated` where nobody said. */
export function cameraNamesOf({ cameras = [] }: Pick<ModelMetadata, 'cameras'>): string {
  return cameras.map(({ name }) => name.trim()).join(', ') || 'not stated';
}

/**
 * Whether a model reads pictures in the canonical space of their sensor (statistics in the layout awbnn: divided by the white
 * point at 5000 K, through the CCM) and no raw ones. Training states it in the settings as `space`.
 */
export function readsCanonicalSpace({ settings }: Pick<ModelMetadata, 'settings'>): boolean {
  return settings.space === CANONICAL_SPACE || settings.harmonised === true;
}

/** `settings.space` of such a model. */
export const CANONICAL_SPACE = 'canonical';

/** Longest text of a field, in UTF-16 units: attributions run to some hundreds. */
const LONGEST_TEXT = 4096;
const LARGEST_ANGLE_DEGREES = 180;

const TEXT = { kind: 'text', longest: LONGEST_TEXT } as const satisfies Form;
const WHOLE = {
  kind: 'whole',
  low: 0,
  high: Number.MAX_SAFE_INTEGER,
  expected: 'a whole number from 0 on',
} as const satisfies Form;
const ANGLE = {
  kind: 'number',
  low: 0,
  high: LARGEST_ANGLE_DEGREES,
  expected: `degrees from 0 to ${LARGEST_ANGLE_DEGREES}`,
} as const satisfies Form;
const LEVEL = {
  kind: 'number',
  low: 0,
  high: 65_535,
  expected: 'a level from 0 to 65535',
} as const satisfies Form;

/** One form a field: a field that is added to the type and not here does not compile. */
type FormsOf<T> = { readonly [Field in keyof Required<T>]: Form };

const DATA_FIELDS: FormsOf<ModelMetadata['data']> = { name: TEXT, hash: TEXT, pictures: WHOLE };

const ERROR_FIELDS: FormsOf<ModelErrors> = {
  data: TEXT,
  part: TEXT,
  hash: TEXT,
  pictures: WHOLE,
  meanDegrees: ANGLE,
  medianDegrees: ANGLE,
  worst25Degrees: { ...ANGLE, optional: true },
};

/** Of a colour matrix: tables write 0.5 or 5000. */
const LARGEST_COEFFICIENT = 1e6;

const CAMERA_FIELDS: FormsOf<ModelCamera> = {
  name: TEXT,
  xyzToCamera: {
    kind: 'list',
    of: { kind: 'number', low: -LARGEST_COEFFICIENT, high: LARGEST_COEFFICIENT },
    least: 9,
    most: 9,
    expected: 'nine numbers, from XYZ to camera RGB under D65, row by row',
  },
  mappedPart: { kind: 'number', low: 0, high: 1, optional: true },
  trainedOn: { kind: 'list', of: TEXT, optional: true },
};

const METADATA_FIELDS: FormsOf<ModelMetadata> = {
  name: TEXT,
  version: TEXT,
  data: { kind: 'object', fields: DATA_FIELDS },
  licence: TEXT,
  attribution: TEXT,
  seed: WHOLE,
  settings: { kind: 'record', of: { kind: 'any' } },
  blackLevel: LEVEL,
  whiteLevel: LEVEL,
  errors: { kind: 'list', of: { kind: 'object', fields: ERROR_FIELDS }, optional: true },
  cameras: { kind: 'list', of: { kind: 'object', fields: CAMERA_FIELDS }, optional: true },
};

/** What metadata must be. Fields that it does not name are kept and read by nobody. */
export const METADATA_FORM: ObjectForm = { kind: 'object', fields: METADATA_FIELDS };

/** Throws ModelFileError, naming the field, for metadata of which a field has not its type or lies out of its range. */
export function checkMetadata(metadata: unknown): asserts metadata is ModelMetadata {
  const misfit = findMisfit(METADATA_FORM, metadata);
  if (misfit !== null) throw badMetadata(misfit.path || 'content', misfit.expected, misfit.got);
  const { blackLevel, whiteLevel } = metadata as ModelMetadata;
  if (!(blackLevel < whiteLevel)) {
    throw badMetadata('levels', '0 <= black < white <= 65535', [blackLevel, whiteLevel]);
  }
}

function badMetadata(field: string, expected: string, got: unknown): ModelFileError {
  return new ModelFileError(
    `the model's metadata: expected ${expected} as its ${field}, got ${JSON.stringify(got)?.slice(0, 60)}`,
  );
}
