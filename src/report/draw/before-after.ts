/**
 * One picture before and after white balance, side by side over a caption, as a PNG: on the left what the sensor
 * recorded, on the right the rendering under the estimated light.
 */
import {
  type ColourMatrix,
  type LinearPicture,
  recoveryErrorDegrees,
  type WhitePoint,
  whitePointToGains,
} from '../../color/index.js';
import type { RawImage } from '../../raw/index.js';
import { escapeMarkup } from '../../text/index.js';
import { lightSwatch, renderBalancedPanel, renderRawPanel } from './panels.js';
import { drawPicture, encodeRgbPng } from './png.js';
import { resampleLinear, resampleRaw } from './resample.js';
import { CAPTION_CHARACTER_WIDTH, CAPTION_FONT_FAMILY, rasteriseSvg } from './svg-raster.js';

export interface BeforeAfterOptions {
  /** What the picture is called in the caption, e.g. its file name. */
  readonly title?: string;
  /** The true light, where it is known: its distance goes into the caption. */
  readonly truth?: WhitePoint;
  /** White-balanced camera RGB to linear sRGB. */
  readonly ccm?: ColourMatrix;
  /** Width over height as shown, where pixels are not square (a 3:2 scene squeezed to a square: 1.5). */
  readonly aspect?: number;
}

const GAP_PX = 4;
const CAPTION_PX = 64;
const MIN_PANEL_PX = 480;
const MAX_PANEL_PX = 1200;
const GROUND = '#15171c';
const GROUND_CODES = [0x15, 0x17, 0x1c] as const;

/** Text that fits a width in px, shortened at its end if need be. */
function fitText(text: string, fontPx: number, roomPx: number): string {
  const room = Math.max(1, Math.floor(roomPx / (fontPx * CAPTION_CHARACTER_WIDTH)));
  return text.length <= room ? text : `${text.slice(0, room - 1)}…`;
}

interface PanelCaption {
  readonly leftPx: number;
  readonly swatch: string;
  readonly headline: string;
  readonly detail: string;
}

function captionSvg(widthPx: number, panelPx: number, captions: readonly PanelCaption[]): string {
  const texts = captions.map(({ leftPx, swatch, headline, detail }) => {
    const room = panelPx - 64;
    const head = escapeMarkup(fitText(headline, 15, room));
    const body = escapeMarkup(fitText(detail, 12, room));
    return `<rect x="${leftPx + 12}" y="14" width="36" height="36" rx="4" fill="${swatch}" stroke="#5a606c"/>
<text x="${leftPx + 58}" y="29" font-size="15" font-weight="700" fill="#f2f3f5">${head}</text>
<text x="${leftPx + 58}" y="48" font-size="12" fill="#b9bec8">${body}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${CAPTION_PX}" font-family="${CAPTION_FONT_FAMILY}">
<rect width="100%" height="100%" fill="${GROUND}"/>${texts.join('')}</svg>`;
}

function panelCaptions(
  estimate: WhitePoint,
  secondLeftPx: number,
  { title, truth }: BeforeAfterOptions,
): PanelCaption[] {
  const gains = whitePointToGains(estimate);
  const error =
    truth === undefined ? '' : `, ${recoveryErrorDegrees(estimate, truth).toFixed(2)}° off`;
  return [
    {
      leftPx: 0,
      swatch: lightSwatch(estimate),
      headline: title ?? 'As the sensor saw it',
      detail: `light: r ${estimate.r.toFixed(4)} b ${estimate.b.toFixed(4)}${error}`,
    },
    {
      leftPx: secondLeftPx,
      swatch: '#ffffff',
      headline: 'White-balanced',
      detail: `gains: red ${gains.red.toFixed(3)} blue ${gains.blue.toFixed(3)}`,
    },
  ];
}

/**
 * Renders before and after with the white point and its gains in the caption. Small pictures are enlarged and large
 * ones shrunk to panels of 480 to 1200 px; pictures in between keep their pixels. Returns the bytes of a PNG file.
 */
export function beforeAfterPng(
  picture: LinearPicture,
  estimate: WhitePoint,
  options: BeforeAfterOptions = {},
): Promise<Uint8Array> {
  const { widthPx, heightPx } = panelSize(picture, options);
  return drawPanels(resampleLinear(picture, widthPx, heightPx), estimate, options);
}

/** The same of a raw picture, linear by its own levels; the whole of it is never held as floats. */
export function beforeAfterOfRaw(
  image: RawImage,
  whitePoint: WhitePoint,
  options: BeforeAfterOptions = {},
): Promise<Uint8Array> {
  const { widthPx, heightPx } = panelSize(image, options);
  return drawPanels(resampleRaw(image, widthPx, heightPx), whitePoint, options);
}

function panelSize(
  { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number },
  { aspect }: BeforeAfterOptions,
): { readonly widthPx: number; readonly heightPx: number } {
  const panelPx = Math.min(MAX_PANEL_PX, Math.max(MIN_PANEL_PX, widthPx));
  if (panelPx === widthPx && aspect === undefined) return { widthPx, heightPx };
  const shown = aspect ?? widthPx / heightPx;
  return { widthPx: panelPx, heightPx: Math.max(1, Math.round(panelPx / shown)) };
}

async function drawPanels(
  sized: LinearPicture,
  estimate: WhitePoint,
  options: BeforeAfterOptions,
): Promise<Uint8Array> {
  const { widthPx: panelPx, heightPx: panelHeightPx } = sized;
  const secondLeftPx = panelPx + GAP_PX;
  const widthPx = secondLeftPx + panelPx;
  const heightPx = panelHeightPx + CAPTION_PX;
  const rgb = new Uint8Array(widthPx * heightPx * 3);
  for (let i = 0; i < rgb.length; i++) rgb[i] = GROUND_CODES[i % 3];
  const page = { widthPx, heightPx, rgb };

  drawPicture(page, renderRawPanel(sized), 0, 0);
  drawPicture(page, renderBalancedPanel(sized, estimate, options.ccm), secondLeftPx, 0);
  const captions = panelCaptions(estimate, secondLeftPx, options);
  drawPicture(page, await rasteriseSvg(captionSvg(widthPx, panelPx, captions)), 0, panelHeightPx);
  return encodeRgbPng(page);
}
