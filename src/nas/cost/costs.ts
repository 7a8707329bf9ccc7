/**
 * What a study can weigh beside the error, one entry a cost: the schema of studies, the search, halving, the front, budgets
 * and tables all read this. A cost is measured with every network, so `TrialCosts` holds each by its name.
 */
import type { StudyDescription } from '../description/study-types.js';
import type { ComputedCost } from './computed-cost.js';

export interface CostFacts {
  /** As in "CPU time 10 ms". */
  readonly name: string;
  readonly unit: string;
  /** Of a column in tables. */
  readonly heading: string;
  /** Where a study does not give one; null where the cost counts in studies only that name it. */
  readonly threshold: number | null;
  /** Exactly, from a network's shapes; without it a study learns the cost from what it measures. */
  readonly compute?: (cost: ComputedCost) => number;
  /** Networks are no cheaper than others unless by this factor. */
  readonly sameWithin: number;
  /** The figure, without its unit. */
  readonly format: (value: number) => string;
  readonly chart: CostChart;
}

/** How charts show a cost. */
export interface CostChart {
  /** Of its files: `front-cpu`. */
  readonly file: string;
  readonly title: string;
  readonly caption: string;
  /** What the axis says, with the unit. */
  readonly axis: string;
  /** Costs that spread over orders of magnitude: a logarithmic axis, and a line of what error is to be had for what cost. */
  readonly isLogarithmic: boolean;
}

export const STUDY_COSTS = {
  cpuMs: {
    name: 'CPU time',
    unit: ' ms',
    heading: 'CPU ms',
    threshold: 10,
    sameWithin: 1,
    format: (value) => value.toPrecision(3),
    chart: {
      file: 'front-cpu',
      title: 'Error against CPU time',
      caption:
        'Lower left is better. Dashed: the thresholds. The line is what error is to be had for what time. At the upper edge: trials without an error, and those above it.',
      axis: 'CPU time of an estimate, ms',
      isLogarithmic: true,
    },
  },
  memoryMb: {
    name: 'memory',
    unit: ' MB',
    heading: 'MB',
    threshold: 100,
    // Whole processes differ by so much without a reason.
    sameWithin: 1.05,
    format: String,
    chart: {
      file: 'front-memory',
      title: 'Error against memory',
      caption: 'Peak of the whole process that makes the estimates.',
      axis: 'peak memory of the process, MB',
      isLogarithmic: false,
    },
  },
  parameters: {
    name: 'parameters',
    unit: '',
    heading: 'parameters',
    threshold: null,
    compute: ({ parameters }) => parameters,
    sameWithin: 1,
    format: (value) => value.toLocaleString('en'),
    chart: {
      file: 'front-parameters',
      title: 'Error against parameters',
      caption: 'What the network takes on a disk, in numbers of its model.',
      axis: 'parameters',
      isLogarithmic: true,
    },
  },
} as const satisfies Readonly<Record<string, CostFacts>>;

export type CostName = keyof typeof STUDY_COSTS;

/** By name, as plain facts. */
export function costFacts(name: CostName): CostFacts {
  return STUDY_COSTS[name];
}

export const COST_NAMES = Object.keys(STUDY_COSTS) as CostName[];

/** The costs that a study weighs, with their thresholds. */
export function costsOf({ objectives }: Pick<StudyDescription, 'objectives'>): {
  readonly name: CostName;
  readonly threshold: number;
}[] {
  return COST_NAMES.flatMap((name) => {
    const cost = objectives[name];
    return cost === undefined ? [] : [{ name, threshold: cost.threshold }];
  });
}
