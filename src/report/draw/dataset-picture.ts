/** Pictures of a data set as pages show them: from their files, since thumbnails would look poor, at a page's size. */
import type { LinearPicture } from '../../color/index.js';
import {
  type DatasetLayout,
  type DatasetLevels,
  type DatasetPart,
  readDatasetIndex,
  readLinearPicture,
} from '../../dataset/index.js';
import { resampleLinear } from './resample.js';

/** A page holds no more, and pictures of a camera's full size would fill the memory. */
const WIDEST_PX = 480;

/** A part of a data set on disk. */
export interface PicturePart {
  readonly dir: string;
  readonly part: DatasetPart;
  readonly levels: DatasetLevels;
  /** Default: dataset.json's, else SimpleCube++'s. */
  readonly layout?: DatasetLayout;
}

/**
 * A function from the id of a picture to the picture at its own levels, at most 480 px wide; undefined where there is none of
 * that id. It throws RawFormatError and the file system's error.
 */
export function datasetPictures({
  dir,
  part,
  levels,
  layout,
}: PicturePart): (id: string) => LinearPicture | undefined {
  const { pictures } = readDatasetIndex(dir, {
    part,
    skipBad: true,
    ...(layout ? { layout } : {}),
  });
  const byId = new Map(pictures.map((picture) => [picture.id, picture]));
  return (id) => {
    const found = byId.get(id);
    return found && atMost(WIDEST_PX, readLinearPicture(found, levels));
  };
}

function atMost(widest: number, picture: LinearPicture): LinearPicture {
  const { widthPx, heightPx } = picture;
  if (widthPx <= widest) return picture;
  return resampleLinear(picture, widest, Math.max(1, Math.round((heightPx * widest) / widthPx)));
}
