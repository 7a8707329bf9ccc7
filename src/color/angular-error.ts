/**
 * The two angular errors of colour constancy, in degrees.
 *   recovery      angle between the estimated and the true light (r, 1, b) [Hordley2004]
 *   reproduction  angle between white and the true grey after correction by the estimate,
 *                 (r / r^, 1, b / b^) against (1, 1, 1) [Finlayson2016]
 * [Hordley2004] Re-evaluating colour constancy algorithms. [Finlayson2016] Reproduction Angular Error:
 * An Improved Performance Metric for Illuminant Estimation.
 */
import type { WhitePoint } from './white-point.js';

export const DEGREES_PER_RADIAN = 180 / Math.PI;

/** Angle in degrees between two vectors of three. */
export function angleDegrees(
  ax: number,
  ay: number,
  az: number,
  bx: number,
  by: number,
  bz: number,
): number {
  const cx = ay * bz - az * by;
  const cy = az * bx - ax * bz;
  const cz = ax * by - ay * bx;
  // atan2(|a x b|, a . b), not acos(a . b): acos loses half its digits near 0 degrees,
  // which is where good estimators live.
  return Math.atan2(Math.hypot(cx, cy, cz), ax * bx + ay * by + az * bz) * DEGREES_PER_RADIAN;
}

/** Recovery angular error in degrees; symmetric in its arguments. */
export function recoveryErrorDegrees(estimate: WhitePoint, truth: WhitePoint): number {
  return angleDegrees(estimate.r, 1, estimate.b, truth.r, 1, truth.b);
}

/** Reproduction angular error in degrees: how far from grey a grey is after correction. */
export function reproductionErrorDegrees(estimate: WhitePoint, truth: WhitePoint): number {
  return angleDegrees(truth.r / estimate.r, 1, truth.b / estimate.b, 1, 1, 1);
}
