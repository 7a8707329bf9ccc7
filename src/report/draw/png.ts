/** 8-bit RGB pictures and their PNG form. */
import { encode } from 'fast-png';

/** heightPx x widthPx x 3 sRGB codes, interleaved. */
export interface RgbPicture {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly rgb: Uint8Array;
}

/** The picture as the bytes of an 8-bit PNG file. */
export function encodeRgbPng({ widthPx, heightPx, rgb }: RgbPicture): Uint8Array {
  return encode({ width: widthPx, height: heightPx, data: rgb, channels: 3, depth: 8 });
}

/** The picture as a data: address, for pages that must not load anything. */
export function pngDataUri(picture: RgbPicture): string {
  return `data:image/png;base64,${Buffer.from(encodeRgbPng(picture)).toString('base64')}`;
}

/**
 * Draws `source` into `target` with its upper left corner at (leftPx, topPx). Throws RangeError where it does not fit.
 */
export function drawPicture(
  target: RgbPicture,
  source: RgbPicture,
  leftPx: number,
  topPx: number,
): void {
  if (leftPx + source.widthPx > target.widthPx || topPx + source.heightPx > target.heightPx) {
    throw new RangeError(
      `drawPicture: expected ${source.widthPx} x ${source.heightPx} at ${leftPx}, ${topPx} to fit into ` +
        `${target.widthPx} x ${target.heightPx}`,
    );
  }
  const rowLength = source.widthPx * 3;
  for (let y = 0; y < source.heightPx; y++) {
    const row = source.rgb.subarray(y * rowLength, (y + 1) * rowLength);
    target.rgb.set(row, ((topPx + y) * target.widthPx + leftPx) * 3);
  }
}
