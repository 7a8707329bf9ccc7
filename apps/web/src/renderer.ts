/** Pictures under a white point, at a size for the screen. */
import { type ColourMatrix, renderToSrgb, type WhitePoint, whitePointToGains } from 'deepawb/color';
import { linearise, type RawImage, rawToThumbnail } from 'deepawb/raw';
import type { MethodAnswer } from './messages.js';

/** Longest side of a rendering, px. */
const RENDER_SIDE_PX = 960;

export type Render = (
  whitePoint: WhitePoint,
) => Pick<MethodAnswer, 'widthPx' | 'heightPx' | 'rgba'>;

export function createRenderer(raw: RawImage, ccm: ColourMatrix): Render {
  const shrink = Math.min(1, RENDER_SIDE_PX / Math.max(raw.widthPx, raw.heightPx));
  const widthPx = Math.max(1, Math.round(raw.widthPx * shrink));
  const heightPx = Math.max(1, Math.round(raw.heightPx * shrink));
  const picture =
    shrink === 1
      ? { widthPx, heightPx, pixels: linearise(raw).rgb }
      : { widthPx, heightPx, pixels: rawToThumbnail(raw, { widthPx, heightPx }) };
  return (whitePoint) => {
    const codes = renderToSrgb(picture, whitePointToGains(whitePoint), { ccm });
    return { widthPx, heightPx, rgba: withAlpha(codes) };
  };
}

/** RGB codes with an alpha of 255. */
export function withAlpha(codes: Uint8Array): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray((codes.length / 3) * 4);
  for (let i = 0, o = 0; i < codes.length; i += 3, o += 4) {
    rgba[o] = codes[i]!;
    rgba[o + 1] = codes[i + 1]!;
    rgba[o + 2] = codes[i + 2]!;
    rgba[o + 3] = 255;
  }
  return rgba;
}
