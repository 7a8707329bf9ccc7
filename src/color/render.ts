/**
 * Linear camera RGB to an 8-bit sRGB picture, as a plain camera pipeline does it and without any tone curve, so that
 * what is seen is the white balance:
 *   1. gains, scaled so that the smallest is 1, then clipping at the sensor's saturation: a clipped highlight comes out
 *      white and not pink, and no unclipped value is darkened;
 *   2. colour correction matrix (rows sum to 1: grey stays grey);
 *   3. exposure: by default the one that brings the 97th percentile of luminance near white, never below 1;
 *   4. clipping and the sRGB transfer function.
 * Masked pixels appear as dark grey hatching.
 */
import { type ColourMatrix, DEFAULT_CCM } from './ccm.js';
import type { Tone } from './names/index.js';
import { linearToSrgb, linearToSrgb8 } from './srgb.js';
import type { ColourGains } from './white-point.js';

/**
 * A linear picture, black level removed, white level 1: heightPx x widthPx pixels of 3 values (R, G, B; masked where
 * `mask` is 1, or without a mask where all three are 0) or of 4 (R, G, B, coverage; masked where that is under one
 * half). One image of a ThumbnailSet is such a picture; of a linearised raw, `{ ...image, pixels: image.rgb }`.
 */
export interface LinearPicture {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly pixels: Float32Array;
  readonly mask?: Uint8Array;
}

export interface RenderOptions {
  /** White-balanced camera RGB to linear sRGB. */
  readonly ccm?: ColourMatrix;
  /** Factor on linear light, or 'auto'. */
  readonly exposure?: number | 'auto';
  /**
   * The value at which the sensor clips, or 'auto': the picture's highest value where enough pixels pile up there,
   * else 1. Sensors often clip below the nominal white level (SimpleCube++'s Canons at 0.92 of it).
   */
  readonly saturation?: number | 'auto';
}

/** How strong the S-curve is: 1 would be 3v^2 - 2v^3 whole, whose ends are flat. */
const CONTRAST = 0.5;

export interface CodeOptions extends RenderOptions {
  readonly tone?: Tone;
  /** Of a code. */
  readonly bits?: 8 | 16;
}

/** The only gains that change nothing. */
export const UNIT_GAINS: ColourGains = { red: 1, blue: 1 };

/** Share of the pixels that auto exposure leaves below EXPOSED_LUMINANCE. */
const EXPOSED_SHARE = 0.97;
/** Linear luminance that auto exposure aims at: 92 % of white after encoding. */
const EXPOSED_LUMINANCE = 0.82;
const MAX_AUTO_EXPOSURE = 64;
/** Auto saturation: share of the pixels that must lie within PILE_WIDTH of the highest value to call it clipping. */
const PILE_SHARE = 0.001;
const PILE_WIDTH = 0.005;
/** No sensor's white level is stated at more than twice its clipping: below this a flat picture is only dark. */
const LOWEST_SATURATION = 0.5;
/** Rec. 709 luminance of linear sRGB. */
const LUMINANCE = [0.2126, 0.7152, 0.0722] as const;
/** Hatching of masked pixels: sRGB codes of ground and line, period in px. */
const HATCH = { ground: 52, line: 78, periodPx: 6 } as const;

/** Values per pixel, 3 or 4. Throws RangeError where the buffer fits neither, or the mask another size. */
export function pictureChannels({ widthPx, heightPx, pixels, mask }: LinearPicture): 3 | 4 {
  if (mask !== undefined && mask.length !== widthPx * heightPx) {
    throw new RangeError(
      `linear picture: expected a mask of ${widthPx} x ${heightPx}, got ${mask.length} values`,
    );
  }
  const channels = pixels.length / (widthPx * heightPx);
  if (channels !== 3 && channels !== 4) {
    throw new RangeError(
      `linear picture: expected 3 or 4 values for each of ${widthPx} x ${heightPx} pixels, got ${pixels.length} in all`,
    );
  }
  return channels;
}

/** Whether a pixel is masked; `offset` is where its values begin. */
export function isMaskedAt(
  { pixels, mask }: LinearPicture,
  channels: 3 | 4,
  offset: number,
): boolean {
  if (channels === 4) return pixels[offset + 3] < 0.5;
  if (mask !== undefined) return mask[offset / 3] === 1;
  return pixels[offset] === 0 && pixels[offset + 1] === 0 && pixels[offset + 2] === 0;
}

/** Where the sensor clipped: the highest value if pixels pile up there, else the nominal white level, 1. */
function findSaturation(picture: LinearPicture): number {
  const channels = pictureChannels(picture);
  const { pixels } = picture;
  let highest = 0;
  for (let i = 0; i < pixels.length; i += channels) {
    highest = Math.max(highest, pixels[i], pixels[i + 1], pixels[i + 2]);
  }
  const threshold = highest * (1 - PILE_WIDTH);
  let piled = 0;
  for (let i = 0; i < pixels.length; i += channels) {
    if (Math.max(pixels[i], pixels[i + 1], pixels[i + 2]) >= threshold) piled++;
  }
  const clipped = piled > 1 && piled >= PILE_SHARE * (pixels.length / channels);
  return clipped && highest >= LOWEST_SATURATION ? highest : 1;
}

