/** What bins a frame's bands to a picture, and the levels of such pictures. */
import type { RawImage } from '../image/raw-image.js';
import type { RawBand } from './raw-reader.js';

/** Room below black for the noise, the rest for light. */
export const COMMON = { blackLevel: 4096, whiteLevel: 65_535 } as const;

export interface Binner {
  /** Takes all bands, from the top down. */
  take(band: RawBand): void;
  /** Whole once all bands were taken. */
  readonly image: RawImage;
}
