/** Learning rate over training: linear warm-up, then cosine annealing between two rates [Loshchilov2017]. */

export interface Schedule {
  /** Highest rate, reached when the warm-up ends. */
  readonly rate: number;
  /** Rate at the end. */
  readonly finalRate: number;
  /** Share of all steps that the warm-up takes, 0..1. */
  readonly warmUp: number;
  /** Whether the rate changes with every step or stays for an epoch; every step unless given. */
  readonly every?: 'step' | 'epoch';
}

/** Rate of step `step` (from 0) of `steps`, of which an epoch has `stepsPerEpoch`. */
export function learningRate(
  { rate, finalRate, warmUp, every = 'step' }: Schedule,
  step: number,
  steps: number,
  stepsPerEpoch = 1,
): number {
  const at = every === 'epoch' ? step - (step % stepsPerEpoch) : step;
  const progress = at / steps;
  if (progress < warmUp) return (rate * (at + 1)) / (warmUp * steps + 1);
  const annealed = (progress - warmUp) / (1 - warmUp);
  return finalRate + (rate - finalRate) * 0.5 * (1 + Math.cos(Math.PI * annealed));
}
