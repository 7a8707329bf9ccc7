/** Pictures of a data set as reports show them: linear, from their files, no larger than a page needs. */
import type { LinearPicture } from '../../color/index.js';
import { linearise, type RawLevels } from '../../raw/index.js';
import { resampleLinear } from '../../report/index.js';
import { readPicture } from './picture-input.js';

/** A page holds no more, and pictures of a camera's full size would fill the memory. */
const WIDEST_PX = 480;

/** The picture of a file, at most 480 px wide. Throws InputError that names the file and the cure. */
export function readLinearPicture(file: string, levels: RawLevels): LinearPicture {
  const { rgb, ...linear } = linearise(readPicture(file, { options: levels }));
  const picture = { ...linear, pixels: rgb };
  const { widthPx, heightPx } = picture;
  if (widthPx <= WIDEST_PX) return picture;
  const pixels = Math.max(1, Math.round((heightPx * WIDEST_PX) / widthPx));
  return resampleLinear(picture, WIDEST_PX, pixels);
}
