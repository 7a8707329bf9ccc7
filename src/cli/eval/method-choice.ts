/** The methods that a command line asks for: networks first, then the others as they were named. */
import { basename } from 'node:path';
import { chooseMethods, type Method, networkMethod, tunedMethod } from '../../methods/index.js';
import { loadTuningFile } from '../bayes/tuning-input.js';
import { UsageError } from '../exit-code.js';
import type { LoadedModel } from '../options/model-choice.js';

export interface MethodOptions {
  /** `true`: the option alone. */
  readonly baselines?: string | true;
  readonly bayesTuning?: string;
}

/** What `--baselines` alone means. */
const DEFAULT_BASELINES = ['constant', 'grey-world'];
const TUNED = 'bayes-tuned';

/**
 * The methods that `--baselines` and `--bayes-tuning` ask for; a tuning file takes the place of bayes-tuned. Undefined
 * where neither is given; `warn` is told what libcamera would pass over. Throws UsageError for an unknown name, and InputError for the file.
 */
export function chosenBaselines(
  { baselines, bayesTuning }: MethodOptions,
  warn: (sentence: string) => void,
): Method[] | undefined {
  if (baselines === undefined && bayesTuning === undefined) return undefined;
  const methods = baselines === undefined ? [] : parseBaselines(baselines);
  if (bayesTuning === undefined) return methods;
  const title = `bayes ${basename(bayesTuning).replace(/\.json$/, '')}`;
  const own = tunedMethod(title, loadTuningFile(bayesTuning, warn));
  if (!methods.some(({ name }) => name === TUNED)) return [...methods, own];
  return methods.map((method) => (method.name === TUNED ? own : method));
}

/** `true`: constant and grey world; else names of methods or groups with commas between them. Throws UsageError. */
export function parseBaselines(text: string | true): Method[] {
  const names = text === true ? DEFAULT_BASELINES : text.split(',').map((part) => part.trim());
  try {
    return chooseMethods(names);
  } catch (error) {
    if ((error as Error).name !== 'UnknownMethodError') throw error;
    throw new UsageError(`--baselines: ${(error as Error).message}`);
  }
}

/** Networks as methods. */
export function networkMethods(models: readonly LoadedModel[]): Method[] {
  return models.map(({ estimator }) => networkMethod(estimator));
}
