/** The r-b plane: where each method puts the white point, beside the colours of black bodies. */
import { physicalCurve } from 'deepawb/classical';
import { CANON_EOS_550D_XYZ_TO_CAMERA, type WhitePoint } from 'deepawb/color';
import { LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, LegendComponent } from 'echarts/components';
import { type EChartsType, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([LineChart, ScatterChart, GridComponent, LegendComponent, SVGRenderer]);

export interface NamedWhitePoint {
  readonly name: string;
  readonly whitePoint: WhitePoint;
}

/** Below this width the legend takes a line or two more. */
const NARROW_PX = 480;
/** What fits into its first line. */
const POINTS_A_LINE = 3;
const LINE_PX = 30;
/** Temperatures that are named on the curve, K. */
const NAMED_KELVIN = [2000, 3000, 4000, 5500, 8000, 15000];
/** Told apart by readers with any colour vision (Okabe and Ito). */
const SYMBOLS = [
  { symbol: 'circle', symbolSize: 13, light: '#0067a5', dark: '#56b4e9' },
  { symbol: 'diamond', symbolSize: 14, light: '#d55e00', dark: '#f0924a' },
  { symbol: 'triangle', symbolSize: 12, light: '#55595f', dark: '#b5bac2' },
  { symbol: 'rect', symbolSize: 11, light: '#007a58', dark: '#3dcf9f' },
];

let chart: EChartsType | null = null;

/** Draws (or draws anew) the plane into an element. */
export function drawWhitePoints(element: HTMLElement, points: readonly NamedWhitePoint[]): void {
  chart ??= init(element, null, { renderer: 'svg' });
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  const ink = dark ? '#d9dce2' : '#2b2f36';
  const rule = dark ? '#333842' : '#e2e5ea';
  const muted = dark ? '#979eab' : '#6b7280';
  const locus = physicalCurve([{ cctKelvin: 6504, xyzToCamera: CANON_EOS_550D_XYZ_TO_CAMERA }], {
    fromKelvin: 1800,
    toKelvin: 20_000,
  });
  const axis = (name: string) => ({
    type: 'value' as const,
    name,
    nameLocation: 'middle' as const,
    nameGap: 30,
    nameTextStyle: { color: ink },
    min: ({ min }: { readonly min: number }) => Math.min(0.2, Math.floor(min * 5) / 5),
    max: ({ max }: { readonly max: number }) => Math.ceil((max + 0.05) * 5) / 5,
    axisLabel: { color: muted },
    axisLine: { lineStyle: { color: muted } },
    splitLine: { lineStyle: { color: rule } },
  });
  const named = NAMED_KELVIN.map(
    (kelvin) =>
      physicalCurve([{ cctKelvin: 6504, xyzToCamera: CANON_EOS_550D_XYZ_TO_CAMERA }], {
        fromKelvin: kelvin,
        toKelvin: kelvin + 1,
        points: 2,
      })[0]!,
  );
  const more = points.length > POINTS_A_LINE ? LINE_PX : 0;
  const top = (element.clientWidth < NARROW_PX ? 76 : 44) + more;
  chart.setOption(
    {
      animation: false,
      textStyle: { color: ink, fontFamily: 'system-ui, sans-serif' },
      legend: { top: 0, textStyle: { color: ink }, itemGap: 16 },
      grid: { left: 56, right: 20, top, bottom: 50 },
      xAxis: axis('r = R/G'),
      yAxis: axis('b = B/G'),
      series: [
        {
          type: 'line',
          name: 'black bodies (Canon EOS 550D)',
          data: locus.map(({ r, b }) => [r, b]),
          symbol: 'none',
          itemStyle: { color: muted },
          lineStyle: { color: muted, width: 1.5 },
        },
        {
          type: 'scatter',
          data: named.map(({ r, b }, i) => ({ value: [r, b], name: `${NAMED_KELVIN[i]} K` })),
          symbolSize: 4,
          itemStyle: { color: muted },
          // Below the curve, where white points seldom are.
          label: {
            show: true,
            formatter: '{b}',
            position: 'left',
            offset: [2, 9],
            color: muted,
            fontSize: 11,
          },
        },
        ...points.map(({ name, whitePoint }, i) => {
          const { symbol, symbolSize, light, dark: onDark } = SYMBOLS[i % SYMBOLS.length]!;
          return {
            type: 'scatter' as const,
            name,
            data: [[whitePoint.r, whitePoint.b]],
            symbol,
            symbolSize,
            itemStyle: { color: dark ? onDark : light },
          };
        }),
      ],
    },
    true,
  );
  chart.resize();
}
