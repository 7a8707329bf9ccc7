/** The method that answers on a picture of its own: a network, or one of the registry that needs to learn nothing. */
import type { PreparedMethod } from '../../methods/index.js';
import type { LevelSources } from '../../raw/index.js';
import { inOption, UsageError } from '../exit-code.js';
import { loadModel } from '../options/model-choice.js';

export interface PictureMethod {
  readonly prepared: PreparedMethod;
  /** Of a network. */
  readonly file: string | null;
  /** What is fallen back on where a file states no levels. */
  readonly levels: LevelSources['model'];
}

/** Rejects with InputError for a model that is none, UsageError for a method that is none or has to learn first. */
export async function pictureMethod(options: {
  readonly model?: string;
  readonly method?: string;
}): Promise<PictureMethod> {
  if (options.method !== undefined) {
    return { prepared: await registered(options.method), file: null, levels: undefined };
  }
  const { file, estimator } = await loadModel(options.model);
  // The registry is not loaded for a network: its methods would cost 4 MB.
  const { networkMethod } = await import('../../methods/picture/index.js');
  return {
    file,
    prepared: await networkMethod(estimator).prepare(null),
    levels: estimator.metadata,
  };
}

async function registered(name: string): Promise<PreparedMethod> {
  const { chooseMethods, METHODS } = await import('../../methods/index.js');
  const [method, ...others] = inOption('--method', () => chooseMethods([name]));
  if (method === undefined || others.length > 0) {
    throw new UsageError(`--method: expected one method, got the group ${name}`);
  }
  if (method.learnsFrom === 'nothing' && method.family !== 'camera') return method.prepare(null);
  const ready = [...METHODS.values()]
    .filter(({ learnsFrom, family }) => learnsFrom === 'nothing' && family !== 'camera')
    .map((one) => one.name);
  throw new UsageError(
    `--method: expected one that answers from a picture alone (${ready.join(', ')}), got ${name}, which needs a data set: deepawb eval`,
  );
}
