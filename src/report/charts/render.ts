/** ECharts option objects to SVG, without a browser. */
import { escapeMarkup, readableMarkup } from '../../text/index.js';
import type { ChartOption } from './chart-option.js';
import type { DrawnOption } from './frame.js';

export interface ChartSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/**
 * The SVG without what only ECharts' own script in a page would use: pointer rules, their classes, element numbers.
 * Its size stays in the viewBox alone.
 */
function asStillPicture(svg: string): string {
  return svg
    .replace(/^<svg width="[^"]*" height="[^"]*"/, '<svg')
    .replace(/<style[^>]*>[\s\S]*?<\/style>\s*/, '')
    .replaceAll(/ (?:class|pointer-events|ecmeta_\w+)="[^"]*"/g, '');
}

/** What is told of a point when the pointer rests on it. */
export interface ChartTip {
  /** In the values of the axes. */
  readonly at: readonly [number, number];
  readonly text: string;
}

const TIP_RADIUS_PX = 8;

/** Circles that nobody sees, with titles, over an SVG. */
function withTips(
  svg: string,
  tips: readonly ChartTip[],
  place: (at: number[]) => number[],
): string {
  const circles = tips.map(({ at, text }) => {
    const [x, y] = place([...at]);
    return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${TIP_RADIUS_PX}" fill="transparent"><title>${escapeMarkup(text)}</title></circle>`;
  });
  return svg.replace(/<\/svg>\s*$/, () => `${circles.join('')}</svg>`);
}

/**
 * Draws a chart as an SVG element that scales to the width it is given: its size is in the viewBox alone. ECharts is
 * loaded on the first call, which takes about half a second.
 */
export async function renderChartSvg(
  option: ChartOption,
  { widthPx, heightPx }: ChartSize,
  tips: readonly ChartTip[] = [],
): Promise<string> {
  const echarts = await import('./echarts.js');
  echarts.use([
    echarts.LineChart,
    echarts.ScatterChart,
    echarts.CustomChart,
    echarts.GridComponent,
    echarts.LegendComponent,
    echarts.SVGRenderer,
  ]);
  const chart = echarts.init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: widthPx,
    height: heightPx,
  });
  try {
    chart.setOption(option as DrawnOption);
    const svg = asStillPicture(chart.renderToSVGString());
    const place = (at: number[]) => chart.convertToPixel({ xAxisIndex: 0, yAxisIndex: 0 }, at);
    return readableMarkup(withTips(svg, tips, place));
  } finally {
    chart.dispose();
  }
}