/** White balance and colour correction of every pixel, before exposure; masked pixels become NaN. n x 3. */
function developLinear(
  picture: LinearPicture,
  { red, blue }: ColourGains,
  ccm: ColourMatrix,
  saturation: number,
): Float32Array {
  const channels = pictureChannels(picture);
  const { pixels } = picture;
  const scale = 1 / (Math.min(red, 1, blue) * saturation);
  const gainR = red * scale;
  const gainG = scale;
  const gainB = blue * scale;
  const [m0, m1, m2, m3, m4, m5, m6, m7, m8] = ccm;
  const out = new Float32Array((pixels.length / channels) * 3);
  for (let i = 0, o = 0; i < pixels.length; i += channels, o += 3) {
    if (isMaskedAt(picture, channels, i)) {
      out[o] = Number.NaN;
      continue;
    }
    const r = Math.min(1, pixels[i] * gainR);
    const g = Math.min(1, pixels[i + 1] * gainG);
    const b = Math.min(1, pixels[i + 2] * gainB);
    out[o] = m0 * r + m1 * g + m2 * b;
    out[o + 1] = m3 * r + m4 * g + m5 * b;
    out[o + 2] = m6 * r + m7 * g + m8 * b;
  }
  return out;
}

/** The factor that brings the bright end of the unmasked pixels near white. */
function autoExposure(linear: Float32Array): number {
  const luminances = new Float32Array(linear.length / 3);
  let count = 0;
  for (let i = 0; i < linear.length; i += 3) {
    if (Number.isNaN(linear[i])) continue;
    luminances[count++] =
      LUMINANCE[0] * linear[i] + LUMINANCE[1] * linear[i + 1] + LUMINANCE[2] * linear[i + 2];
  }
  if (count === 0) return 1;
  const sorted = luminances.subarray(0, count).sort();
  const bright = sorted[Math.floor(EXPOSED_SHARE * (count - 1))];
  // Not below 1: a clipped highlight must stay white.
  return bright > 0 ? Math.min(MAX_AUTO_EXPOSURE, Math.max(1, EXPOSED_LUMINANCE / bright)) : 1;
}

function hatchCode(x: number, y: number): number {
  return (x + y) % HATCH.periodPx < 2 ? HATCH.line : HATCH.ground;
}

function checkPositive(settings: Readonly<Record<string, number | 'auto'>>): void {
  for (const [what, value] of Object.entries(settings)) {
    if (value !== 'auto' && !(value > 0 && Number.isFinite(value))) {
      throw new RangeError(`renderToSrgb: expected ${what} > 0, got ${value}`);
    }
  }
}

/** What `auto` comes to for a picture: hand it over with pictures that are to look alike, or with parts of one. Throws as `renderToSrgb`. */
export function renderSettings(
  picture: LinearPicture,
  gains: ColourGains,
  { ccm = DEFAULT_CCM, exposure = 'auto', saturation = 'auto' }: RenderOptions = {},
): { readonly exposure: number; readonly saturation: number } {
  checkPositive({ red: gains.red, blue: gains.blue, exposure, saturation });
  const clipsAt = saturation === 'auto' ? findSaturation(picture) : saturation;
  if (exposure !== 'auto') return { exposure, saturation: clipsAt };
  return {
    exposure: autoExposure(developLinear(picture, gains, ccm, clipsAt)),
    saturation: clipsAt,
  };
}

/**
 * Renders a linear picture under given colour gains. Returns heightPx x widthPx x 3 sRGB codes. Throws RangeError for
 * gains, exposure or saturation that are not positive, and for a buffer of another size.
 */
export function renderToSrgb(
  picture: LinearPicture,
  gains: ColourGains,
  options: RenderOptions = {},
): Uint8Array {
  return renderToCodes(picture, gains, { ...options, tone: 'srgb', bits: 8 }) as Uint8Array;
}

/** The same under a tone curve, in codes of 8 or 16 bits: a Uint8Array or a Uint16Array. Throws as `renderToSrgb`. */
export function renderToCodes(
  picture: LinearPicture,
  gains: ColourGains,
  { ccm = DEFAULT_CCM, exposure = 'auto', saturation = 'auto', tone, bits = 8 }: CodeOptions = {},
): Uint8Array | Uint16Array {
  checkPositive({ red: gains.red, blue: gains.blue, exposure, saturation });
  const clipsAt = saturation === 'auto' ? findSaturation(picture) : saturation;
  const linear = developLinear(picture, gains, ccm, clipsAt);
  const factor = exposure === 'auto' ? autoExposure(linear) : exposure;
  const codes = bits === 16 ? new Uint16Array(linear.length) : new Uint8Array(linear.length);
  const toCode = coder(tone ?? 'srgb', bits);
  const hatchScale = bits === 16 ? 257 : 1;
  const { widthPx } = picture;
  for (let i = 0, pixel = 0; i < linear.length; i += 3, pixel++) {
    if (Number.isNaN(linear[i])) {
      const hatch = hatchCode(pixel % widthPx, Math.floor(pixel / widthPx));
      codes.fill(hatch * hatchScale, i, i + 3);
      continue;
    }
    codes[i] = toCode(linear[i] * factor);
    codes[i + 1] = toCode(linear[i + 1] * factor);
    codes[i + 2] = toCode(linear[i + 2] * factor);
  }
  return codes;
}

/** From linear light, of any value, to a code. */
function coder(tone: Tone, bits: 8 | 16): (linear: number) => number {
  if (tone === 'srgb' && bits === 8) return linearToSrgb8;
  const most = 2 ** bits - 1;
  const curve = curveOf(tone);
  return (linear) => {
    if (!(linear > 0)) return 0;
    return linear >= 1 ? most : Math.round(most * curve(linear));
  };
}

function curveOf(tone: Tone): (linear: number) => number {
  switch (tone) {
    case 'srgb':
      return linearToSrgb;
    case 'linear':
      return (linear) => linear;
    case 'contrast':
      return (linear) => {
        const v = linearToSrgb(linear);
        return v + CONTRAST * (v * v * (3 - 2 * v) - v);
      };
    default:
      return tone satisfies never;
  }
}

/** Rows after which the hatching of masked pixels repeats: parts of a picture of so many rows each join. */
export const HATCH_ROWS = HATCH.periodPx;
