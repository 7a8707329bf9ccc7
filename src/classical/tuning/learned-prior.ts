/**
 * A CT prior learned from the lights of a training set, for pictures without a lux reading: the log of a Gaussian
 * kernel density over mired (1e6 / CT, in which equal steps look equal), with the peak at 0 and a floor below
 * which rare lights are not pushed, times a strength. The strength balances it against the zones' squared errors,
 * whose sum is not a likelihood, so it is tuned and not derived.
 */
import type { AwbPrior } from '../libcamera/awb-parameters.js';
import { piecewiseLinear } from '../libcamera/piecewise-linear.js';

const MIRED = 1e6;

/** Set by hand; its strength is tuned (`BAYES_SPACE`). */
export const LEARNED_PRIOR_SETTINGS = {
  bandwidthMired: 12,
  /** Log-density below the peak at which the prior stops falling. */
  floor: -6,
  knots: 24,
} as const;

/** One prior for all lux over lo..hi, 0 at its peak and at least the floor times the strength elsewhere. Throws RangeError without a CT. */
export function learnCctPrior(
  cctsKelvin: readonly number[],
  { lo, hi, strength }: { lo: number; hi: number; strength: number },
): AwbPrior {
  if (cctsKelvin.length === 0) throw new RangeError('learnCctPrior: expected CTs, got none');
  const { floor, knots } = LEARNED_PRIOR_SETTINGS;
  const cct = Array.from({ length: knots }, (_, i) => lo * (hi / lo) ** (i / (knots - 1)));
  const logs = cct.map((at) => Math.log(density(cctsKelvin, MIRED / at) + Number.MIN_VALUE));
  const peak = Math.max(...logs);
  return {
    lux: 0,
    logLikelihood: piecewiseLinear(
      cct,
      // "+ 0" turns the -0 of a strength of 0 into the 0 that a tuning file should hold.
      logs.map((log) => strength * Math.max(floor, log - peak) + 0),
    ),
  };
}

function density(cctsKelvin: readonly number[], mired: number): number {
  let sum = 0;
  for (const cct of cctsKelvin) {
    const z = (MIRED / cct - mired) / LEARNED_PRIOR_SETTINGS.bandwidthMired;
    sum += Math.exp(-0.5 * z * z);
  }
  return sum / cctsKelvin.length;
}
