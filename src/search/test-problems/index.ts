import {
  braninCurrin,
  c2dtlz2,
  carSideImpact,
  constrainedBraninCurrin,
  dtlz2ThreeObjectives,
  dtlz2TwoObjectives,
  vehicleSafety,
  zdt1,
} from './several-objectives.js';
import { ackley5, branin, hartmann6, levy4, rosenbrock4 } from './single-objective.js';
import type { TestProblem } from './test-problem.js';

/** All test problems, by name. */
export const TEST_PROBLEMS: ReadonlyMap<string, TestProblem> = new Map(
  [
    branin,
    hartmann6,
    ackley5,
    levy4,
    rosenbrock4,
    braninCurrin,
    constrainedBraninCurrin,
    dtlz2TwoObjectives,
    dtlz2ThreeObjectives,
    c2dtlz2,
    zdt1,
    vehicleSafety,
    carSideImpact,
  ].map((problem) => [problem.name, problem]),
);
export type { TestProblem } from './test-problem.js';
