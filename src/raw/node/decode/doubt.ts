/** What may be wrong with a picture that was read all the same, in a sentence. */
import { blackPedestal, type PictureExtent, type RawImage } from '../../decode/index.js';

/** Null where there is nothing to say. `extent` where it is known. */
export function doubtOf(file: string, image: RawImage, extent?: PictureExtent): string | null {
  const darkest = blackPedestal(image, extent);
  if (darkest === null) return null;
  const [r, g, b] = darkest;
  return (
    `${file}: the darkest values of R, G and B (${r}, ${g}, ${b}) are alike and far above the black level ` +
    `${image.blackLevel}: is the camera's own black level near ${Math.min(r, g, b)}? The white point then comes out ` +
    'too near 1, 1. Give it with --black-level.'
  );
}
