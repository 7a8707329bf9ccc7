/** libcamera tuning files that the user names. */
import { readFileSync } from 'node:fs';
import { type BayesianAwbParameters, readTuningFile } from '../../classical/index.js';
import { InputError } from '../exit-code.js';

/**
 * The Bayesian AWB's parameters in a tuning file, even where the file has it switched off (a network replaces it).
 * Throws InputError that names file, key and cure.
 */
export function loadTuningFile(file: string): BayesianAwbParameters {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const what = code === 'ENOENT' ? 'no such file' : message;
    throw new InputError(
      `${file}: expected a tuning file, ${what}. Check the path: libcamera keeps its own in share/libcamera/ipa/rpi, ` +
        'deepawb bayes tune --data DIR --out FILE makes one.',
    );
  }
  try {
    return readTuningFile(text, { allowDisabled: true });
  } catch (error) {
    const { name, message } = error as Error;
    if (name !== 'TuningFileError') throw error;
    throw new InputError(`${file}: ${message}. Correct that key in the file.`);
  }
}
