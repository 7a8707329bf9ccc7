/** Any method on one raw picture. */
import type { CameraReadings } from '../../model/index.js';
import { type RawImage, rawToSignedThumbnail, type ThumbnailSize } from '../../raw/image/index.js';
import type { PictureAnswer, PreparedMethod } from '../method.js';

/** What methods of any size see unless told otherwise, as in evaluations. */
export const PICTURE_THUMBNAIL: ThumbnailSize = { heightPx: 64, widthPx: 64 };

export interface AnswerPictureOptions {
  /** Of the thumbnail; PICTURE_THUMBNAIL unless given. */
  readonly size?: ThumbnailSize;
  /** What the camera knows beside the picture, for networks that read it. */
  readonly known?: CameraReadings;
}

/**
 * The white point of a raw picture. Networks read the picture itself; other methods a thumbnail of it, averages of what is
 * unmasked, as they do of the pictures of a data set. Throws MethodError where the picture shows the method no light.
 */
export function answerPicture(
  method: Pick<PreparedMethod, 'estimate' | 'estimatePicture'>,
  image: RawImage,
  { size = PICTURE_THUMBNAIL, known = {} }: AnswerPictureOptions = {},
): PictureAnswer {
  if (method.estimatePicture) return method.estimatePicture(image, known);
  const thumbnail = { ...size, pixels: rawToSignedThumbnail(image, size) };
  const whitePoint = method.estimate(thumbnail, { id: 'picture', properties: {} });
  return { whitePoint, confidence: null };
}
