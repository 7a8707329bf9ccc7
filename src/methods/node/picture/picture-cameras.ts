/** Who took the pictures, as they or the user say, and the network that reads them. */
import type { CameraChoice, PictureCamera, StatedCamera } from '../../../camera/index.js';
import type { AwbEstimator } from '../../../infer/index.js';
import type { LoadedModel } from '../../../infer/node/index.js';

/** The camera of a picture, as `--json` prints it. */
export interface ToldCamera {
  readonly name: string;
  readonly by: PictureCamera['by'];
  /** The model's camera, where the picture was read as one of it. */
  readonly mappedTo: string | null;
}

/** The network for pictures of a camera, and what is said about it. */
export type ReadByCamera = (
  stated: StatedCamera,
) => Promise<{ readonly estimator: AwbEstimator; readonly told: ToldCamera | null }>;

/** Throws UsageError for both options at once, InputError for a camera that is not known or a matrix that sees no colours. */
export async function readByCamera(
  { estimator, through }: LoadedModel,
  options: CameraChoice,
): Promise<ReadByCamera> {
  const isSaid = options.camera !== undefined || options.colorMatrix !== undefined;
  // The table of cameras is loaded where somebody says one.
  const given = isSaid ? (await import('../../../camera/index.js')).chosenCamera(options) : null;
  let networks: ReturnType<typeof import('../../index.js').networkByCamera> | undefined;
  return async (stated) => {
    const isTold = given !== null || stated.name !== undefined || stated.colourMatrices;
    if (!isTold) return { estimator, told: null };
    const { isSameCamera, pictureCamera } = await import('../../../camera/index.js');
    networks ??= (await import('../../index.js')).networkByCamera(estimator, through);
    const picture = pictureCamera(given, stated);
    if (!picture) {
      // A matrix that says nothing, but the name of a camera that the model was made for.
      const { name = '' } = stated;
      const isOwn = estimator.metadata.cameras?.some((one) => isSameCamera(one.name, name));
      return { estimator, told: isOwn ? { name, by: 'file', mappedTo: null } : null };
    }
    const { camera, by } = picture;
    const network = networks(camera);
    const mappedTo = network.mapping?.to ?? null;
    return { estimator: network.estimator, told: { name: camera.name, by, mappedTo } };
  };
}

/** Sentences about cameras: what was mapped, and that nobody says which camera it was. */
export function cameraNotes(
  told: readonly (ToldCamera | null)[],
  { estimator }: LoadedModel,
): string[] {
  const madeFor = estimator.metadata.cameras?.map(({ name }) => name) ?? [];
  if (madeFor.length === 0) return [];
  const mapped = new Map(
    told.flatMap((camera) => (camera?.mappedTo ? [[camera.name, camera]] : [])),
  );
  const notes = [...mapped.values()].map(
    ({ name, mappedTo }) =>
      `${name}: read as pictures of the ${mappedTo}, by both colour matrices; the white points are those of the ${name}`,
  );
  if (told.includes(null)) {
    notes.push(
      `The model was made for the ${madeFor.join(' and the ')}; pictures of another camera want --camera or --color-matrix.`,
    );
  }
  return notes;
}
