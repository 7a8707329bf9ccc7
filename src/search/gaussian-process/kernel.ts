/**
 * Covariance with a length scale for each input (automatic relevance determination):
 *   r^2 = sum over inputs of (x_k - x'_k)^2 / l_k^2      names: 1 where they differ, else 0
 *   squared exponential   k = exp(-r^2 / 2)
 *   Matern 5/2            k = (1 + q + q^2 / 3) exp(-q), q = sqrt(5) r
 * [Rasmussen2006] Gaussian Processes for Machine Learning, section 4.2.
 */

export type KernelKind = 'squaredExponential' | 'matern52';

/** Points as rows of d inputs, and which inputs are names. */
export interface Inputs {
  readonly count: number;
  readonly dimensions: number;
  readonly values: Float64Array;
  /** 1 for inputs that are compared by equality alone. */
  readonly categories: Uint8Array;
}

/** Covariance from the scaled squared distance. */
export function covariance(kind: KernelKind, r2: number): number {
  if (kind === 'squaredExponential') return Math.exp(-0.5 * r2);
  const q = Math.sqrt(5 * r2);
  return (1 + q + (q * q) / 3) * Math.exp(-q);
}

/** The derivative of the covariance by r^2. */
export function covarianceSlope(kind: KernelKind, r2: number): number {
  if (kind === 'squaredExponential') return -0.5 * Math.exp(-0.5 * r2);
  const q = Math.sqrt(5 * r2);
  return (-5 / 6) * (1 + q) * Math.exp(-q);
}

/** Squared differences of all pairs j < i for one input: n (n - 1) / 2 numbers, row by row. */
export function pairDistances(
  { count, dimensions, values, categories }: Inputs,
  k: number,
): Float64Array {
  const distances = new Float64Array((count * (count - 1)) / 2);
  for (let i = 1, at = 0; i < count; i++) {
    const a = values[i * dimensions + k];
    for (let j = 0; j < i; j++, at++) {
      const difference = a - values[j * dimensions + k];
      distances[at] = categories[k] ? Number(difference !== 0) : difference * difference;
    }
  }
  return distances;
}

/** Covariances of one point with all rows. */
export function crossCovariance(
  kind: KernelKind,
  { count, dimensions, values, categories }: Inputs,
  inverseSquares: Float64Array,
  point: ArrayLike<number>,
  out: Float64Array,
  slopes?: Float64Array,
): void {
  for (let i = 0, row = 0; i < count; i++, row += dimensions) {
    let r2 = 0;
    for (let k = 0; k < dimensions; k++) {
      const difference = point[k] - values[row + k];
      if (categories[k]) r2 += difference !== 0 ? inverseSquares[k] : 0;
      else r2 += difference * difference * inverseSquares[k];
    }
    out[i] = covariance(kind, r2);
    if (slopes) slopes[i] = covarianceSlope(kind, r2);
  }
}
