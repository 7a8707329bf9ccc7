/** What measuring a network gives: the interface between a study and whoever measures for it. */
import type { Configuration } from '../../search/index.js';
import type { CostName } from './costs.js';

/** What a network costs on the study's device. */
export interface TrialCosts extends Readonly<Record<CostName, number>> {
  readonly cpuMs: number;
  /** What the model adds to the runner that the study names; peak of the whole process where it names none. */
  readonly memoryMb: number;
  readonly parameters: number;
  readonly flops: number;
}

/** Measures a network with random weights on the study's device. */
export type MeasureCosts = (
  configuration: Configuration,
  signal: AbortSignal | undefined,
) => Promise<TrialCosts>;
