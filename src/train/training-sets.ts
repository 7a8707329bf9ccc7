/** Data sets to train on: whose pictures each has, and all of them as the pictures of one camera. */
import { basename, resolve } from 'node:path';
import { type Camera, canonicalCamera, chosenCamera, daylightMatrix } from '../camera/index.js';
import type { ColourMatrix } from '../color/index.js';
import { datasetCamera } from '../dataset/index.js';
import { InputError, UsageError } from '../errors/index.js';
import type { ModelCamera } from '../model/index.js';
import { mergePictures } from './merge-pictures.js';
import type { PreparedPictures } from './recipe.js';

/** What a user says of the data sets. */
export interface SetsChoice {
  /** Their folders. */
  readonly data: readonly string[];
  /** Names of cameras with commas between them, set by set; dataset.json's unless given. */
  readonly camera?: readonly string[];
  /** From XYZ to RGB under D65, of a camera without a name; for one data set. */
  readonly colorMatrix?: ColourMatrix;
  /** Pictures of one camera are read as those of the canonical one, too. */
  readonly canonical?: boolean;
  /** How much of the way the model will map pictures of cameras that it was not trained on, 0 to 1; all unless given. */
  readonly mapPart?: number;
  readonly head?: 'ct' | 'curve';
  /** Folders of pictures without labels. */
  readonly unlabelled?: readonly string[];
}

/**
 * The cameras of each data set; none where nobody says. Throws UsageError for choices that do not go together, InputError
 * for a camera that is not known, and for one that nobody states where several sets or `canonical` need it.
 */
export function chosenCameras(choice: SetsChoice): Camera[][] {
  const { data, colorMatrix, canonical, head } = choice;
  const camera = camerasOfData(choice);
  const { length } = data;
  const isMapped = length > 1 || canonical === true;
  if (head === 'ct' && isMapped) {
    throw new UsageError(
      'train: several --data and --canonical are for networks that answer with white points; leave out --head ct',
    );
  }
  if (camera && length > 1 && camera.length !== length) {
    throw new UsageError(
      `train: expected --camera once for each of ${length} --data, in their order, or not at all; got ${camera.length}`,
    );
  }
  if (colorMatrix) return [matrixCamera(length, { camera, colorMatrix })];
  const names = length === 1 && camera ? [camera.join()] : camera;
  const sets = data.map((dir, i) => {
    const given = names?.[i]?.split(',').map((name) => chosenCamera({ camera: name.trim() }));
    return (given ?? [datasetCamera(dir)]).flatMap((one) => one ?? []);
  });
  const unknown = sets.findIndex((cameras) => cameras.length === 0);
  if (unknown >= 0 && isMapped) {
    throw new InputError(
      `${data[unknown]}: expected to know which camera took the pictures; give --camera (once for each --data), or "camera" in dataset.json`,
    );
  }
  return sets;
}

/**
 * The names that are given for the data sets: behind them there may be one for each folder without labels. Throws UsageError for
 * another number of them.
 */
function camerasOfData({
  data,
  camera,
  unlabelled = [],
}: SetsChoice): readonly string[] | undefined {
  if (!camera || unlabelled.length === 0) return camera;
  const all = data.length + unlabelled.length;
  if (camera.length === data.length || camera.length === all) return camera.slice(0, data.length);
  throw new UsageError(
    `train: expected --camera once for each of ${data.length} --data, in their order, and then for each of ${unlabelled.length} --unlabelled or for none; ` +
      `got ${camera.length} (several cameras of one folder have commas between them)`,
  );
}

/** The camera of each folder without labels, as `--camera` or its dataset.json has it; null where nobody says. Throws InputError. */
export function unlabelledCameras(
  { data, camera, unlabelled = [] }: SetsChoice,
  dirs: readonly string[],
): (Camera | null)[] {
  const given = camera && camera.length > data.length ? camera.slice(data.length) : [];
  return unlabelled.map((_, i) => {
    const [name] = given[i]?.split(',') ?? [];
    const named = name === undefined ? null : chosenCamera({ camera: name.trim() });
    return named ?? datasetCamera(dirs[i]!) ?? null;
  });
}

