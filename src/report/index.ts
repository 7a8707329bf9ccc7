export { recordSearch } from '../methods/index.js';
export { type BenchmarkFiles, benchmarkCsv, writeBenchmark } from './benchmark/benchmark-files.js';
export { benchmarkMarkdown, formatBenchmark } from './benchmark/benchmark-text.js';
export type { ChartOption } from './charts/chart-option.js';
export { errorDistributionOption, type NamedErrors } from './charts/error-distribution.js';
export { type FrameLine, overTimeOption } from './charts/over-time.js';
export { type ChartSize, renderChartSvg } from './charts/render.js';
export { type EpochRecord, trainingCurveOption } from './charts/training-curve.js';
export { whitePointScatterOption } from './charts/white-point-scatter.js';
export { type NamedChart, standaloneSvg } from './charts/write-charts.js';
export { type CountChoice, chosenPictures } from './compare/chosen-pictures.js';
export { renderComparisonHtml } from './compare/compare-page.js';
export {
  type ComparedFiles,
  comparePictureFiles,
  type PicturesToCompare,
} from './compare/compare-pictures.js';
export { type ComparePngOptions, comparePng } from './compare/compare-png.js';
export {
  type ChosenPicture,
  comparedCurve,
  comparedPictures,
  methodToShow,
  namedPictures,
  type ShownBayes,
} from './compare/comparison.js';
export {
  type ComparisonFiles,
  comparisonPng,
  type WrittenComparison,
  writeComparison,
} from './compare/comparison-files.js';
export { comparisonJson, comparisonTables, comparisonWords } from './compare/comparison-words.js';
export type {
  BandPoint,
  ComparedCurve,
  ComparedPicture,
  ComparisonContent,
  CurvePoint,
  SearchPoint,
  SearchRecord,
} from './compare/content.js';
export { formatPictureTable } from './compare/picture-table.js';
export { curveBand, onCurve, zoneWhitePoints } from './compare/search-record.js';
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
export { doubtfulLabelFindings, type NamedDoubt } from './dataset/doubtful-labels.js';
export { datasetFindings, type Finding } from './dataset/findings.js';
export {
  colouringProperty,
  type DatasetPageInput,
  datasetPage,
} from './dataset/inspection-page.js';
export { type WrittenDatasetPage, writeDatasetPage, writeInspectionPage } from './dataset/page.js';
export { summariseDataset } from './dataset/summary.js';
export { comparison, type DemoOutcome, explainDemo, whatWasDone } from './demo/demo-explanation.js';
export {
  type DemoTrained,
  demoJson,
  demoOutcome,
  judgeDemo,
  writeDemoReport,
} from './demo/demo-outcome.js';
export { formatDemo } from './demo/demo-text.js';
export { type BalanceStyle, balancedPng } from './draw/balanced.js';
export { type BeforeAfterOptions, beforeAfterOfRaw, beforeAfterPng } from './draw/before-after.js';
export { lightSwatch, renderBalancedPanel, renderRawPanel } from './draw/panels.js';
export { encodeRgbPng, pngDataUri, type RgbPicture } from './draw/png.js';
export { resampleLinear } from './draw/resample.js';
export { formatEstimatesCsv } from './evaluation/estimates-csv.js';
export { type EvaluationFiles, writeEvaluation } from './evaluation/evaluation-files.js';
export { evaluationJson } from './evaluation/evaluation-json.js';
export { type EvaluationReport, writeEvaluationReport } from './evaluation/evaluation-report.js';
export { evaluationTables, type MethodOrder } from './evaluation/evaluation-tables.js';
export { type ReportedMethod, reportedMethods } from './evaluation/methods.js';
export {
  countEach,
  type PickedPicture,
  type PictureCounts,
  type PictureRank,
  pickPictures,
} from './evaluation/picture-choice.js';
export type { ReportedPicture } from './evaluation/pictures.js';
export {
  commandText,
  type EvaluationFacts,
  evaluationFacts,
  provenanceNotes,
  provenanceSettings,
} from './evaluation/provenance.js';
export { type ReportContent, renderReportHtml, writeHtmlReport } from './evaluation/report.js';
export type {
  ChartedCost,
  ChartedStatus,
  ChartedStudy,
  ChartedTrial,
} from './search/front-chart.js';
export { type StudyPage, writeStudyPage } from './search/front-page.js';
export {
  type ArithmeticReport,
  arithmeticReport,
  type ComparedAnswers,
  describeArithmeticReport,
} from './text/arithmetic-report.js';
export { CASE_HEADING, formatCaseAnswer } from './text/case-table.js';
export {
  type CrossValidatedErrors,
  type FoldErrorRow,
  formatCrossValidation,
} from './text/cross-validation.js';
export { type ComparedWithFirst, formatDifferenceTable } from './text/difference-table.js';
export {
  formatErrorTable,
  formatGroupTable,
  formatShortErrorTable,
} from './text/error-table.js';
export { describeFetch } from './text/fetched-dataset.js';
export { describeImportedAwbnn } from './text/imported-awbnn.js';
export { describeImportedModel, type ImportedFacts } from './text/imported-model.js';
export {
  describeInt8Report,
  type Int8Report,
  int8Report,
  reportedErrors,
} from './text/int8-report.js';
export { formatMeasurement } from './text/measurement-table.js';
export { describeRawInspection } from './text/raw-inspection.js';
export { describeReduced } from './text/reduced-data.js';
export {
  type BenchmarkRow,
  describeReference,
  REFERENCE_PUBLISHED,
  referenceRows,
} from './text/reference-benchmark.js';
export {
  type FrameErrors,
  formatFrameTable,
  formatMiredTable,
  type JudgedTemperature,
} from './text/temperature-table.js';
export type { MappedName } from './text/tensor-mapping.js';
export { type TextStyle, tableOf } from './text/text-table.js';
export { formatSettings, formatTrials, formatTuning } from './text/tuning-table.js';
export {
  type TrainingFacts,
  writeCrossValidationReport,
  writeTrainedReport,
} from './training/training-page.js';
