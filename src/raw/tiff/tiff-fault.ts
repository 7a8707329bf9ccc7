/** What TIFF and DNG files are refused with. */
import { RawFormatError } from '../raw-format-error.js';

export const CUT_CURE = 'Copy or download the file again: it is incomplete or damaged.';
export const CONVERT_CURE =
  'Make a DNG of it with Adobe DNG Converter or dnglab (dnglab convert), uncompressed or as lossless JPEG.';

/** A file that is cut short or contradicts itself. */
export function damaged(expected: string, got: string): RawFormatError {
  return new RawFormatError('TIFF or DNG', expected, got, CUT_CURE);
}

/** A sound file that holds what is not read. */
export function unread(expected: string, got: string, cure = CONVERT_CURE): RawFormatError {
  return new RawFormatError('TIFF or DNG', expected, got, cure);
}
