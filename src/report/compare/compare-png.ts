/**
 * One compared picture as a PNG on dark ground: its panels in rows, each with its error, and the plots
 * below. Laid out as one SVG, since resvg sets pictures, charts and text together.
 */
import type { ColourMatrix } from '../../color/index.js';
import { escapeMarkup } from '../../text/index.js';
import { CHART_COLOURS } from '../charts/palette.js';
import { renderChartSvg } from '../charts/render.js';
import { encodeRgbPng, pngDataUri } from '../draw/png.js';
import { CAPTION_CHARACTER_WIDTH, CAPTION_FONT_FAMILY, rasteriseSvg } from '../draw/svg-raster.js';
import type { ComparedCurve, ComparedPicture, KeptCurve } from './content.js';
import { markerSvg } from './markers.js';
import { type ComparedPanel, comparedPanels, panelColumns } from './panels.js';
import { type ComparedPlot, comparedPlots, PLOT_SIZE } from './plots.js';

export interface ComparePngOptions {
  /** Names of the methods, in the order of the picture's estimates. */
  readonly names: readonly string[];
  readonly curve?: ComparedCurve | undefined;
  readonly kept?: readonly KeptCurve[] | undefined;
  readonly aspect?: number | undefined;
  readonly ccm?: ColourMatrix | undefined;
}

const GROUND = '#15171c';
const INK = '#f2f3f5';
const MUTED = '#b9bec8';
const WIDTH_PX = 1660;
const GAP_PX = 12;
const HEAD_PX = 52;
const CAPTION_PX = 58;
const PLOT_HEAD_PX = 58;
const PLOTS_A_ROW = 3;
const PLOT_PX = (WIDTH_PX - (PLOTS_A_ROW + 1) * GAP_PX) / PLOTS_A_ROW;
const PLOT_HEIGHT_PX = (PLOT_PX * PLOT_SIZE.heightPx) / PLOT_SIZE.widthPx;

interface PanelSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

interface CaptionStyle {
  readonly fontPx: number;
  readonly fill: string;
  readonly bold?: true;
}

/** A line of text at a baseline, shortened to the room it has. */
function text(content: string, x: number, y: number, roomPx: number, style: CaptionStyle): string {
  const { fontPx, fill, bold } = style;
  const room = Math.max(1, Math.floor(roomPx / (fontPx * CAPTION_CHARACTER_WIDTH)));
  const shown = content.length <= room ? content : `${content.slice(0, room - 1)}…`;
  return `<text x="${x}" y="${y}" font-size="${fontPx}" fill="${fill}"${bold ? ' font-weight="700"' : ''}>${escapeMarkup(shown)}</text>`;
}

