/** A problem whose answer is known, to try optimisers on. Everything is minimised. */
import type { Configuration, SearchProblem } from '../problem.js';

export interface TestProblem {
  readonly name: string;
  readonly problem: SearchProblem;
  /** Outcomes by name: objectives and outcome constraints. */
  evaluate(configuration: Configuration): Record<string, number>;
  /** Lowest value of a single objective. */
  readonly minimum?: number;
  /** Hypervolume of the whole front below the thresholds. */
  readonly maxHypervolume?: number;
  readonly source: string;
}

interface Definition {
  readonly name: string;
  readonly source: string;
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** One for each objective; absent for a single one without. */
  readonly thresholds?: readonly number[];
  /** Outcome constraints c(x) <= 0, behind the objectives. */
  readonly constraints?: number;
  readonly minimum?: number;
  readonly maxHypervolume?: number;
  readonly evaluate: (x: readonly number[]) => readonly number[];
}

/** A problem over floats x1..xd with objectives f1..fm and constraints c1.. <= 0. */
export function defineTestProblem(definition: Definition): TestProblem {
  const { name, source, low, high, thresholds, constraints = 0, evaluate, ...known } = definition;
  const objectives = thresholds?.map((threshold, k) => ({ name: `f${k + 1}`, threshold })) ?? [
    { name: 'f1' },
  ];
  const limits = Array.from({ length: constraints }, (_, c) => ({ name: `c${c + 1}`, bound: 0 }));
  const names = [...objectives, ...limits].map((outcome) => outcome.name);
  return {
    name,
    source,
    problem: {
      space: {
        parameters: low.map((from, i) => ({
          kind: 'float' as const,
          name: `x${i + 1}`,
          low: from,
          high: high[i],
        })),
      },
      objectives,
      ...(constraints > 0 ? { outcomeConstraints: limits } : {}),
    },
    evaluate(configuration) {
      const values = evaluate(low.map((_, i) => Number(configuration[`x${i + 1}`])));
      return Object.fromEntries(names.map((outcome, k) => [outcome, values[k]]));
    },
    ...known,
  };
}
