/**
 * 16-bit RGB PNG to RawImage and back. fflate inflates where nothing faster is given; fast-png writes the files and is the
 * judge of the decoder in the tests.
 */
import { encode } from 'fast-png';
import { checkRawImage, type RawImage } from '../image/raw-image.js';
import { inflatePlain } from '../plain-inflate.js';
import { type InflatePng16Options, inflatePng16 } from './png16-decode.js';

export type DecodePng16Options = Partial<InflatePng16Options>;

/**
 * Decodes a 16-bit RGB PNG of any size.
 * @param bytes the whole file
 * @throws RawFormatError: no PNG, wrong depth or channels, absurd size, truncated or changed data
 */
export function decodePng16(bytes: Uint8Array, options: DecodePng16Options = {}): RawImage {
  return inflatePng16(bytes, { ...options, inflate: options.inflate ?? inflatePlain });
}

/** The picture as a 16-bit RGB PNG file. Deterministic: one picture, one sequence of bytes. Levels are not kept. */
export function encodePng16(image: RawImage): Uint8Array {
  checkRawImage(image);
  const { widthPx, heightPx, rgb } = image;
  return encode({ width: widthPx, height: heightPx, data: rgb, depth: 16, channels: 3 });
}
