/** Charts as files: each as SVG and as PNG. */
import { join } from 'node:path';
import { writeFileAtomically } from '../../files/index.js';
import { encodeRgbPng } from '../draw/png.js';
import { CAPTION_FONT_FAMILY, rasteriseSvg } from '../draw/svg-raster.js';
import type { ChartOption } from './chart-option.js';
import { type ChartSize, type ChartTip, renderChartSvg } from './render.js';

export interface NamedChart {
  /** File name without ending. */
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  readonly option: ChartOption;
  readonly size: ChartSize;
  readonly tips?: readonly ChartTip[];
}

const PNG_SCALE = 2;
/** Widths of system-ui and Fira Mono letters, as ECharts measures the one and resvg draws the other. */
const CAPTION_FONT_SCALE = 0.8;

/** A chart as an SVG file of its own: with a size, on white. */
export function standaloneSvg(svg: string, { widthPx, heightPx }: ChartSize, scale = 1): string {
  const ground = `<rect width="${widthPx}" height="${heightPx}" fill="#ffffff"/>`;
  return svg.replace(
    /^<svg([^>]*)>/,
    `<svg$1 width="${scale * widthPx}" height="${scale * heightPx}">${ground}`,
  );
}

/** All text in the typeface of PNGs, so much smaller that its wide letters fill the room that was measured. */
function inCaptionFont(svg: string): string {
  return svg
    .replaceAll(/font-family:[^;"]*/g, `font-family:${CAPTION_FONT_FAMILY}`)
    .replaceAll(
      /font-size:(\d+)px/g,
      (_, px) => `font-size:${(CAPTION_FONT_SCALE * Number(px)).toFixed(1)}px`,
    );
}

/** Writes name.svg and name.png of one chart; returns the SVG as the chart came. */
async function writeChart(dir: string, { name, option, size, tips }: NamedChart): Promise<string> {
  const svg = await renderChartSvg(option, size, tips);
  const picture = await rasteriseSvg(standaloneSvg(inCaptionFont(svg), size, PNG_SCALE));
  writeFileAtomically(join(dir, `${name}.svg`), standaloneSvg(svg, size));
  writeFileAtomically(join(dir, `${name}.png`), encodeRgbPng(picture));
  return svg;
}

/** Writes all charts as SVG and PNG, making the folder where there is none. The SVGs, in order, for a page. */
export async function writeCharts(dir: string, charts: readonly NamedChart[]): Promise<string[]> {
  const svgs: string[] = [];
  for (const chart of charts) svgs.push(await writeChart(dir, chart));
  return svgs;
}
