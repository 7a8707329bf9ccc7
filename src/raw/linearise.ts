/**
 * Raw values to linear light: (value - black) / (white - black), clipped to 0..1. What lies below black is read
 * noise and cannot be light; what lies above white is saturated, and the picture says no more about it than "full".
 */
import type { RawImage } from './image/raw-image.js';

/** A linear picture, interleaved, and which pixels count: mask is 1 for a masked pixel (raw 0,0,0), else 0. */
export interface LinearImage {
  readonly widthPx: number;
  readonly heightPx: number;
  /** 3 x widthPx x heightPx, 0..1; 0 for masked pixels. */
  readonly rgb: Float32Array;
  readonly mask: Uint8Array;
}

/** The whole picture at full size, e.g. for rendering; statistics go through rawToThumbnail. */
export function linearise(image: RawImage): LinearImage {
  const { widthPx, heightPx, rgb: raw, blackLevel, whiteLevel } = image;
  const rgb = new Float32Array(raw.length);
  const mask = new Uint8Array(widthPx * heightPx);
  const scale = 1 / (whiteLevel - blackLevel);
  for (let i = 0; i < raw.length; i++) {
    rgb[i] = Math.min(Math.max((raw[i] - blackLevel) * scale, 0), 1);
  }
  for (let p = 0, i = 0; p < mask.length; p++, i += 3) {
    if ((raw[i] | raw[i + 1] | raw[i + 2]) !== 0) continue;
    mask[p] = 1;
    rgb.fill(0, i, i + 3);
  }
  return { widthPx, heightPx, rgb, mask };
}
