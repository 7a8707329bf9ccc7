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
  /** How charts show it. `runner`: what ran the networks that were measured; undefined for whole processes under Node. */
  readonly chart: (runner: string | undefined) => CostChart;
}

/** How charts show a cost. */
export interface CostChart {
  /** Of its files: `front-cpu`. */
  readonly file: string;
  readonly title: string;
  readonly caption: string;
  /** What the axis says, with the unit. */
  readonly axis: string;
  /** For costs that spread over orders of magnitude. */
  readonly isLogarithmic: boolean;
  /** A line of what error is to be had for what cost. */
  readonly hasSteps: boolean;
}

export const STUDY_COSTS = {
  cpuMs: {
    name: 'CPU time',
    unit: ' ms',
    heading: 'CPU ms',
    threshold: 10,
    sameWithin: 1,
    format: (value) => value.toPrecision(3),
    chart: (runner) => ({
      file: 'front-cpu',
      title: 'Error against CPU time',
      caption:
        'Lower left is better. Dashed: the thresholds. The line is what error is to be had for what time. At the upper edge: trials without an error, and those above it.',
      axis: `CPU time of an estimate${runner === undefined ? '' : `, runner ${runner}`}, ms`,
      isLogarithmic: true,
      hasSteps: true,
    }),
  },
  memoryMb: {
    name: 'memory',
    unit: ' MB',
    heading: 'MB',
    threshold: 100,
    // Whole processes differ by so much without a reason.
    sameWithin: 1.05,
    format: String,
    chart: (runner) => ({
      file: 'front-memory',
      title: 'Error against memory',
      caption:
        runner === undefined
          ? 'Peak of the whole process that makes the estimates, Node and all.'
          : `What the model adds to the runner ${runner}: weights, buffers and code.`,
      axis: `${memoryOf(runner)}, MB`,
      // What models add differs by factors; whole processes differ by a few MB.
      isLogarithmic: runner !== undefined,
      hasSteps: false,
    }),
  },
  parameters: {
    name: 'parameters',
    unit: '',
    heading: 'parameters',
    threshold: null,
    compute: ({ parameters }) => parameters,
    sameWithin: 1,
    format: (value) => value.toLocaleString('en'),
    chart: () => ({
      file: 'front-parameters',
      title: 'Error against parameters',
      caption: 'Numbers that were trained: what the network takes in a file.',
      axis: 'parameters',
      isLogarithmic: true,
      hasSteps: true,
    }),
  },
} as const satisfies Readonly<Record<string, CostFacts>>;

export type CostName = keyof typeof STUDY_COSTS;

/** By name, as plain facts. */
export function costFacts(name: CostName): CostFacts {
  return STUDY_COSTS[name];
}

export const COST_NAMES = Object.keys(STUDY_COSTS) as CostName[];

/** What the figure `memoryMb` of a study is, without its unit. */
export function memoryName({ device: { runner } }: Pick<StudyDescription, 'device'>): string {
  return memoryOf(runner);
}

function memoryOf(runner: string | undefined): string {
  return runner ? `memory that the model adds, runner ${runner}` : 'peak memory of the process';
}

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
