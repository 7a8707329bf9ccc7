/** The method that answers on a picture of its own: a network, or one of the registry that needs to learn nothing. */
import type { CameraChoice, StatedCamera } from '../../../camera/index.js';
import { inOption, UsageError } from '../../../errors/index.js';
import { loadModel } from '../../../infer/node/index.js';
import type { LevelSources } from '../../../raw/index.js';
import type { PreparedMethod } from '../../index.js';
import { cameraNotes, readByCamera, type ToldCamera } from './picture-cameras.js';

export interface PictureMethod {
  /** Of pictures of which nobody says who took them; what is told of a camera names the model that read it. */
  readonly name: string;
  /** Of a network. */
  readonly file: string | null;
  /** What is fallen back on where a file states no levels. */
  readonly levels: LevelSources['model'];
  /** The method for pictures of the camera that a file states, and what is told of that camera. */
  readonly of: (
    stated: StatedCamera,
  ) => Promise<{ readonly prepared: PreparedMethod; readonly told: ToldCamera | null }>;
  /** What is to be said once about cameras. */
  readonly notes: (told: readonly (ToldCamera | null)[]) => string[];
}

/** Rejects with InputError for a model that is none, UsageError for a method that is none or has to learn first. */
export async function pictureMethod(
  options: CameraChoice & { readonly model?: string; readonly method?: string },
): Promise<PictureMethod> {
  const { method: name } = options;
  if (name === undefined) return networkOf(options);
  const prepared = await registered(name);
  const of = async () => ({ prepared, told: null });
  return { name, file: null, levels: undefined, of, notes: () => [] };
}

/** The registry is not loaded for a network: its methods would cost 4 MB. */
async function networkOf(
  options: CameraChoice & { readonly model?: string },
): Promise<PictureMethod> {
  const model = await loadModel(options.model);
  const { unknown, of } = await readByCamera(model, options);
  const { networkMethod } = await import('../../picture/index.js');
  const { metadata } = unknown.estimator;
  return {
    name: metadata.name,
    file: unknown.file,
    levels: metadata,
    async of(stated) {
      const { estimator, told } = await of(stated);
      return { prepared: await networkMethod(estimator).prepare(null), told };
    },
    notes: (told) => cameraNotes(told, model, unknown),
  };
}

async function registered(name: string): Promise<PreparedMethod> {
  const { chooseMethods, METHODS } = await import('../../index.js');
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
