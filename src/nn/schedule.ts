/** Learning rate over training: linear warm-up, then cosine annealing between two rates [Loshchilov2017]. */

export interface Schedule {
  /** Highest rate, reached when the warm-up ends. */
  readonly rate: number;
  /** Rate at the end. */
  readonly finalRate: number;
  /** Share of all steps that the warm-up takes, 0..1. */
  readonly warmUp: number;
}

/** Rate of step `step` (from 0) of `steps`. */
export function learningRate(
  { rate, finalRate, warmUp }: Schedule,
  step: number,
  steps: number,
): number {
  const progress = step / steps;
  if (progress < warmUp) return (rate * (step + 1)) / (warmUp * steps + 1);
  const annealed = (progress - warmUp) / (1 - warmUp);
  return finalRate + (rate - finalRate) * 0.5 * (1 + Math.cos(Math.PI * annealed));
}
