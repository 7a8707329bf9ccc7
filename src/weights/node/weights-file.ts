/** Files of weights, networks and preprocessing that a user names. */
import { basename } from 'node:path';
import { InputError } from '../../errors/index.js';
import { readInputBytes } from '../../files/index.js';
import { packageVersion } from '../../files/package/index.js';
import {
  architectureFrom,
  type ImportedModel,
  type ImportOptions,
  importModel,
  preprocessingFrom,
} from '../index.js';

/** What may be said of weights; what is left out is found in them, or has a default. */
export interface WeightsChoice extends Pick<ImportOptions, 'strides' | 'size' | 'picture'> {
  /** File of the network: a model, its architecture in JSON, or a family. */
  readonly architecture?: string;
  /** `reference`, `linear`, or a file that describes it in JSON. */
  readonly preprocessing?: string;
  /** Of the model; the file's unless given. */
  readonly name?: string;
  readonly licence?: string;
  readonly attribution?: string;
  /** Of the pictures on which the network was trained. */
  readonly blackLevel?: number;
  readonly whiteLevel?: number;
}

/** Networks of cameras have a thousandth of it. */
const MOST_BYTES = 1e9;

/** A model of a file of weights. Throws InputError, naming the file, for weights that cannot be taken over. */
export function importWeights(file: string, choice: WeightsChoice): ImportedModel {
  const { architecture, preprocessing: reads, strides, size, picture } = choice;
  const options = {
    ...(architecture
      ? { architecture: readFrom(architecture, architectureFrom, 'a network') }
      : {}),
    ...(reads
      ? {
          preprocessing: isWord(reads)
            ? reads
            : readFrom(reads, preprocessingFrom, 'a preprocessing'),
        }
      : {}),
    ...(strides ? { strides } : {}),
    ...(size ? { size } : {}),
    ...(picture ? { picture } : {}),
    metadata: metadataOf(file, choice),
  };
  return readFrom(file, (bytes) => importModel(bytes, options), 'a file of weights');
}

const isWord = (text: string) => text === 'reference' || text === 'linear';

function metadataOf(file: string, choice: WeightsChoice): ImportOptions['metadata'] {
  const { licence, attribution, blackLevel, whiteLevel } = choice;
  const stated = { licence, attribution, blackLevel, whiteLevel };
  return {
    name: choice.name ?? basename(file).replace(/\.[^.]*$/, ''),
    version: packageVersion(),
    settings: { imported: { file: basename(file), strides: choice.strides ?? null } },
    ...Object.fromEntries(Object.entries(stated).filter(([, value]) => value !== undefined)),
  };
}

/** Throws InputError that names the file, where it cannot be read or `read` refuses it. */
function readFrom<T>(file: string, read: (bytes: Uint8Array) => T, what: string): T {
  const bytes = readInputBytes(file, { what }, MOST_BYTES);
  try {
    return read(bytes);
  } catch (error) {
    const { name, message } = error as Error;
    if (!['WeightsError', 'ArchitectureError', 'ModelFileError'].includes(name)) throw error;
    throw new InputError(`${file}: ${message}`);
  }
}
