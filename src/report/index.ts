export { type BeforeAfterOptions, beforeAfterPng } from './before-after.js';
export type { ChartOption } from './charts/chart-option.js';
export {
  type EpochRecord,
  errorDistributionOption,
  type NamedErrors,
  trainingCurveOption,
  whitePointScatterOption,
} from './charts/options.js';
export { type FrameLine, overTimeOption } from './charts/over-time.js';
export { type ChartSize, renderChartSvg } from './charts/render.js';
export { renderComparisonHtml } from './compare/compare-page.js';
export { type ComparePngOptions, comparePng } from './compare/compare-png.js';
export type {
  BandPoint,
  ComparedCurve,
  ComparedMethod,
  ComparedPicture,
  ComparisonContent,
  CurvePoint,
  SearchPoint,
  SearchRecord,
} from './compare/content.js';
export { formatPictureTable } from './compare/picture-table.js';
export { curveBand, onCurve, recordSearch, zoneWhitePoints } from './compare/search-record.js';
export { type NamedChart, standaloneSvg } from './dataset/charts.js';
export type {
  ChartedCoverage,
  ChartedCurvePoint,
  ChartedPicture,
  DatasetCharts,
  DatasetPage,
  FindingPicture,
  ReportedFinding,
} from './dataset/content.js';
export {
  contourOutlines,
  type Outline,
  type SampledPlane,
  samplePlane,
} from './dataset/contours.js';
export { type Bins, chooseBins, countInBins, densityCurve } from './dataset/distribution.js';
export { datasetFindings, type Finding } from './dataset/findings.js';
export { type DatasetPageInput, datasetPage } from './dataset/inspection-page.js';
export { type WrittenDatasetPage, writeDatasetPage } from './dataset/page.js';
export { summariseDataset } from './dataset/summary.js';
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
export type { ChartedStatus, ChartedStudy, ChartedTrial } from './search/front-chart.js';
export { type StudyPage, writeStudyPage } from './search/front-page.js';
export { comparison, type DemoOutcome, explainDemo, whatWasDone } from './text/demo-explanation.js';
export { type ComparedWithFirst, formatDifferenceTable } from './text/difference-table.js';
export {
  formatErrorTable,
  formatGroupTable,
  formatShortErrorTable,
} from './text/error-table.js';
export { formatMeasurement } from './text/measurement-table.js';
export {
  type BenchmarkRow,
  formatReferenceBenchmark,
  REFERENCE_PUBLISHED,
} from './text/reference-benchmark.js';
export { type TextStyle, tableOf } from './text/text-table.js';
export { formatSettings, formatTrials } from './text/tuning-table.js';
