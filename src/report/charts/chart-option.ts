/**
 * A chart as ECharts draws it: its option object, plain data (echarts.apache.org/en/option.html), the same for a page and for
 * SVG. What is in it is no part of the public types, which need no ECharts.
 */
export type ChartOption = object;
