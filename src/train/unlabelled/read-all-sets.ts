/** All that a training reads as the pictures of one camera: data sets, and beside them folders without labels. */
import { unlabelledPlace } from '../../dataset/index.js';
import type { PreparedPictures } from '../recipe.js';
import {
  chosenCameras,
  joinSets,
  type PicturesOrigin,
  type SetsChoice,
  type TrainingSet,
  unlabelledCameras,
} from '../training-sets.js';
import { joinUnlabelled, type UnlabelledSet } from './unlabelled-sets.js';

/** Reads the training part of a data set, or the pictures in `hiddenLabels` without their labels. */
export type ReadPictures = (
  dir: string,
  part: 'train' | '.',
  more: { readonly hiddenLabels?: string },
) => Promise<PreparedPictures>;

/**
 * The data sets of a choice as joinSets has them, with its folders without labels. `warn` is told what was left out and what is of a
 * test part. Throws chosenCameras', `read`'s, joinSets' and joinUnlabelled's errors.
 */
export async function readAllSets(
  choice: SetsChoice,
  read: ReadPictures,
  warn: (notice: string) => void,
): Promise<ReturnType<typeof joinSets>> {
  const cameras = chosenCameras(choice);
  const { data, unlabelled = [] } = choice;
  const places = unlabelled.map(unlabelledPlace);
  const others = unlabelledCameras(
    choice,
    places.map(({ dir }) => dir),
  );
  const sets: TrainingSet[] = [];
  for (const [i, dir] of data.entries()) {
    sets.push({ dir, cameras: cameras[i]!, pictures: await read(dir, 'train', {}) });
  }
  const hidden: UnlabelledSet[] = [];
  for (const [i, { dir, pictureDir }] of places.entries()) {
    const pictures = await read(dir, '.', { hiddenLabels: pictureDir });
    hidden.push({ dir: unlabelled[i]!, camera: others[i]!, pictures });
  }
  const known = others.flatMap((camera) => camera ?? []);
  const joined = joinSets(sets, choice, known);
  return hidden.length === 0 ? joined : withUnlabelled(joined, hidden, data, warn);
}

function withUnlabelled(
  { pictures, origin }: { readonly pictures: PreparedPictures; readonly origin: PicturesOrigin },
  hidden: readonly UnlabelledSet[],
  dirs: readonly string[],
  warn: (notice: string) => void,
): ReturnType<typeof joinSets> {
  const { contentHashes = [] } = pictures;
  const joined = joinUnlabelled(hidden, { contentHashes, dirs }, origin.to);
  for (const notice of joined.notices) warn(notice);
  return { pictures: { ...pictures, unlabelled: joined.pictures }, origin };
}
