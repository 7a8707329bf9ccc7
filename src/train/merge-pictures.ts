/**
 * Pictures of several data sets and cameras as those of one: every picture and its label through its camera's 3x3, and the
 * way back kept, so that errors are those of the camera that took the picture.
 */
import { createHash } from 'node:crypto';
import { type Camera, cameraMap, daylightMatrix, mapWhitePoint } from '../camera/index.js';
import { type ColourMatrix, invertMatrix, mapPixels } from '../color/index.js';
import { THUMBNAIL_CHANNELS, type ThumbnailSet } from '../dataset/index.js';
import type { PreparedPictures } from './recipe.js';
import { RecipeError } from './recipe-error.js';

/** Pictures of one camera. */
export interface CameraPictures {
  /** Of the data set; stands before the ids of its pictures. */
  readonly name: string;
  readonly camera: Camera;
  readonly pictures: PreparedPictures;
}

/**
 * All pictures as `to` would have taken them, in the order of the sets. Every picture gets the properties `set` and
 * `camera`, by which folds can be made; levels are the first set's. Throws RecipeError for a label that `to` would not see.
 */
export function mergePictures(sets: readonly CameraPictures[], to: Camera): PreparedPictures {
  const maps = sets.map(({ camera }) => cameraMap(camera, to));
  const hash = createHash('sha256');
  for (const [i, { pictures }] of sets.entries()) {
    hash.update(`${pictures.dataHash} ${maps[i]!.join()}\n`);
  }
  const [first] = sets;
  return {
    source: joined(sets.map((set, i) => mappedSet(set, 'source', maps[i]!))),
    input: joined(sets.map((set, i) => mappedSet(set, 'input', maps[i]!))),
    dataHash: hash.digest('hex'),
    contentHashes: sets.flatMap(({ pictures }) => pictures.contentHashes ?? []),
    notices: sets.flatMap(({ pictures }) => pictures.notices),
    skipped: sets.flatMap(({ pictures }) => pictures.skipped),
    fromCache: sets.every(({ pictures }) => pictures.fromCache),
    levels: first!.pictures.levels,
    xyzToCamera: daylightMatrix(to),
    toOwnCamera: sets.flatMap(({ pictures }, i) => {
      const back = invertMatrix(maps[i]!);
      return pictures.input.entries.map(() => back);
    }),
  };
}

/**
 * Pixels of pictures as another camera would have taken them, a copy. Cells at the network's size are clipped at black before the
 * matrix, as an estimator does; those of sources keep their sign, because they are averaged further.
 */
export function mappedPixels(
  { pixels }: Pick<ThumbnailSet, 'pixels'>,
  kind: 'source' | 'input',
  map: ColourMatrix,
): Float32Array {
  const mapped = kind === 'input' ? pixels.map((value) => Math.max(0, value)) : pixels.slice();
  mapPixels(map, mapped, THUMBNAIL_CHANNELS);
  return mapped;
}

function mappedSet(
  { name, camera, pictures }: CameraPictures,
  kind: 'source' | 'input',
  map: ColourMatrix,
): ThumbnailSet {
  const set = pictures[kind];
  const pixels = mappedPixels(set, kind, map);
  const entries = set.entries.map((entry) => ({
    ...entry,
    id: `${name}/${entry.id}`,
    whitePoint: mappedLabel(map, entry.whitePoint, `${name}/${entry.id}`),
    properties: { ...entry.properties, set: name, camera: camera.name },
  }));
  return { ...set, pixels, entries };
}

function mappedLabel(...[map, label, id]: [ColourMatrix, { r: number; b: number }, string]) {
  try {
    return mapWhitePoint(map, label);
  } catch (error) {
    throw new RecipeError(
      `${id}: ${(error as Error).message}; is it the camera that took the pictures?`,
    );
  }
}

function joined(sets: readonly ThumbnailSet[]): ThumbnailSet {
  const { heightPx, widthPx } = sets[0]!;
  const pixels = new Float32Array(sets.reduce((sum, set) => sum + set.pixels.length, 0));
  let at = 0;
  for (const set of sets) {
    pixels.set(set.pixels, at);
    at += set.pixels.length;
  }
  return { heightPx, widthPx, pixels, entries: sets.flatMap(({ entries }) => entries) };
}
