export { type BeforeAfterOptions, beforeAfterPng } from './before-after.js';
export {
  type ChartOption,
  type EpochRecord,
  errorDistributionOption,
  type NamedErrors,
  trainingCurveOption,
  whitePointScatterOption,
} from './charts/options.js';
export { type ChartSize, renderChartSvg } from './charts/render.js';
export { formatErrorTable, formatGroupTable, type TextStyle } from './error-table.js';
export { type PictureRank, pickPictures, type ReportedPicture } from './html/pictures.js';
export {
  type ReportContent,
  type ReportedMethod,
  renderReportHtml,
  writeHtmlReport,
} from './html/report.js';
export { lightSwatch, renderBalancedPanel, renderRawPanel } from './panels.js';
export { encodeRgbPng, pngDataUri, type RgbPicture } from './png.js';
export { resampleLinear } from './resample.js';
