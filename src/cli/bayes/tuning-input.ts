/** libcamera tuning files that the user names. */
import { readFileSync } from 'node:fs';
import {
  type BayesianAwbParameters,
  parseTuningFile,
  readShadingTables,
  type ShadingTables,
  type TuningFile,
} from '../../classical/index.js';
import { InputError } from '../exit-code.js';

/**
 * What a tuning file says about AWB, even where the file has it switched off (a network replaces it). What libcamera passes
 * over goes to `warn`. Throws InputError that names file, key and cure.
 */
export function loadTuning(file: string, warn: (sentence: string) => void): TuningFile {
  const text = readText(
    file,
    'a tuning file',
    'libcamera keeps its own in share/libcamera/ipa/rpi, deepawb bayes tune --data DIR --out FILE makes one.',
  );
  try {
    const tuning = parseTuningFile(text, { allowDisabled: true });
    for (const warning of tuning.warnings) warn(`${file}: ${warning}`);
    return tuning;
  } catch (error) {
    const { name, message } = error as Error;
    if (name !== 'TuningFileError') throw error;
    throw new InputError(`${file}: ${message}. Correct that key in the file.`);
  }
}

/** The Bayesian AWB's parameters alone; see loadTuning. */
export function loadTuningFile(
  file: string,
  warn: (sentence: string) => void,
): BayesianAwbParameters {
  return loadTuning(file, warn).parameters;
}

/** Shading tables {"r", "g", "b"} as an alsc.status has them. Throws InputError that names file, key and cure. */
export function loadShadingTables(file: string): ShadingTables {
  const text = readText(file, 'shading tables', 'They are {"r", "g", "b"}, a factor a zone each.');
  try {
    return readShadingTables(JSON.parse(text), 'tables');
  } catch (error) {
    const { name, message } = error as Error;
    if (name !== 'TuningFileError' && name !== 'SyntaxError') throw error;
    throw new InputError(`${file}: ${message}. Tables are {"r", "g", "b"}, a factor a zone each.`);
  }
}

function readText(file: string, what: string, cure: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const fault = code === 'ENOENT' ? 'no such file' : message;
    throw new InputError(`${file}: expected ${what}, ${fault}. Check the path: ${cure}`);
  }
}