/** Throws UsageError for several data sets, and for a name beside the matrix. */
function matrixCamera(
  length: number,
  { camera, colorMatrix }: { camera: SetsChoice['camera'] | undefined; colorMatrix: ColourMatrix },
): Camera[] {
  if (length > 1) throw new UsageError('train: --color-matrix is for one --data');
  const one = chosenCamera({
    ...(camera ? { camera: camera.join() } : {}),
    colorMatrix,
  });
  return one ? [one] : [];
}

/** A data set and the cameras of its pictures, the first of which it is mapped by; none where nobody says. */
export interface TrainingSet {
  readonly dir: string;
  readonly cameras: readonly Camera[];
  readonly pictures: PreparedPictures;
}

/** What a model file says of the pictures behind it. */
export interface PicturesOrigin {
  /** Names of the data sets. */
  readonly data: string;
  /** As whose pictures it reads what it is given. */
  readonly cameras: readonly ModelCamera[];
  /** `dataSets`: name, hash, number of pictures and cameras of each, where there are several. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The camera as whose pictures all are read, where they are mapped to one. */
  readonly to?: Camera;
}

/**
 * One set stays as it is, several of one camera that camera's; all else, and whatever is to be `canonical`, becomes pictures
 * of the canonical camera. `others`: cameras of pictures without labels, which count as those of a set where they are none of the
 * first set's. Throws RangeError for sets that are merged without a camera, RecipeError as mergePictures.
 */
export function joinSets(
  sets: readonly TrainingSet[],
  { canonical = false, mapPart = 1 }: Pick<SetsChoice, 'canonical' | 'mapPart'> = {},
  others: readonly Camera[] = [],
): { readonly pictures: PreparedPictures; readonly origin: PicturesOrigin } {
  const names = setNames(sets);
  const [first] = sets;
  const foreign = others.filter(({ name }) => !first!.cameras.some((own) => own.name === name));
  if (sets.length === 1 && !canonical && foreign.length === 0) {
    const cameras = first!.cameras.map(asModelCamera);
    const known = cameras[0] ? { xyzToCamera: daylightMatrix(first!.cameras[0]!) } : {};
    const origin = { data: names[0]!, cameras, settings: {} };
    return { pictures: { ...first!.pictures, ...known }, origin };
  }
  const owners = sets.map(({ cameras: [owner], dir }) => {
    if (owner) return owner;
    throw new RangeError(`${dir}: expected to know which camera took the pictures`);
  });
  const isOne = [...owners, ...foreign].every(({ name }) => name === owners[0]!.name);
  const to = isOne && !canonical ? owners[0]! : canonicalCamera();
  const all = new Map(sets.flatMap(({ cameras }) => cameras.map((one) => [one.name, one])));
  const cameras = to === owners[0] ? [...all.values()] : [to];
  const named = sets.map(({ pictures }, i) => ({ name: names[i]!, camera: owners[i]!, pictures }));
  const origin = {
    data: names.join(', '),
    cameras: cameras.map((one) => ({
      ...asModelCamera(one),
      ...(mapPart === 1 ? {} : { mappedPart: mapPart, trainedOn: [...all.keys()] }),
    })),
    settings: { dataSets: sets.map((set, i) => described(names[i]!, set)) },
    to,
  };
  return { pictures: mergePictures(named, to), origin };
}

function described(name: string, { pictures, cameras }: TrainingSet) {
  const { dataHash: hash, input } = pictures;
  return { name, hash, pictures: input.entries.length, cameras: cameras.map((one) => one.name) };
}

function asModelCamera(camera: Camera): ModelCamera {
  return { name: camera.name, xyzToCamera: daylightMatrix(camera) };
}

/** By their folders; where two are called the same, by their paths as given. */
export function setNames(sets: readonly { readonly dir: string }[]): string[] {
  const names = sets.map(({ dir }) => basename(resolve(dir)));
  return new Set(names).size === names.length ? names : sets.map(({ dir }) => dir);
}
