/** All that a training reads as the pictures of one camera: data sets, and beside them folders without labels. */
import { type UnlabelledPlace, unlabelledPlace } from '../../dataset/index.js';
import type { PreparedPictures } from '../recipe.js';
import {
  joinSets,
  type PicturesOrigin,
  type SetsChoice,
  type TrainingSet,
  unlabelledCameras,
} from '../training-sets.js';
import { joinUnlabelled, type UnlabelledSet } from './unlabelled-sets.js';

/**
 * joinSets, with the folders of `choice.unlabelled`, each read by `prepare`. Throws its errors, joinSets' and joinUnlabelled's, and
 * InputError for a camera that is not known.
 */
export async function joinAllSets(
  sets: readonly TrainingSet[],
  choice: SetsChoice,
  prepare: (place: UnlabelledPlace) => Promise<PreparedPictures>,
): Promise<{
  readonly pictures: PreparedPictures;
  readonly origin: PicturesOrigin;
  /** Sentences for people. */
  readonly notices: readonly string[];
}> {
  const { data, unlabelled = [] } = choice;
  if (unlabelled.length === 0) return { ...joinSets(sets, choice), notices: [] };
  const places = unlabelled.map(unlabelledPlace);
  const cameras = unlabelledCameras(
    choice,
    places.map(({ dir }) => dir),
  );
  const others: UnlabelledSet[] = [];
  for (const [i, place] of places.entries()) {
    others.push({ dir: unlabelled[i]!, camera: cameras[i]!, pictures: await prepare(place) });
  }
  const known = others.flatMap(({ camera }) => camera ?? []);
  const { pictures, origin } = joinSets(sets, choice, known);
  const labelled = { contentHashes: pictures.contentHashes ?? [], dirs: data };
  const joined = joinUnlabelled(others, labelled, origin.to);
  return {
    pictures: { ...pictures, unlabelled: joined.pictures },
    origin: { ...origin, settings: { ...origin.settings, unlabelled: joined.origin } },
    notices: joined.notices,
  };
}
