/** The training part of a data set, the same for every training of a table. */
import { chosenCamera, daylightMatrix } from 'deepawb/camera';
import { preparePictures } from 'deepawb/train';
import { SIZES } from './sizes.mjs';

/** @param camera its name, for physical curves; the data set's own where it is undefined */
export async function loadPictures(data, camera) {
  const { heightPx, widthPx } = SIZES['7k'];
  const pictures = await preparePictures(data, { heightPx, widthPx }, { part: 'train' });
  if (camera === undefined) return pictures;
  return { ...pictures, xyzToCamera: daylightMatrix(chosenCamera({ camera })) };
}
