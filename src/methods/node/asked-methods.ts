/** The methods that a user asks for by name: networks first, then the others as they were named. */
import { basename } from 'node:path';
import type { Camera } from '../../camera/index.js';
import { loadTuning } from '../../classical/node/index.js';
import { inOption, UsageError } from '../../errors/index.js';
import { type LoadedModel, loadModel } from '../../infer/node/index.js';
import {
  chooseMethods,
  type Method,
  networkByCamera,
  networkMethod,
  tunedMethod,
} from '../index.js';

/** What may be asked. */
export interface MethodChoice {
  /** Of networks, as loadModel takes them; `none`: no network. */
  readonly model?: readonly string[];
  /** Names and groups with commas between them; `true`: constant and grey world. */
  readonly baselines?: string | true;
  /** A tuning file that takes the place of bayes-tuned. */
  readonly bayesTuning?: string;
}

/** What `--baselines` alone means. */
const DEFAULT_BASELINES = ['constant', 'grey-world'];
const TUNED = 'bayes-tuned';

export interface AskedMethods {
  readonly models: readonly LoadedModel[];
  readonly baselines: readonly Method[];
}

/** What is asked where nothing of a kind is named. */
export interface UnnamedMethods {
  /** The package's own model: always, or only where there are no baselines either. */
  readonly model: 'always' | 'unless baselines';
  readonly baselines?: string;
}

/** The value of `--model` that means that no network is asked. */
export const NO_MODEL = 'none';

/**
 * Loads the models and finds the baselines; `warn` is told what libcamera would pass over. Throws UsageError for unknown
 * names or none at all, and InputError for files.
 */
export async function askedMethods(
  options: MethodChoice,
  warn: (sentence: string) => void,
  unnamed: UnnamedMethods = { model: 'unless baselines' },
): Promise<AskedMethods> {
  const named = baselineMethods(options, warn);
  const isOwn = unnamed.model === 'always' || named === undefined;
  const files = options.model ?? (isOwn ? [undefined] : []);
  const baselines = named ?? (unnamed.baselines ? parseBaselines(unnamed.baselines) : []);
  const chosen = files.filter((file) => file !== NO_MODEL);
  if (chosen.length === 0 && baselines.length === 0) {
    throw new UsageError('expected a method, got neither --model nor --baselines');
  }
  const models = [];
  for (const file of chosen) models.push(await loadModel(file));
  return { models, baselines };
}

/**
 * The methods that `--baselines` and `--bayes-tuning` ask for; a tuning file takes the place of bayes-tuned. Undefined
 * where neither is given; `warn` is told what libcamera would pass over. Throws UsageError for an unknown name, and InputError for the file.
 */
export function baselineMethods(
  { baselines, bayesTuning }: MethodChoice,
  warn: (sentence: string) => void,
): Method[] | undefined {
  if (baselines === undefined && bayesTuning === undefined) return undefined;
  const methods = baselines === undefined ? [] : parseBaselines(baselines);
  if (bayesTuning === undefined) return methods;
  const title = `bayes ${basename(bayesTuning).replace(/\.json$/, '')}`;
  const own = tunedMethod(title, loadTuning(bayesTuning, warn).parameters);
  if (!methods.some(({ name }) => name === TUNED)) return [...methods, own];
  return methods.map((method) => (method.name === TUNED ? own : method));
}

/** `true`: constant and grey world; else names of methods or groups with commas between them. Throws UsageError. */
function parseBaselines(text: string | true): Method[] {
  const names = text === true ? DEFAULT_BASELINES : text.split(',').map((part) => part.trim());
  return inOption('--baselines', () => chooseMethods(names));
}

/** Networks as methods, for pictures of a camera; `onMapped` is told of those that read them through a matrix. */
export function networkMethods(
  models: readonly LoadedModel[],
  camera: Camera | null,
  onMapped: (name: string, to: string) => void,
): Method[] {
  return models.map((model) => {
    const { estimator, mapping } = networkByCamera(model)(camera);
    if (mapping) onMapped(estimator.metadata.name, mapping.to);
    return networkMethod(estimator);
  });
}
