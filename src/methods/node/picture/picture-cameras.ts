/** Who took the pictures, as they or the user say, and the network that reads them. */
import type { CameraChoice, PictureCamera, StatedCamera } from '../../../camera/index.js';
import type { AwbEstimator } from '../../../infer/index.js';
import { type LoadedModel, loadModel, UNIVERSAL_MODEL } from '../../../infer/node/index.js';

/** The camera of a picture, as `--json` prints it. */
export interface ToldCamera {
  readonly name: string;
  readonly by: PictureCamera['by'];
  /** The model's camera, where the picture was read as one of it. */
  readonly mappedTo: string | null;
  /** Name of the model that read it. */
  readonly model: string;
}

/** The network for pictures of a camera, and what is said about it. */
export type ReadByCamera = (
  stated: StatedCamera,
) => Promise<{ readonly estimator: AwbEstimator; readonly told: ToldCamera | null }>;

export interface CameraReader {
  /** What reads the pictures that say nothing of their camera. */
  readonly unknown: LoadedModel;
  readonly of: ReadByCamera;
  /** Sentences about the cameras of pictures that were read: what was mapped, and that nobody says which camera it was. */
  readonly notes: (told: readonly (ToldCamera | null)[]) => string[];
}

/**
 * The model that was chosen; without a choice the package's own for its cameras, which is loaded where one is told, and the
 * universal one for all others. Throws UsageError for both options at once, InputError for a camera that is not known or a
 * matrix that sees no colours, and for a model.
 */
export async function readByCamera(
  chosen: string | undefined,
  options: CameraChoice,
): Promise<CameraReader> {
  const isSaid = options.camera !== undefined || options.colorMatrix !== undefined;
  // The table of cameras is loaded where somebody says one.
  const cameras = isSaid ? await import('../../../camera/index.js') : null;
  const given = cameras?.chosenCamera(options) ?? null;
  let model = isSaid || chosen !== undefined ? await loadModel(chosen) : null;
  const isOwn =
    chosen !== undefined ||
    (given && !cameras?.mappingTo(model?.estimator.metadata.cameras, given));
  const unknown = (isOwn && model) || (await loadModel(UNIVERSAL_MODEL));
  let networks: ReturnType<typeof import('../../index.js').networkByCamera> | undefined;
  const of: ReadByCamera = async (stated) => {
    const silent = { estimator: unknown.estimator, told: null };
    const isTold = given !== null || stated.name !== undefined || stated.colourMatrices;
    if (!isTold) return silent;
    model ??= await loadModel();
    const { isSameCamera, pictureCamera } = await import('../../../camera/index.js');
    const elsewhere = model.elsewhere && unknown !== model ? { elsewhere: () => unknown } : {};
    networks ??= (await import('../../index.js')).networkByCamera({ ...model, ...elsewhere });
    const picture = pictureCamera(given, stated);
    if (!picture) {
      // A matrix that says nothing, but the name of a camera that the model was made for.
      const { name: own = '' } = stated;
      const { cameras: madeFor, name: reader } = model.estimator.metadata;
      if (!madeFor?.some((one) => isSameCamera(one.name, own))) return silent;
      const told = { name: own, by: 'file', mappedTo: null, model: reader } as const;
      return { estimator: model.estimator, told };
    }
    const { camera, by } = picture;
    const { estimator, mapping } = networks(camera);
    const { name } = estimator.metadata;
    const told = { name: camera.name, by, mappedTo: mapping?.to ?? null, model: name };
    return { estimator, told };
  };
  return { unknown, of, notes: (told) => cameraNotes(told, model ?? unknown, unknown) };
}

function cameraNotes(
  told: readonly (ToldCamera | null)[],
  { estimator: { metadata } }: LoadedModel,
  unknown: LoadedModel,
): string[] {
  const madeFor = metadata.cameras?.map(({ name }) => name).join(' and the ');
  if (!madeFor) return [];
  const mapped = new Map(
    told.flatMap((camera) => (camera?.mappedTo ? [[camera.name, camera]] : [])),
  );
  const notes = [...mapped.values()].map(({ name, mappedTo, model }) => {
    const how = `read as pictures of the ${mappedTo}, by both colour matrices`;
    const made = `${metadata.name} was made for the ${madeFor}`;
    const reader = model === metadata.name ? '' : ` and the model ${model} (${made})`;
    return `${name}: ${how}${reader}; the white points are those of the ${name}`;
  });
  if (!told.includes(null)) return notes;
  const { name, cameras = [] } = unknown.estimator.metadata;
  const isUniversal = cameras.some((one) => one.name === CANONICAL_NAME);
  const silent = isUniversal
    ? `Nobody says which camera took the pictures: the model ${name} reads them as they are. --camera or --color-matrix says it.`
    : `The model was made for the ${madeFor}; pictures of another camera want --camera or --color-matrix.`;
  return [...notes, silent];
}

/** CANONICAL_CAMERA_NAME of `camera`, whose table is not loaded for it. */
const CANONICAL_NAME: typeof import('../../../camera/index.js').CANONICAL_CAMERA_NAME =
  'canonical camera';
