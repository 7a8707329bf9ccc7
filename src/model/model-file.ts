/**
 * A trained network as a file: architecture, parameters, and what one must know to trust it.
 */
import type { Architecture } from './architecture.js';
import { ArchitectureError } from './architecture-error.js';
import { decodeContainer, encodeContainer, ModelFileError } from './container.js';
import { parameterLayout } from './parameters.js';

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

export interface Model {
  readonly architecture: Architecture;
  /** As ParameterLayout orders them. */
  readonly parameters: Float32Array;
  readonly metadata: ModelMetadata;
}

export function encodeModel({ architecture, metadata, parameters }: Model): Uint8Array {
  return encodeContainer('m', { header: { architecture, metadata }, numbers: parameters });
}

/** Throws ModelFileError for every file that is not a whole, valid model. */
export function decodeModel(bytes: Uint8Array): Model {
  const { header, numbers } = decodeContainer('m', bytes);
  const { architecture, metadata } = (header ?? {}) as Partial<Model>;
  if (!architecture || !metadata)
    throw new ModelFileError('the model lacks its architecture or metadata');
  checkMetadata(metadata);
  let total: number;
  try {
    total = parameterLayout(architecture).total;
  } catch (error) {
    const reason =
      error instanceof ArchitectureError ? error.message : 'it is not of the expected form';
    throw new ModelFileError(`the model's architecture is not usable: ${reason}`);
  }
  if (numbers.length !== total) {
    throw new ModelFileError(
      `expected ${total} parameters for the model's architecture, got ${numbers.length}`,
    );
  }
  const bad = numbers.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new ModelFileError(`expected finite parameters, got ${numbers[bad]} at ${bad}`);
  return { architecture, metadata, parameters: numbers };
}

/** What programs rely on. The rest is for people, and may be anything that JSON holds. */
function checkMetadata(metadata: ModelMetadata): void {
  const { name, version, licence, attribution, data, settings, errors } = metadata;
  for (const [field, text] of Object.entries({ name, version, licence, attribution })) {
    if (typeof text !== 'string') throw badMetadata(field, 'text', text);
  }
  if (typeof data?.name !== 'string' || typeof data.hash !== 'string') {
    throw badMetadata('data', 'a name and a hash', data);
  }
  if (typeof settings !== 'object' || settings === null) {
    throw badMetadata('settings', 'an object', settings);
  }
  const { blackLevel, whiteLevel } = metadata;
  const areNumbers = typeof blackLevel === 'number' && typeof whiteLevel === 'number';
  if (!(areNumbers && blackLevel >= 0 && blackLevel < whiteLevel && whiteLevel <= 65_535)) {
    throw badMetadata('levels', '0 <= black < white <= 65535', [blackLevel, whiteLevel]);
  }
  if (errors !== undefined && !Array.isArray(errors)) throw badMetadata('errors', 'a list', errors);
}

function badMetadata(field: string, expected: string, got: unknown): ModelFileError {
  return new ModelFileError(
    `the model's metadata: expected ${expected} as its ${field}, got ${JSON.stringify(got)?.slice(0, 60)}`,
  );
}
