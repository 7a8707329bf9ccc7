/** Models by what a user calls them: a file, or one that ships with the package. */
import { readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import type { ColourMatrix } from '../../color/index.js';
import { InputError } from '../../errors/index.js';
import { readInputBytes } from '../../files/input/index.js';
import { packageFile } from '../../files/package/index.js';
import type { Model } from '../../model/index.js';
import { withSuggestion } from '../../text/index.js';
import type { AwbEstimator } from '../index.js';

/** The choice that means the package's own, which may also be called `shipped`. */
export const DEFAULT_MODEL = 'default';

/** Before the name of a model that ships: `shipped:pi5`. */
const SHIPPED = 'shipped:';

const MANIFEST = 'models/manifest.json';

/** The model that reads pictures of any camera through its matrix. */
export const UNIVERSAL_MODEL = 'shipped:universal';

/** A network ready to run and the file that it came from. */
export interface LoadedModel {
  readonly file: string;
  readonly estimator: AwbEstimator;
  /** The same network for frames that it reads through a matrix. */
  readonly through: (colourMatrix: ColourMatrix) => AwbEstimator;
  /**
   * Of the package's own model where nobody chose it: the universal one, which takes its place for cameras that it was not
   * made for. Throws InputError as `loadModel` does.
   */
  readonly elsewhere?: () => LoadedModel;
}

/**
 * The file of a choice; without one, of the package's own model. Throws InputError for a shipped model that there is
 * not, and without a manifest.
 */
export function modelFile(chosen: string = DEFAULT_MODEL): string {
  if (!isShipped(chosen)) return chosen;
  const names = shippedModels();
  const name = isDefault(chosen) ? DEFAULT_MODEL : chosen.slice(SHIPPED.length);
  const file = Object.hasOwn(names, name) ? names[name] : undefined;
  if (typeof file === 'string' && file !== '' && !isAbsolute(file)) {
    return packageFile(`models/${file}`);
  }
  if (name === DEFAULT_MODEL) {
    throw new InputError(
      `${packageFile(MANIFEST)}: expected {"default": "<file in models/>"}, got ${JSON.stringify(file)}. Install deepawb again.`,
    );
  }
  const known = Object.keys(names).map((key) => `${SHIPPED}${key}`);
  const wanted = `expected a shipped model, one of ${known.join(', ')}`;
  throw new InputError(withSuggestion(`${wanted}, got ${chosen}`, chosen, known));
}

function isShipped(chosen: string | undefined): boolean {
  return chosen === undefined || isDefault(chosen) || chosen.startsWith(SHIPPED);
}

function isDefault(chosen: string): boolean {
  return chosen === DEFAULT_MODEL || chosen === 'shipped';
}

/** Files in models/ by name. */
function shippedModels(): Readonly<Record<string, unknown>> {
  const file = packageFile(MANIFEST);
  try {
    return JSON.parse(readFileSync(file, 'utf8')) ?? {};
  } catch (error) {
    throw new InputError(`${file}: ${(error as Error).message}. Install deepawb again.`);
  }
}

/**
 * Reads a model and prepares it; without a choice the package's own, with the universal one beside it. Throws InputError,
 * naming the file and the cure, for anything that is none.
 */
export async function loadModel(chosen?: string): Promise<LoadedModel> {
  const run = await runner();
  const load = (name?: string) => {
    const file = modelFile(name);
    return run(file, readModel(file, isShipped(name)));
  };
  const model = load(chosen);
  if (chosen !== undefined) return model;
  let universal: LoadedModel | undefined;
  const elsewhere = () => {
    universal ??= load(UNIVERSAL_MODEL);
    return universal;
  };
  return { ...model, elsewhere };
}

/** A network from a model or a model file's bytes. Throws InputError that names the file, for one that cannot be run. */
export async function runnable(file: string, source: Model | Uint8Array): Promise<LoadedModel> {
  return (await runner())(file, source);
}

async function runner(): Promise<(file: string, source: Model | Uint8Array) => LoadedModel> {
  const [{ createEstimator }, { loadKernelModule }] = await Promise.all([
    import('../load/index.js'),
    import('../../engine/node/index.js'),
  ]);
  const kernels = loadKernelModule();
  return (file, source) =>
    namingFile(file, () => ({
      file,
      estimator: createEstimator(source, kernels),
      through: (colourMatrix) => createEstimator(source, kernels, { colourMatrix }),
    }));
}

/** Reads a model as data, not to run it. Throws InputError as `loadModel` does. */
export async function decodeChosenModel(chosen?: string): Promise<Model> {
  return (await readChosenModel(chosen)).model;
}

/** Reads a model file, sound as data. Throws InputError as `loadModel` does. */
export async function readChosenModel(
  chosen?: string,
): Promise<{ file: string; bytes: Uint8Array; model: Model }> {
  const file = modelFile(chosen);
  const bytes = readModel(file, isShipped(chosen));
  const { decodeModel } = await import('../../model/index.js');
  return { file, bytes, model: namingFile(file, () => decodeModel(bytes)) };
}

/** Runs `work`; what is wrong with a model becomes an InputError that names its file. */
function namingFile<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { name, message } = error as Error;
    if (name !== 'ModelFileError' && name !== 'ArchitectureError') throw error;
    throw new InputError(`${file}: ${message}`);
  }
}

function readModel(file: string, isDefault: boolean): Uint8Array {
  const train = 'deepawb train --data DIR --out FILE makes one';
  const cure = isDefault
    ? `The model that ships with deepawb is missing: install deepawb again, or name another with --model (${train}).`
    : `Check the path: ${train}.`;
  return readInputBytes(file, { what: 'a model', cure });
}

/** Several, named with commas between them. Throws as decodeChosenModel does. */
export function decodeChosenModels(chosen: string): Promise<Model[]> {
  return Promise.all(chosen.split(',').map((name) => decodeChosenModel(name.trim())));
}
