/** One Gaussian process for each outcome that is measured, fitted to the history; cheap objectives have none. */
import {
  type FitSettings,
  fitHyperparameters,
  type Hyperparameters,
} from '../gaussian-process/fit.js';
import type { Inputs } from '../gaussian-process/kernel.js';
import { createPosterior, type Posterior } from '../gaussian-process/posterior.js';
import { fitTransform, noiseToModelled, type OutcomeTransform, toModelled } from '../outcomes.js';

export interface OutcomeData {
  readonly name: string;
  readonly values: readonly number[];
  /** Known variance of the noise of each value, in its own units; 0 where unknown. */
  readonly noiseVariances: readonly number[];
  readonly log: boolean;
  readonly threshold: number | undefined;
}

export interface OutcomeModel {
  readonly transform: OutcomeTransform;
  readonly hyperparameters: Hyperparameters;
  readonly known: Float64Array;
  /** The values in the surrogate's units. */
  readonly y: Float64Array;
  readonly posterior: Posterior;
  readonly settings: FitSettings;
}

export function fitOutcome(inputs: Inputs, data: OutcomeData, settings: FitSettings): OutcomeModel {
  const { values, noiseVariances, log, threshold } = data;
  const transform = fitTransform(values, { log, threshold });
  const y = Float64Array.from(values, (value) => toModelled(transform, value));
  const known = Float64Array.from(values, (value, i) =>
    noiseToModelled(transform, value, noiseVariances[i]),
  );
  const hyperparameters = fitHyperparameters(inputs, y, known, settings);
  const posterior = createPosterior(inputs, hyperparameters, settings.kernel, known, [y]);
  return { transform, hyperparameters, known, y, posterior, settings };
}

/** Whether noise is large enough for the front to be uncertain: as a share of the outcomes' variance. */
export function isNoisy({ hyperparameters, known }: OutcomeModel): boolean {
  return hyperparameters.noise + Math.max(...known) > SURROGATE_SETTINGS.noisy;
}

/** Chosen by hand; `npm run bench:search` and `bench:nas` ran with it. */
export const SURROGATE_SETTINGS = { noisy: 0.01 } as const;
