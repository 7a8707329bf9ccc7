/**
 * The acquisition function: how much a point may be worth trying,
 *   ln mean over scenarios EHVI(x)  +  sum over outcome constraints of ln P(outcome <= bound)
 * and only the second part until a point is known that keeps all constraints.
 */

import { createPrediction, type Prediction, predict } from '../gaussian-process/posterior.js';
import { logNormalCdf, logNormalPdf } from '../normal-distribution.js';
import type { Configuration, Objective } from '../problem.js';
import type { InputEncoder } from '../space/surrogate-inputs.js';
import { logHypervolumeImprovement, type PreparedBoxes } from './hypervolume-improvement.js';
import type { OutcomeDistribution } from './improvement.js';
import type { Scenarios } from './scenarios.js';
import type { OutcomeModel } from './surrogate.js';

export interface AcquisitionParts {
  readonly objectives: readonly Objective[];
  /** Model of each objective; null for cheap ones. */
  readonly models: readonly (OutcomeModel | null)[];
  readonly constraints: readonly { readonly model: OutcomeModel; readonly bound: number }[];
  /** Of the modelled objectives and then of the constraints, in their order. */
  readonly scenarios: Scenarios;
  /** One for each scenario; null while no point keeps the constraints. */
  readonly boxes: readonly PreparedBoxes[] | null;
  readonly encoder: InputEncoder;
  readonly decode: (point: Float64Array) => Configuration;
}

export interface Acquisition {
  /** Inputs of the surrogate: the point's coordinates and the features. */
  readonly inputs: number;
  /** ln of the expected gain; -Infinity for points that can gain nothing. */
  value(point: Float64Array): number;
  /**
   * The same with its gradient by the point's coordinates; features and cheap objectives count as constant.
   * @param like the point whose features and costs are taken
   */
  valueAndGradient(point: Float64Array, like: Float64Array, gradient: Float64Array): number;
}

export function createAcquisition(parts: AcquisitionParts): Acquisition {
  const { scenarios, objectives, models, constraints, boxes, encoder } = parts;
  const predictions = scenarios.posteriors.map(createPrediction);
  const outcomes = objectives.map(
    ({ log = false }, k): OutcomeDistribution => ({
      kind: models[k] === null ? 'known' : log ? 'logNormal' : 'normal',
      mean: 0,
      deviation: 1,
    }),
  );
  const byOutcome = new Float64Array(2 * objectives.length);
  const values = new Float64Array(scenarios.count);
  const gradients = Array.from(
    { length: scenarios.count },
    () => new Float64Array(encoder.dimensions),
  );
  const modelled = modelledIndices(models);

  const evaluate = (
    inputs: Float64Array,
    costs: readonly number[],
    withGradient: boolean,
  ): number => {
    scenarios.posteriors.forEach((posterior, k) => {
      predict(posterior, inputs, predictions[k], withGradient);
    });
    let feasible = 0;
    constraints.forEach(({ model, bound }, c) => {
      feasible += logFeasibility(model, bound, predictions[modelled.count + c]);
    });
    if (boxes === null) return feasible;
    for (let s = 0; s < scenarios.count; s++) {
      outcomes.forEach((outcome, k) => {
        const model = models[k];
        if (model === null) outcome.mean = costs[k];
        else setOutcome(outcome, model, predictions[modelled.at[k]], s);
      });
      values[s] = logHypervolumeImprovement(
        boxes[s],
        outcomes,
        withGradient ? byOutcome : undefined,
      );
      if (withGradient)
        chain(models, modelled.at, predictions, outcomes, byOutcome, s, gradients[s]);
    }
    return feasible + logMean(values);
  };

  return {
    inputs: encoder.dimensions,
    value: (point) => evaluate(encoder.encode(point), costsAt(parts, point), false),
    valueAndGradient(point, like, gradient) {
      const inputs = Float64Array.from(encoder.encode(like));
      inputs.set(point);
      const value = evaluate(inputs, costsAt(parts, like), true);
      gradient.fill(0);
      if (boxes !== null && value > Number.NEGATIVE_INFINITY) {
        const total = logMean(values) + Math.log(scenarios.count);
        for (let s = 0; s < scenarios.count; s++) {
          const share = Math.exp(values[s] - total);
          if (!(share > 0)) continue;
          for (let i = 0; i < gradient.length; i++) gradient[i] += share * gradients[s][i];
        }
      }
      constraints.forEach(({ model, bound }, c) => {
        addFeasibilityGradient(model, bound, predictions[modelled.count + c], gradient);
      });
      return value;
    },
  };
}

