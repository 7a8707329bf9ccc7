/**
 * The expected gain of one objective below a bound a, psi(a) = E[max(0, a - Y)], in logarithms, with its derivatives:
 *   Y normal      psi = s h((a - m) / s),                    d/dm = -Phi(z),  d/ds = phi(z)
 *   Y log-normal  psi = a Phi(z) - e^(m + s^2/2) Phi(z - s), z = (ln a - m) / s
 *   Y known       psi = max(0, a - y)
 * and of an interval [l, u] by difference: the expected length of it that Y leaves behind.
 */
import {
  logDifference,
  logImprovement,
  logNormalCdf,
  logNormalPdf,
} from '../normal-distribution.js';

/** The distribution of one outcome at one point. */
export interface OutcomeDistribution {
  kind: 'normal' | 'logNormal' | 'known';
  /** Of Y, or of ln Y; the value itself where it is known. */
  mean: number;
  deviation: number;
}

/** ln psi, and the logarithms of its derivatives' terms: dpsi/dm = -e^logByMean, dpsi/ds = e^logWidening - e^logRaising. */
export interface BoundGain {
  logGain: number;
  logByMean: number;
  /** More spread reaches further down ... */
  logWidening: number;
  /** ... and raises a log-normal's mean. */
  logRaising: number;
}

/** Fills `out` for a bound above; -Infinity stands for a bound that is below everything. */
export function gainBelow(
  bound: number,
  { kind, mean, deviation }: OutcomeDistribution,
  out: BoundGain,
): void {
  if (bound === Number.NEGATIVE_INFINITY || (kind === 'logNormal' && bound <= 0)) {
    out.logGain = Number.NEGATIVE_INFINITY;
    out.logByMean = Number.NEGATIVE_INFINITY;
    out.logWidening = Number.NEGATIVE_INFINITY;
    out.logRaising = Number.NEGATIVE_INFINITY;
    return;
  }
  switch (kind) {
    case 'known':
      out.logGain = bound > mean ? Math.log(bound - mean) : Number.NEGATIVE_INFINITY;
      out.logByMean = Number.NEGATIVE_INFINITY;
      out.logWidening = Number.NEGATIVE_INFINITY;
      out.logRaising = Number.NEGATIVE_INFINITY;
      return;
    case 'normal': {
      const z = (bound - mean) / deviation;
      out.logGain = Math.log(deviation) + logImprovement(z);
      out.logByMean = logNormalCdf(z);
      out.logWidening = logNormalPdf(z);
      out.logRaising = Number.NEGATIVE_INFINITY;
      return;
    }
    case 'logNormal': {
      const z = (Math.log(bound) - mean) / deviation;
      const expected = mean + 0.5 * deviation * deviation;
      const first = Math.log(bound) + logNormalCdf(z);
      out.logByMean = expected + logNormalCdf(z - deviation);
      out.logGain = logDifference(first, out.logByMean);
      // d/ds = e^(m + s^2/2) (phi(z - s) - s Phi(z - s)).
      out.logWidening = expected + logNormalPdf(z - deviation);
      out.logRaising = Math.log(deviation) + out.logByMean;
      return;
    }
    default:
      kind satisfies never;
  }
}
