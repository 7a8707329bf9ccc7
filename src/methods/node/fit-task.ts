/** What the fitting thread is asked and what it says of its steps. */
import type { BayesTrial, CtCurvePoint, LabelledThumbnail } from '../../classical/index.js';
import type { TrainingPart } from '../index.js';

/** A tuning of libcamera's AWB with all that was tried on the way, for `bayes tune`. */
export interface BayesTuning {
  readonly physical: readonly CtCurvePoint[];
  readonly columns: number;
  readonly rows: number;
  readonly folds: number;
}

/** The fit of a registered method, or a tuning that reports every trial. */
export type FitTask =
  | { readonly kind: 'method'; readonly name: string; readonly training: TrainingPart }
  | {
      readonly kind: 'bayes-tuning';
      readonly tuning: BayesTuning;
      readonly training: readonly LabelledThumbnail[];
    };

/** A step is done, with what it tried where the task reports that. */
export interface FitStep {
  readonly done: number;
  readonly total: number;
  readonly trial?: BayesTrial;
}
