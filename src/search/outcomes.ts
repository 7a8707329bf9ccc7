/**
 * Outcomes as a surrogate wants them: winsorised (one terrible trial must not flatten all others) and standardised.
 * The upper cut is Ax's: m + 1.5 (m - q1) with m the larger of the third quartile and the threshold, so that nothing that
 * could be of use is cut.
 */

export interface OutcomeTransform {
  /** Modelled in its logarithm. */
  readonly log: boolean;
  readonly mean: number;
  readonly deviation: number;
  /** Values above it count as it; in the units that are modelled. */
  readonly cut: number;
}

const CUT_FACTOR = 1.5;

/** The transform for values; they are finite, and positive where `log`. */
export function fitTransform(
  values: readonly number[],
  { log = false, threshold }: { readonly log?: boolean; readonly threshold?: number | undefined },
): OutcomeTransform {
  const modelled = values.map((value) => (log ? Math.log(value) : value)).sort((a, b) => a - b);
  const limit =
    threshold === undefined ? Number.NEGATIVE_INFINITY : log ? Math.log(threshold) : threshold;
  const high = Math.max(quantile(modelled, 0.75), limit);
  const spread = high - quantile(modelled, 0.25);
  // All alike: nothing stands out.
  const cut = spread > 0 ? high + CUT_FACTOR * spread : Number.POSITIVE_INFINITY;
  const kept = modelled.map((value) => Math.min(value, cut));
  const mean = kept.reduce((a, b) => a + b, 0) / kept.length;
  const variance = kept.reduce((a, b) => a + (b - mean) ** 2, 0) / Math.max(1, kept.length - 1);
  return { log, mean, deviation: variance > 0 ? Math.sqrt(variance) : 1, cut };
}

/** A value in the surrogate's units. */
export function toModelled({ log, mean, deviation, cut }: OutcomeTransform, value: number): number {
  return (Math.min(log ? Math.log(value) : value, cut) - mean) / deviation;
}

/** A value as it was measured, from the surrogate's units. */
export function fromModelled({ log, mean, deviation }: OutcomeTransform, modelled: number): number {
  const value = mean + deviation * modelled;
  return log ? Math.exp(value) : value;
}

/** The variance of noise in the surrogate's units; by the delta method where it models logarithms. */
export function noiseToModelled(
  { log, deviation }: OutcomeTransform,
  value: number,
  variance: number,
): number {
  const scale = log ? deviation * value : deviation;
  return variance / (scale * scale);
}

function quantile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}
