/** What all charts have in common, in ECharts' own types: axes and the frame around the plot. */
import type { CustomSeriesOption, LineSeriesOption, ScatterSeriesOption } from 'echarts/charts';
import type { GridComponentOption, LegendComponentOption } from 'echarts/components';
import type { ComposeOption } from 'echarts/core';
import { CHART_COLOURS } from './palette.js';

/** As ECharts types it: what the charts are written in. */
export type DrawnOption = ComposeOption<
  | LineSeriesOption
  | ScatterSeriesOption
  | CustomSeriesOption
  | GridComponentOption
  | LegendComponentOption
>;

const FONT_FAMILY = 'system-ui, sans-serif';
export const MUTED = CHART_COLOURS.muted.light;

/** A value axis in the style of all charts, its name beside its middle. */
export function axis(name: string, nameGap: number) {
  return {
    type: 'value' as const,
    name,
    nameLocation: 'middle' as const,
    nameGap,
    scale: true,
    nameTextStyle: { color: CHART_COLOURS.ink.light, fontSize: 13 },
    axisLabel: { color: MUTED, fontSize: 12, hideOverlap: true },
    axisLine: { show: true, lineStyle: { color: MUTED } },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: CHART_COLOURS.rule.light } },
  };
}

/** What all charts have in common: fonts, margins, the legend on top where there is one. */
export function frame(hasLegend: boolean): DrawnOption {
  return {
    animation: false,
    textStyle: { fontFamily: FONT_FAMILY },
    grid: { left: 62, right: 18, top: hasLegend ? 40 : 16, bottom: 50, containLabel: false },
    ...(hasLegend
      ? {
          legend: {
            selectedMode: false,
            top: 4,
            itemWidth: 16,
            itemHeight: 9,
            itemGap: 22,
            textStyle: { color: CHART_COLOURS.ink.light, fontSize: 12 },
          },
        }
      : {}),
  };
}
