/**
 * What may turn out to be true of what is not known yet. Where nothing is pending and there is little noise there is one
 * scenario, and improvement over it is exact. Else each is a joint sample of the outcomes at the observed points (whose
 * front is then known) and at the pending ones (which the surrogate then knows), and the improvement is averaged over
 * them: exact given the scenario, Monte Carlo over scenarios [Daulton2021, Parallel Bayesian optimization of multiple
 * noisy objectives].
 */

import type { Rng } from '../../random/index.js';
import type { Inputs } from '../gaussian-process/kernel.js';
import { createPosterior, type Posterior, samplePosterior } from '../gaussian-process/posterior.js';
import { fromModelled } from '../outcomes.js';
import { isNoisy, type OutcomeModel } from './surrogate.js';

export interface Scenarios {
  readonly count: number;
  /** The surrogate of each outcome, knowing what is pending: one mean for each scenario. */
  readonly posteriors: readonly Posterior[];
  /** Outcomes by scenario and row, the observed rows first and the pending ones behind, in their own units. */
  readonly outcomes: readonly (readonly (readonly number[])[])[];
}

/** Chosen by hand; `npm run bench:search` and `bench:nas` ran with it. */
export const SCENARIO_SETTINGS = { samples: 12 } as const;
const SAMPLES = SCENARIO_SETTINGS.samples;

/**
 * @param observed inputs of the completed points
 * @param pending inputs of those under way
 */
export function createScenarios(
  models: readonly OutcomeModel[],
  observed: Inputs,
  pending: Inputs,
  rng: Rng,
): Scenarios {
  if (pending.count === 0 && !models.some(isNoisy)) return certain(models, observed);
  const all = joinInputs(observed, pending);
  const posteriors: Posterior[] = [];
  const samples = models.map((model, k) => {
    const drawn = samplePosterior(model.posterior, all, SAMPLES, rng.fork('scenario', k));
    posteriors.push(conditioned(model, all, observed.count, drawn));
    return drawn;
  });
  const outcomes = Array.from({ length: SAMPLES }, (_, s) =>
    Array.from({ length: all.count }, (_row, i) =>
      models.map((model, k) => fromModelled(model.transform, samples[k][s][i])),
    ),
  );
  return { count: SAMPLES, posteriors, outcomes };
}

/** The surrogate's means at the observed points count as true. */
function certain(models: readonly OutcomeModel[], { count }: Inputs): Scenarios {
  const means = models.map(({ posterior, y }) => {
    // K a = y - m, and the noise's share of K is on its diagonal: f = y - noise a.
    return y.map((v, i) => v - posterior.noiseVariances[i] * posterior.weights[0][i]);
  });
  const rows = Array.from({ length: count }, (_, i) =>
    models.map(({ transform }, k) => fromModelled(transform, means[k][i])),
  );
  return { count: 1, posteriors: models.map(({ posterior }) => posterior), outcomes: [rows] };
}

/** The posterior that also knows the pending points' sampled values. */
function conditioned(
  { hyperparameters, settings, known, y, posterior }: OutcomeModel,
  all: Inputs,
  observed: number,
  samples: readonly Float64Array[],
): Posterior {
  const variances = new Float64Array(all.count);
  variances.set(known);
  const outputs = samples.map((sample) => {
    const output = Float64Array.from(sample);
    output.set(y.subarray(0, observed));
    return output;
  });
  return createPosterior(
    all,
    hyperparameters,
    settings.kernel,
    variances,
    outputs,
    posterior.means[0],
  );
}

function joinInputs(a: Inputs, b: Inputs): Inputs {
  const values = new Float64Array(a.values.length + b.values.length);
  values.set(a.values);
  values.set(b.values, a.values.length);
  return { ...a, count: a.count + b.count, values };
}
