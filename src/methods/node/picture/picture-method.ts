/** The methods that answer on a picture of its own: networks, those of the registry that need to learn nothing, and what the camera says. */
import type { CameraChoice, StatedCamera } from '../../../camera/index.js';
import { inOption, UsageError } from '../../../errors/index.js';
import type { ReadingName } from '../../../model/index.js';
import type { LevelSources, RawCamera } from '../../../raw/index.js';
import type { Method, PreparedMethod } from '../../index.js';
import { readByCamera, type ToldCamera } from './picture-cameras.js';

export interface PictureMethod {
  /** Of pictures of which nobody says who took them; what is told of a camera names the model that read it. */
  readonly name: string;
  /** Of a network. */
  readonly file: string | null;
  /** What it takes beside a picture where that is known; empty for most. */
  readonly readings: readonly ReadingName[];
  /** What is fallen back on where a file states no levels. */
  readonly levels: LevelSources['model'];
  /** The method for pictures of the camera that a file states, and what is told of that camera. */
  readonly of: (
    stated: StatedCamera & Pick<RawCamera, 'asShotNeutral'>,
  ) => Promise<{ readonly prepared: PreparedMethod; readonly told: ToldCamera | null }>;
  /** What is to be said once about cameras. */
  readonly notes: (told: readonly (ToldCamera | null)[]) => string[];
}

/** Which methods a user asks of pictures. */
export interface PictureMethodChoice extends CameraChoice {
  readonly model?: string;
  readonly method?: string;
  /** Names of methods and groups, models that ship, model files. */
  readonly methods?: readonly string[];
}

/** The answer that the camera wrote into its file. */
const AS_SHOT = 'as-shot';

/**
 * The methods asked for, each once: `model` first, then `method` or `methods`; without any the package's own model. Rejects with
 * InputError for a model that is none, UsageError for a method that is none or has to learn first.
 */
export async function pictureMethods(options: PictureMethodChoice): Promise<PictureMethod[]> {
  const { model, method, methods = [] } = options;
  const names = method === undefined ? methods : [method];
  const chosen: PictureMethod[] = [];
  if (model !== undefined || names.length === 0) chosen.push(await networkOf(model, options));
  for (const name of names) {
    if (isModel(name)) chosen.push(await networkOf(name, options));
    else if (name === AS_SHOT) chosen.push(asShot());
    else chosen.push(...(await registered(name, method === undefined ? 'methods' : 'method')));
  }
  return chosen.filter((one, i) => chosen.findIndex(({ name }) => name === one.name) === i);
}

/** The registry knows no method of such a name. */
function isModel(name: string): boolean {
  return /^shipped($|:)|^default$|\.awb$|[\\/]/.test(name);
}

/** As `readByCamera`. The registry is not loaded for a network: its methods would cost 4 MB. Rejects as that does. */
export async function networkOf(
  chosen: string | undefined,
  options: CameraChoice,
): Promise<PictureMethod> {
  const { unknown, of, notes } = await readByCamera(chosen, options);
  const { networkMethod } = await import('../../picture/index.js');
  const { metadata } = unknown.estimator;
  return {
    name: metadata.name,
    file: unknown.file,
    readings: unknown.estimator.readings,
    levels: metadata,
    async of(stated) {
      const { estimator, told } = await of(stated);
      return { prepared: await networkMethod(estimator).prepare(null), told };
    },
    notes,
  };
}

async function registered(name: string, option: 'method' | 'methods'): Promise<PictureMethod[]> {
  const { chooseMethods, METHODS } = await import('../../index.js');
  const found = inOption(`--${option}`, () => chooseMethods([name]));
  const isGroup = !METHODS.has(name);
  if (option === 'method' && isGroup) {
    throw new UsageError(`--method: expected one method, got the group ${name}`);
  }
  // Of a group those that can; one that is named must be able to.
  const ready = found.filter(needsNothing);
  if (ready.length > 0) return Promise.all(ready.map((one) => withoutCamera(one)));
  const names = [...METHODS.values()].filter(needsNothing).map((one) => one.name);
  throw new UsageError(
    `--${option}: expected ${option === 'method' ? 'one that answers' : 'some that answer'} from a picture alone (${names.join(', ')}), got ${name}, which needs a data set: deepawb eval`,
  );
}

function needsNothing({ learnsFrom, family }: Method): boolean {
  return learnsFrom === 'nothing' && family !== 'camera';
}

/** A method that asks for no camera, as it is or with what it has learned. */
export async function withoutCamera(
  method: Pick<Method, 'name' | 'prepare'>,
  learned?: PreparedMethod,
): Promise<PictureMethod> {
  const prepared = learned ?? (await method.prepare(null));
  const of = async () => ({ prepared, told: null });
  return { name: method.name, file: null, readings: [], levels: undefined, of, notes: () => [] };
}

export function asShot(): PictureMethod {
  return {
    name: AS_SHOT,
    file: null,
    readings: [],
    levels: undefined,
    async of({ asShotNeutral }) {
      const { asShotPicture } = await import('../../index.js');
      return { prepared: asShotPicture(asShotNeutral), told: null };
    },
    notes: () => [],
  };
}