/** What a point costs in each objective that can be computed; 0 for the others. Throws RangeError for NaN. */
function costsAt({ objectives, decode }: AcquisitionParts, point: Float64Array): number[] {
  if (objectives.every(({ cost }) => cost === undefined)) return [];
  const configuration = decode(point);
  return objectives.map(({ name, cost }) => {
    const value = cost ? cost(configuration) : 0;
    if (!Number.isNaN(value)) return value;
    throw new RangeError(
      `search: cost of ${JSON.stringify(configuration)}: expected a number for '${name}', got NaN`,
    );
  });
}

/** The logarithm of the mean of several acquisitions' gains: surrogates that differ in their priors, all heard. */
export function averageAcquisitions(members: readonly Acquisition[]): Acquisition {
  if (members.length === 1) return members[0];
  const { inputs } = members[0];
  const values = new Float64Array(members.length);
  const gradients = members.map(() => new Float64Array(inputs));
  return {
    inputs,
    value(point) {
      members.forEach((member, i) => {
        values[i] = member.value(point);
      });
      return logMean(values);
    },
    valueAndGradient(point, like, gradient) {
      members.forEach((member, i) => {
        values[i] = member.valueAndGradient(point, like, gradients[i]);
      });
      const value = logMean(values);
      gradient.fill(0);
      members.forEach((_, i) => {
        const share = Math.exp(values[i] - value) / members.length;
        if (!(share > 0)) return;
        for (let k = 0; k < gradient.length; k++) gradient[k] += share * gradients[i][k];
      });
      return value;
    },
  };
}

/** Which surrogate an objective has, among those that have one. */
function modelledIndices(models: readonly (OutcomeModel | null)[]): {
  at: number[];
  count: number;
} {
  let count = 0;
  const at = models.map((model) => (model === null ? -1 : count++));
  return { at, count };
}

function setOutcome(
  outcome: OutcomeDistribution,
  { transform }: OutcomeModel,
  prediction: Prediction,
  scenario: number,
): void {
  outcome.mean = transform.mean + transform.deviation * prediction.means[scenario];
  outcome.deviation = transform.deviation * Math.sqrt(prediction.variance);
}

/** d ln EHVI by coordinates, from that by the outcomes' means and deviations. */
function chain(
  models: readonly (OutcomeModel | null)[],
  at: readonly number[],
  predictions: readonly Prediction[],
  outcomes: readonly OutcomeDistribution[],
  byOutcome: Float64Array,
  scenario: number,
  gradient: Float64Array,
): void {
  gradient.fill(0);
  models.forEach((model, k) => {
    if (model === null) return;
    const { meanGradients, varianceGradient } = predictions[at[k]];
    const scale = model.transform.deviation;
    // d deviation = scale^2 d variance / (2 deviation).
    const byVariance = (byOutcome[2 * k + 1] * scale * scale) / (2 * outcomes[k].deviation);
    const from = scenario * gradient.length;
    for (let i = 0; i < gradient.length; i++) {
      gradient[i] +=
        byOutcome[2 * k] * scale * meanGradients[from + i] + byVariance * varianceGradient[i];
    }
  });
}

function standardBound({ transform }: OutcomeModel, bound: number): number {
  return (bound - transform.mean) / transform.deviation;
}

/** ln P(outcome <= bound), with the mean of all scenarios. */
function logFeasibility(model: OutcomeModel, bound: number, prediction: Prediction): number {
  const deviation = Math.sqrt(prediction.variance);
  return logNormalCdf((standardBound(model, bound) - average(prediction.means)) / deviation);
}

function addFeasibilityGradient(
  model: OutcomeModel,
  bound: number,
  prediction: Prediction,
  gradient: Float64Array,
): void {
  const { means, variance, meanGradients, varianceGradient } = prediction;
  const deviation = Math.sqrt(variance);
  const z = (standardBound(model, bound) - average(means)) / deviation;
  const slope = Math.exp(logNormalPdf(z) - logNormalCdf(z));
  const d = varianceGradient.length;
  for (let i = 0; i < gradient.length; i++) {
    let byMean = 0;
    for (let s = 0; s < means.length; s++) byMean += meanGradients[s * d + i] / means.length;
    gradient[i] += slope * (-byMean / deviation - (z * varianceGradient[i]) / (2 * variance));
  }
}

function average(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function logMean(values: Float64Array): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values) most = Math.max(most, value);
  if (most === Number.NEGATIVE_INFINITY) return most;
  let sum = 0;
  for (const value of values) sum += Math.exp(value - most);
  return most + Math.log(sum / values.length);
}
