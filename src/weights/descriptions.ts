/** Networks and preprocessing as files describe them. */
import {
  type Architecture,
  decodeModel,
  inferShapes,
  type ReferenceFamily,
  referenceArchitecture,
} from '../model/index.js';
import { describeValue, utf8FromBytes } from '../text/index.js';
import type { Preprocessing } from './import-model.js';
import { WeightsError } from './weights-error.js';

/**
 * The network of a model file, of an architecture in JSON, or of a recipe of the reference's family. Throws WeightsError or
 * ModelFileError for what is none, ArchitectureError for one that cannot be built.
 */
export function architectureFrom(bytes: Uint8Array): Architecture {
  if (bytes[0] !== 0x7b) return decodeModel(bytes).architecture;
  const value = objectFrom(bytes);
  const { family } = value;
  if (family === 'reference') return fromRecipe(value as unknown as ReferenceFamily);
  if (family !== undefined) {
    throw new WeightsError(`expected the family reference, got ${describeValue(family)}`);
  }
  const architecture = (value.architecture ?? value) as Architecture;
  inferShapes(architecture);
  return architecture;
}

function fromRecipe(family: ReferenceFamily): Architecture {
  try {
    return referenceArchitecture(family);
  } catch (error) {
    if (error instanceof RangeError) throw new WeightsError(error.message);
    if (!(error instanceof TypeError)) throw error;
    throw new WeightsError(
      'expected heightPx, widthPx, blocks, hiddenNeurons, decay and depth of a network of the reference',
    );
  }
}

/** Settings of `rendered` planes; checked with the network that they become part of. Throws WeightsError. */
export function preprocessingFrom(bytes: Uint8Array): Preprocessing {
  const { gains, matrix, exponent, levels, mean, deviation } = objectFrom(bytes);
  const settings = { gains, matrix, exponent, levels, mean, deviation };
  for (const [name, value] of Object.entries(settings)) {
    if (value === undefined)
      throw new WeightsError(`expected ${name} of the preprocessing, got none`);
  }
  return { op: 'features', planes: 'rendered', ...settings } as Preprocessing;
}

function objectFrom(bytes: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(utf8FromBytes(bytes));
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Falls through to what is said of every file that is none.
  }
  throw new WeightsError('expected an object in JSON');
}
