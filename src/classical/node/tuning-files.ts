/**
 * libcamera's tuning files out of the file system: one reader for all who are given one, whatever they want to know of it.
 * Each says what to do about a file that libcamera would refuse, since that depends on what it was wanted for.
 */
import { InputError } from '../../errors/index.js';
import { readInputText } from '../../files/index.js';
import {
  parseTuningFile,
  readShadingTables,
  type ShadingTables,
  type TuningFile,
} from '../index.js';

export interface TuningCures {
  /** Where the file cannot be read (default: to check the path). */
  readonly unreadable?: string;
  /** Where it is no tuning file that libcamera runs. */
  readonly refused: string;
}

/** What `read` makes of a tuning file's text. Throws InputError that names file, key and cure. */
export function readTuning<T>(file: string, cures: TuningCures, read: (text: string) => T): T {
  const { unreadable: cure, refused } = cures;
  const text = readInputText(file, {
    what: 'a tuning file',
    ...(cure === undefined ? {} : { cure }),
  });
  return naming(file, refused, () => read(text));
}

/**
 * What a tuning file says about AWB, even where the file has it switched off (a network replaces it). What libcamera passes
 * over goes to `warn`. Throws InputError that names file, key and cure.
 */
export function loadTuning(file: string, warn: (sentence: string) => void): TuningFile {
  const cures = {
    unreadable:
      'Check the path: libcamera keeps its own in share/libcamera/ipa/rpi, deepawb bayes tune --data DIR --out FILE makes one.',
    refused: 'Correct that key in the file.',
  };
  const tuning = readTuning(file, cures, (text) => parseTuningFile(text, { allowDisabled: true }));
  for (const warning of tuning.warnings) warn(`${file}: ${warning}`);
  return tuning;
}

/** Shading tables {"r", "g", "b"} as an alsc.status has them. Throws InputError that names file, key and cure. */
export function loadShadingTables(file: string): ShadingTables {
  const shape = 'are {"r", "g", "b"}, a factor a zone each.';
  const text = readInputText(file, {
    what: 'shading tables',
    cure: `Check the path: They ${shape}`,
  });
  return naming(file, `Tables ${shape}`, () => readShadingTables(JSON.parse(text), 'tables'));
}

/** Runs `work`; what is wrong with a file's content becomes an InputError that names it. */
function naming<T>(place: string, cure: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { name, message } = error as Error;
    if (name !== 'TuningFileError' && name !== 'SyntaxError') throw error;
    throw new InputError(`${place}: ${message}. ${cure}`);
  }
}