/** Text in as many lines as `lines` allows, broken between words. */
function wrapped(
  content: string,
  x: number,
  y: number,
  roomPx: number,
  style: CaptionStyle,
): string {
  const room = Math.floor(roomPx / (style.fontPx * CAPTION_CHARACTER_WIDTH));
  const lines = [''];
  for (const word of content.split(' ')) {
    const line = lines[lines.length - 1];
    if (line.length + word.length + 1 > room && line !== '' && lines.length < 2) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.map((line, i) => text(line, x, y + i * 16, roomPx, style)).join('');
}

function panelSvg(
  panel: ComparedPanel,
  [x, y]: readonly [number, number],
  { widthPx, heightPx }: PanelSize,
): string {
  const { label, image, whitePoint, degrees, marker } = panel;
  const mark =
    marker === undefined
      ? ''
      : `<g transform="translate(${x + 9},${y + heightPx + 22}) scale(1.3)">${markerSvg(marker)}</g>`;
  const labelX = marker === undefined ? x : x + 24;
  const value = degrees === undefined ? '' : `${degrees.toFixed(2)}°`;
  const valuePx = 16 * CAPTION_CHARACTER_WIDTH * value.length;
  const point = `r ${whitePoint.r.toFixed(4)}  b ${whitePoint.b.toFixed(4)}`;
  return `<image x="${x}" y="${y}" width="${widthPx}" height="${heightPx}" preserveAspectRatio="none" href="${pngDataUri(image)}"/>
${mark}${text(label, labelX, y + heightPx + 27, widthPx - valuePx - 36, { fontPx: 16, fill: INK, bold: true })}
${text(value, x + widthPx - valuePx, y + heightPx + 27, widthPx, { fontPx: 16, fill: INK, bold: true })}
${text(point, labelX, y + heightPx + 46, widthPx, { fontPx: 12, fill: MUTED })}`;
}

async function plotSvg({ title, caption, option }: ComparedPlot, x: number, y: number) {
  const chart = await renderChartSvg(
    { ...option, textStyle: { fontFamily: CAPTION_FONT_FAMILY }, backgroundColor: GROUND },
    PLOT_SIZE,
  );
  const placed = chart.replace(
    /^<svg/,
    `<svg x="${x}" y="${y + PLOT_HEAD_PX}" width="${PLOT_PX}" height="${PLOT_HEIGHT_PX}"`,
  );
  return `${text(title, x, y + 15, PLOT_PX, { fontPx: 15, fill: INK, bold: true })}
${wrapped(caption, x, y + 34, PLOT_PX, { fontPx: 12, fill: MUTED })}${placed}`;
}

/** Chart colours of the light scheme turned into those of the dark one. */
function onDarkGround(svg: string): string {
  return Object.values(CHART_COLOURS).reduce(
    (dark, colour) => dark.replaceAll(new RegExp(colour.light, 'gi'), colour.dark),
    svg,
  );
}

/** The bytes of a PNG file of one picture under all methods. */
export async function comparePng(
  picture: ComparedPicture,
  { names, curve, kept, aspect, ccm }: ComparePngOptions,
): Promise<Uint8Array> {
  const { id, rank, truth, picture: source } = picture;
  const shown = aspect ?? source.widthPx / source.heightPx;
  // Uniform gains are shown always, the true light where it is known.
  const columns = panelColumns(names.length + (truth === undefined ? 1 : 2));
  const widthPx = Math.floor((WIDTH_PX - (columns + 1) * GAP_PX) / columns);
  const size = { widthPx, heightPx: Math.max(1, Math.round(widthPx / shown)) };
  const rowPx = size.heightPx + CAPTION_PX;
  const panels = comparedPanels(picture, names, size, ccm).map((panel, i) => {
    const x = GAP_PX + (i % columns) * (widthPx + GAP_PX);
    return panelSvg(panel, [x, HEAD_PX + Math.floor(i / columns) * rowPx], size);
  });
  const plotsY = HEAD_PX + Math.ceil(panels.length / columns) * rowPx + GAP_PX;
  const plots: string[] = [];
  for (const [i, plot] of comparedPlots(picture, names, curve, kept).entries()) {
    plots.push(await plotSvg(plot, GAP_PX + i * (PLOT_PX + GAP_PX), plotsY));
  }
  const heightPx = Math.ceil(plotsY + PLOT_HEAD_PX + PLOT_HEIGHT_PX + GAP_PX);
  const why = rank === undefined ? '' : `${rank} of ${names[0]} · `;
  const cct =
    picture.truthOnCurve === undefined || picture.truthOnCurve.along === 'r'
      ? ''
      : ` · ${picture.truthOnCurve.cctKelvin.toFixed(0)} K`;
  const light = truth && `light r ${truth.r.toFixed(4)} b ${truth.b.toFixed(4)}`;
  const head = `${why}${light ?? 'the true light is not known'}${cct}`;
  const headX = GAP_PX + (id.length + 3) * 20 * CAPTION_CHARACTER_WIDTH;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH_PX}" height="${heightPx}" font-family="${CAPTION_FONT_FAMILY}">
<rect width="100%" height="100%" fill="${GROUND}"/>
${text(id, GAP_PX, 34, WIDTH_PX / 2, { fontPx: 20, fill: INK, bold: true })}
${text(head, headX, 33, WIDTH_PX - headX, { fontPx: 14, fill: MUTED })}
${panels.join('')}${plots.join('')}</svg>`;
  return encodeRgbPng(await rasteriseSvg(onDarkGround(svg)));
}
