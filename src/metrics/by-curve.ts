/** Errors told apart along a curve of lights and across it: colour temperature, and tint. */
import { errorByCurve, type WhitePoint } from '../color/index.js';
import { type ErrorSummary, summariseErrors } from './summary.js';

/** Of the sizes of both parts, in degrees. */
export interface CurveErrors {
  readonly along: ErrorSummary;
  readonly across: ErrorSummary;
}

/** One estimate a truth. Throws RangeError for a curve of fewer than two points, and for none. */
export function summariseByCurve(
  curve: readonly WhitePoint[],
  estimates: readonly WhitePoint[],
  truths: readonly WhitePoint[],
): CurveErrors {
  const errors = truths.map((truth, i) => errorByCurve(curve, estimates[i]!, truth));
  return {
    along: summariseErrors(errors.map(({ alongDegrees }) => Math.abs(alongDegrees))),
    across: summariseErrors(errors.map(({ acrossDegrees }) => Math.abs(acrossDegrees))),
  };
}
