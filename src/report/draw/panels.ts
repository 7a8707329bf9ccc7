/**
 * The ways in which a picture is shown: as the sensor recorded it (unit gains, no colour matrix), and white-balanced
 * for a given light.
 */
import {
  type ColourMatrix,
  IDENTITY_MATRIX,
  type LinearPicture,
  linearToSrgb8,
  renderToSrgb,
  UNIT_GAINS,
  type WhitePoint,
  whitePointToGains,
} from '../../color/index.js';
import type { RgbPicture } from './png.js';

/** The raw colours: what the sensor recorded, only made brighter. Usually green, since green filters pass most light. */
export function renderRawPanel(picture: LinearPicture): RgbPicture {
  const { widthPx, heightPx } = picture;
  return { widthPx, heightPx, rgb: renderToSrgb(picture, UNIT_GAINS, { ccm: IDENTITY_MATRIX }) };
}

/** The picture as it looks when `whitePoint` is taken for white. */
export function renderBalancedPanel(
  picture: LinearPicture,
  whitePoint: WhitePoint,
  ccm?: ColourMatrix,
): RgbPicture {
  const { widthPx, heightPx } = picture;
  const gains = whitePointToGains(whitePoint);
  return { widthPx, heightPx, rgb: renderToSrgb(picture, gains, ccm === undefined ? {} : { ccm }) };
}

/** A light as the sensor sees it, as bright as it can be shown: `#rrggbb`. */
export function lightSwatch({ r, b }: WhitePoint): string {
  const scale = 1 / Math.max(r, 1, b);
  return `#${[r, 1, b]
    .map((v) =>
      linearToSrgb8(v * scale)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}
