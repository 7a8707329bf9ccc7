/** PNGs of 8 bits, deflated for speed. */
import { encode } from 'fast-png';

interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

const FAST = { zlib: { level: 3 } } as const;

export function encodeRgb8Png({
  widthPx,
  heightPx,
  rgb,
}: Size & { readonly rgb: Uint8Array }): Uint8Array {
  return encode({ width: widthPx, height: heightPx, data: rgb, channels: 3, depth: 8 }, FAST);
}

export function encodeGreyPng({
  widthPx,
  heightPx,
  grey,
}: Size & { readonly grey: Uint8Array }): Uint8Array {
  return encode({ width: widthPx, height: heightPx, data: grey, channels: 1, depth: 8 }, FAST);
}
