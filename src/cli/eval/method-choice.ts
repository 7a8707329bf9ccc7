/** The methods that a command line asks for: networks first, then the others as they were named. */
import { basename } from 'node:path';
import type { Camera } from '../../camera/index.js';
import { loadTuning } from '../../classical/node/index.js';
import {
  chooseMethods,
  type Method,
  networkByCamera,
  networkMethod,
  tunedMethod,
} from '../../methods/index.js';
import type { CommandContext } from '../command-context.js';
import { inOption, UsageError } from '../exit-code.js';
import type { MethodCommandOptions } from '../options/method-options.js';
import { DEFAULT_MODEL, type LoadedModel, loadModel } from '../options/model-choice.js';

/** What `--baselines` alone means. */
const DEFAULT_BASELINES = ['constant', 'grey-world'];
const TUNED = 'bayes-tuned';

export interface AskedMethods {
  readonly models: readonly LoadedModel[];
  readonly baselines: readonly Method[];
}

/** What a command asks where the command line names nothing of a kind. */
export interface UnnamedMethods {
  /** The package's own model: always, or only where there are no baselines either. */
  readonly model: 'always' | 'unless baselines';
  readonly baselines?: string;
}

/** The value of `--model` that means that no network is asked. */
const NO_MODEL = 'none';

/** Loads the models and finds the baselines. Throws UsageError for unknown names or none at all, and InputError for files. */
export async function askedMethods(
  options: Pick<MethodCommandOptions, 'model' | 'baselines' | 'bayesTuning'>,
  { terminal }: CommandContext,
  unnamed: UnnamedMethods = { model: 'unless baselines' },
): Promise<AskedMethods> {
  const named = chosenBaselines(options, (sentence) => terminal.warn(sentence));
  const isOwn = unnamed.model === 'always' || named === undefined;
  const files = options.model ?? (isOwn ? [DEFAULT_MODEL] : []);
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
function chosenBaselines(
  { baselines, bayesTuning }: Pick<MethodCommandOptions, 'baselines' | 'bayesTuning'>,
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
  return models.map(({ estimator, through }) => {
    const network = networkByCamera(estimator, through)(camera);
    if (network.mapping) onMapped(estimator.metadata.name, network.mapping.to);
    return networkMethod(network.estimator);
  });
}
