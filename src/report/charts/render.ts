/** ECharts option objects to SVG, without a browser. */
import { readableMarkup } from '../../text/index.js';
import type { ChartOption } from './options.js';

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
  const [core, charts, components, renderers] = await Promise.all([
    import('echarts/core'),
    import('echarts/charts'),
    import('echarts/components'),
    import('echarts/renderers'),
  ]);
  core.use([
    charts.LineChart,
    charts.ScatterChart,
    charts.CustomChart,
    components.GridComponent,
    components.LegendComponent,
    renderers.SVGRenderer,
  ]);
  const chart = core.init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: widthPx,
    height: heightPx,
  });
  try {
    chart.setOption(option);
    return readableMarkup(asStillPicture(chart.renderToSVGString()));
  } finally {
    chart.dispose();
  }
}
