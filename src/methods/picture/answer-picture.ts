/** Any method on one raw picture. */
import { type RawImage, rawToSignedThumbnail, type ThumbnailSize } from '../../raw/image/index.js';
import type { PictureAnswer, PreparedMethod } from '../method.js';

/** What methods of any size see unless told otherwise, as in evaluations. */
export const PICTURE_THUMBNAIL: ThumbnailSize = { heightPx: 64, widthPx: 64 };

/**
 * The white point of a raw picture. Networks read the picture itself; other methods a thumbnail of it, averages of what is
 * unmasked, as they do of the pictures of a data set. Throws MethodError where the picture shows the method no light.
 */
export function answerPicture(
  method: Pick<PreparedMethod, 'estimate' | 'estimatePicture'>,
  image: RawImage,
  size: ThumbnailSize = PICTURE_THUMBNAIL,
): PictureAnswer {
  if (method.estimatePicture) return method.estimatePicture(image);
  const thumbnail = { ...size, pixels: rawToSignedThumbnail(image, size) };
  const whitePoint = method.estimate(thumbnail, { id: 'picture', properties: {} });
  return { whitePoint, confidence: null };
}
