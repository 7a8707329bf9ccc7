export { type ChartPicture, chartPicture } from './chart-picture.js';
export { CHART_SETTINGS } from './chart-settings.js';
export type { ColourFit } from './colour-fit.js';
export { type Corner, type FindChartOptions, type FoundChart, findChart } from './find-chart.js';
export {
  type GreyOfSlope,
  type GreyPatch,
  type GreySlope,
  greySlope,
  sigmaAngle,
} from './grey-slope.js';
export { type MeasuredChart, measureChart, patchCentres } from './measure-chart.js';
export { type ChartReading, describeReading, readChart } from './read-chart.js';
export { CHART_COLUMNS, CHART_ROWS, type ChartKind, GREY_NAMES } from './reference-colours.js';
