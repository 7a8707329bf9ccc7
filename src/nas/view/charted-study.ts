/** A study as its charts want it: the error against each cost that it weighs. */
import { type CostChart, type CostName, costFacts, costsOf } from '../cost/costs.js';
import { chooseTrial, studyFront } from '../study/study-front.js';
import {
  meanError,
  type StudyState,
  type TrialState,
  type TrialStatus,
} from '../study/study-state.js';

/** One trial that has ended; what is unknown of it is NaN. */
export interface StudyPoint {
  readonly id: number;
  readonly status: Exclude<TrialStatus, 'running' | 'suggested'>;
  readonly error: number;
  /** By the cost's name. */
  readonly costs: Readonly<Record<string, number>>;
  readonly onFront: boolean;
  readonly chosen: boolean;
}

export interface StudyCharts {
  readonly name: string;
  readonly error: {
    /** What it is, with its unit. */
    readonly axis: string;
    readonly threshold: number;
  };
  readonly costs: readonly (CostChart & { readonly name: CostName; readonly threshold: number })[];
  readonly trials: readonly StudyPoint[];
}

export function chartedStudy(state: StudyState): StudyCharts {
  const { description } = state.created;
  const { name, objectives } = description;
  const { measure, threshold } = objectives.error;
  const costs = costsOf(description).map((cost) => ({
    ...costFacts(cost.name).chart(description.device.runner),
    ...cost,
  }));
  const front = new Set(studyFront(state));
  const chosen = chooseTrial(state)?.trial;
  const point = (trial: TrialState): StudyPoint[] => {
    const { id, status } = trial;
    if (status === 'running' || status === 'suggested') return [];
    const error = status === 'completed' ? meanError(trial) : trial.error;
    const costsOfTrial = Object.fromEntries(
      costs.map((cost) => [cost.name, trial.costs?.[cost.name] ?? Number.NaN]),
    );
    const marks = { onFront: front.has(trial), chosen: trial === chosen };
    return [{ id, status, error, costs: costsOfTrial, ...marks }];
  };
  const inDegrees = measure === 'recoveryDegrees';
  const axis = inDegrees ? 'mean recovery error, degrees' : 'mean squared error of (r, b)';
  return { name, error: { axis, threshold }, costs, trials: state.trials.flatMap(point) };
}
