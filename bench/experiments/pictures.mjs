/** The training part of a data set, the same for every training of a table. */
import { chosenCamera, daylightMatrix } from 'deepawb/camera';
import { chosenData } from 'deepawb/dataset';
import { preparePictures } from 'deepawb/train';
import { SIZES } from './sizes.mjs';

/**
 * @param data { dir, layout, tuningDir: as commands take them, both absent where the folder says it itself }
 * @param camera its name, for physical curves; the data set's own where it is undefined
 */
export async function loadPictures({ dir, ...layout }, camera) {
  const { heightPx, widthPx } = SIZES['7k'];
  const pictures = await preparePictures(
    dir,
    { heightPx, widthPx },
    { ...chosenData(dir, layout), part: 'train' },
  );
  if (camera === undefined) return pictures;
  return { ...pictures, xyzToCamera: daylightMatrix(chosenCamera({ camera })) };
}
