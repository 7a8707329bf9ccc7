/** What is used of ECharts, and nothing else: the build bundles just this. Loaded on the first chart. */
export { CustomChart, LineChart, ScatterChart } from 'echarts/charts';
export { GridComponent, LegendComponent } from 'echarts/components';
export { init, use } from 'echarts/core';
export { SVGRenderer } from 'echarts/renderers';
