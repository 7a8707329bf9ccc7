/** The training part of a data set, the same for every training of a table. */
import { canonicalCamera, chosenCamera, daylightMatrix } from 'deepawb/camera';
import { chosenData } from 'deepawb/dataset';
import { mergePictures, preparePictures } from 'deepawb/train';
import { cameraFolders } from '../camera-folders.mjs';
import { SIZES } from './sizes.mjs';

/**
 * @param data { dir, layout, tuningDir: as commands take them, both absent where the folder says it itself }
 * @param data.others where it is given, a folder of data sets, one a camera: their pictures come first, and all are the canonical camera's
 * @param camera its name, for physical curves; the data set's own where it is undefined
 */
export async function loadPictures({ dir, others, ...layout }, camera) {
  const { heightPx, widthPx } = SIZES['7k'];
  const pictures = await preparePictures(
    dir,
    { heightPx, widthPx },
    { ...chosenData(dir, layout), part: 'train' },
  );
  if (others !== undefined) return withOthers(pictures, others, camera, { heightPx, widthPx });
  if (camera === undefined) return pictures;
  return { ...pictures, xyzToCamera: daylightMatrix(chosenCamera({ camera })) };
}

/** Properties say of each picture whose it is: `set` is its folder's name, and OWN_SET for the labelled ones. */
async function withOthers(pictures, others, camera, size) {
  const sets = [];
  for (const { name, dir, camera: own } of cameraFolders(others)) {
    sets.push({ name, camera: own, pictures: await preparePictures(dir, size, { part: 'train' }) });
  }
  const labelled = { name: OWN_SET, camera: chosenCamera({ camera }), pictures };
  return mergePictures([...sets, labelled], canonicalCamera());
}

export const OWN_SET = 'labelled';
