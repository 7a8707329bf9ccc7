/** A raw picture under a white point of one's own, as a plain PNG. */
import { renderToSrgb, type WhitePoint } from '../../color/index.js';
import { referencePlanes, renderedBytes } from '../../model/index.js';
import { linearise, type RawImage } from '../../raw/index.js';
import { encodeRgbPng } from './png.js';

/** `srgb`: gains, colour matrix, exposure, sRGB. `reference`: what the reference system made of pictures, which its networks read. */
export type BalanceStyle = 'srgb' | 'reference';

/** The PNG's bytes, 8 bits a channel, as large as the picture. */
export async function balancedPng(
  image: RawImage,
  whitePoint: WhitePoint,
  style: BalanceStyle,
): Promise<Uint8Array> {
  const { rgb, widthPx, heightPx, mask } = linearise(image);
  const size = { widthPx, heightPx };
  const bytes =
    style === 'srgb'
      ? renderToSrgb(
          { ...size, pixels: rgb, ...(mask ? { mask } : {}) },
          { red: 1 / whitePoint.r, blue: 1 / whitePoint.b },
        )
      : renderedBytes(referencePlanes(size, size, whitePoint).rendered, rgb);
  return encodeRgbPng({ ...size, rgb: bytes });
}
