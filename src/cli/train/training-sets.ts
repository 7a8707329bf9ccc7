/** The data sets of `train`: whose pictures each has, and all of them as the pictures of one camera. */
import { basename, resolve } from 'node:path';
import type { Camera } from '../../camera/index.js';
import type { ModelCamera } from '../../model/index.js';
import type { PreparedPictures } from '../../train/index.js';
import type { CommandContext } from '../command-context.js';
import { InputError, UsageError } from '../exit-code.js';
import { givenCamera } from '../options/camera-options.js';
import { preparePart } from '../options/dataset-options.js';
import type { PictureSize } from '../options/option-types.js';
import type { TrainCommandOptions } from './train.js';

/** A data set and the cameras of its pictures; none where nobody says. */
export interface TrainingSet {
  readonly dir: string;
  readonly cameras: readonly Camera[];
}

/** Whose pictures a model reads, and what it says of the data behind it. */
export interface TrainingOrigin {
  /** Names of the data sets. */
  readonly data: string;
  readonly cameras: readonly ModelCamera[];
  readonly settings: Readonly<Record<string, unknown>>;
}

/**
 * Throws UsageError for numbers of `--camera` and `--data` that do not go together, InputError for a camera that is not
 * known, and for one that nobody states where several data sets or `--canonical` need it.
 */
export async function trainingSets({
  data,
  camera,
  canonical,
}: Pick<TrainCommandOptions, 'data' | 'camera' | 'canonical'>): Promise<TrainingSet[]> {
  const { length } = data;
  if (camera && length > 1 && camera.length !== length) {
    throw new UsageError(
      `train: expected --camera once for each of ${length} --data, in their order, or not at all; got ${camera.length}`,
    );
  }
  const names = length === 1 && camera ? [camera.flat()] : camera;
  const { datasetCamera } = await import('../../dataset/index.js');
  const sets = await Promise.all(
    data.map(async (dir, i) => {
      const given = await Promise.all(
        (names?.[i] ?? []).map((name) => givenCamera({ camera: name })),
      );
      const cameras = (names ? given : [datasetCamera(dir)]).flatMap((one) => one ?? []);
      return { dir, cameras };
    }),
  );
  const unknown = sets.find(({ cameras }) => cameras.length === 0);
  if (unknown && (length > 1 || canonical)) {
    throw new InputError(
      `${unknown.dir}: expected to know which camera took the pictures; give --camera (once for each --data), or "camera" in dataset.json`,
    );
  }
  return sets;
}

/** Loads the pictures for a network. Throws DatasetError with all that is wrong with one, RecipeError. */
export async function trainingPictures(
  sets: readonly TrainingSet[],
  size: PictureSize,
  options: TrainCommandOptions,
  context: CommandContext,
): Promise<{ readonly pictures: PreparedPictures; readonly origin: TrainingOrigin }> {
  const { daylightMatrix, canonicalCamera } = await import('../../camera/index.js');
  const loaded: PreparedPictures[] = [];
  for (const { dir } of sets) loaded.push(await preparePart(dir, 'train', size, options, context));
  const asModelCamera = (one: Camera) => ({ name: one.name, xyzToCamera: daylightMatrix(one) });
  const [first, ...others] = sets;
  const names = setNames(sets);
  if (others.length === 0 && !options.canonical) {
    const cameras = first!.cameras.map(asModelCamera);
    const known = cameras[0] ? { xyzToCamera: cameras[0].xyzToCamera } : {};
    const origin = { data: names[0]!, cameras, settings: {} };
    return { pictures: { ...loaded[0]!, ...known }, origin };
  }
  const { mergePictures } = await import('../../train/index.js');
  const camera = sets[0]!.cameras[0]!;
  const isOne = sets.every(({ cameras }) => cameras[0]!.name === camera.name);
  const to = isOne && !options.canonical ? camera : canonicalCamera();
  const all = new Map(sets.flatMap(({ cameras }) => cameras.map((one) => [one.name, one])));
  const merged = sets.map(({ cameras }, i) => ({
    name: names[i]!,
    camera: cameras[0]!,
    pictures: loaded[i]!,
  }));
  const dataSets = merged.map(({ name, pictures }, i) => ({
    name,
    hash: pictures.dataHash,
    pictures: pictures.input.entries.length,
    cameras: sets[i]!.cameras.map((one) => one.name),
  }));
  return {
    pictures: mergePictures(merged, to),
    origin: {
      data: names.join(', '),
      cameras: (to === camera ? [...all.values()] : [to]).map(asModelCamera),
      settings: { dataSets },
    },
  };
}

/** By their folders; where two are called the same, by their paths as given. */
function setNames(sets: readonly TrainingSet[]): string[] {
  const names = sets.map(({ dir }) => basename(resolve(dir)));
  return new Set(names).size === names.length ? names : sets.map(({ dir }) => dir);
}
