/** ECharts option objects to SVG, without a browser. */
import { readableMarkup } from '../../text/index.js';
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

/**
 * Draws a chart as an SVG element that scales to the width it is given: its size is in the viewBox alone. ECharts is
 * loaded on the first call, which takes about half a second.
 */
export async function renderChartSvg(
  option: ChartOption,
  { widthPx, heightPx }: ChartSize,
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
    return readableMarkup(asStillPicture(chart.renderToSVGString()));
  } finally {
    chart.dispose();
  }
}
