export {
  type BootstrapOptions,
  bootstrapIntervals,
  type Interval,
  type PairedDifference,
  pairedBootstrap,
} from './bootstrap.js';
export { type CurveErrors, summariseByCurve } from './by-curve.js';
export {
  type AngularErrors,
  angularErrors,
  type ErrorSummaryWithIntervals,
  type EvaluatedMethod,
  type EvaluateOptions,
  type EvaluationEntry,
  evaluateEstimates,
  type GroupEvaluation,
  type GroupEvaluations,
  type MethodEvaluation,
} from './evaluate.js';
export { type Decile, deciles, type RiskCoverage, riskCoverage } from './risk-coverage.js';
export {
  type ErrorSummary,
  mean,
  median,
  quantileSorted,
  standardDeviation,
  summariseErrors,
} from './summary.js';
