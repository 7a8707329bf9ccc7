/**
 * A trained network as a file: architecture, parameters, and what one must know to trust it.
 */
import type { Architecture } from './architecture.js';
import { ArchitectureError } from './architecture-error.js';
import { decodeContainer, encodeContainer, ModelFileError } from './container.js';
import { checkMetadata, type ModelMetadata } from './metadata.js';
import { parameterLayout } from './parameters.js';

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
