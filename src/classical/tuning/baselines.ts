/**
 * The Bayesian baselines for a camera that has no libcamera tuning, from a training set's lights alone:
 *   stock      what Raspberry Pi's tuning tool and priors would give: hat-space quadratic through the lights
 *              between 2500 and 8000 K, the tool's transverse limits, the "auto" mode of a Pi 4
 *   extended   the same with curve and mode stretched to 2000..13000 K
 * The third, tuned, is tune-bayes.ts.
 */
import type { WhitePoint } from '../../color/index.js';
import { extendCurve, fitCtCurve } from '../curve/curve-fit.js';
import { projectOntoCurve } from '../curve/curve-geometry.js';
import {
  type BayesianAwbParameters,
  type CtCurvePoint,
  DEFAULT_AWB_PARAMETERS,
  STOCK_PRIORS,
} from '../libcamera/awb-parameters.js';

/** CTs of the stock "auto" mode, K. */
export const STOCK_RANGE = { lo: 2500, hi: 8000 } as const;
/** CTs the extended and tuned baselines search, K. */
export const EXTENDED_RANGE = { lo: 2000, hi: 13_000 } as const;

export interface StockBaselines {
  readonly stock: BayesianAwbParameters;
  readonly extended: BayesianAwbParameters;
}

/**
 * Stock and extended parameters from the lights of a training set.
 * @param physical of physicalCurve, for this camera; it gives the lights their CT
 * @throws RangeError where too few of them lie between 2500 and 8000 K to carry a curve
 */
export function stockBaselines(
  whitePoints: readonly WhitePoint[],
  physical: readonly CtCurvePoint[],
): StockBaselines {
  const inRange = whitePoints.filter((whitePoint) => {
    const { cctKelvin } = projectOntoCurve(physical, whitePoint);
    return cctKelvin >= STOCK_RANGE.lo && cctKelvin <= STOCK_RANGE.hi;
  });
  const { points, transversePos, transverseNeg } = fitCtCurve('hat-quadratic', inRange, {
    physical,
  });
  const stock: BayesianAwbParameters = {
    ...DEFAULT_AWB_PARAMETERS,
    ctCurve: points,
    transversePos,
    transverseNeg,
    priors: STOCK_PRIORS,
    modes: new Map([['auto', STOCK_RANGE]]),
  };
  const extended: BayesianAwbParameters = {
    ...stock,
    ctCurve: extendCurve(points, physical, {
      fromKelvin: EXTENDED_RANGE.lo,
      toKelvin: EXTENDED_RANGE.hi,
    }),
    modes: new Map([['auto', EXTENDED_RANGE]]),
  };
  return { stock, extended };
}
