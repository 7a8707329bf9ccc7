/** Test functions of one objective [Surjanovic2013, Virtual library of simulation experiments]. */
import { defineTestProblem } from './test-problem.js';

const HARTMANN_ALPHA = [1, 1.2, 3, 3.2];
const HARTMANN_A = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
];
const HARTMANN_P = [
  [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
  [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
  [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
  [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
];

export function braninValue(x1: number, x2: number): number {
  const valley = x2 - (5.1 / (4 * Math.PI ** 2)) * x1 ** 2 + (5 / Math.PI) * x1 - 6;
  return valley ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x1) + 10;
}

export const branin = defineTestProblem({
  name: 'branin',
  source: 'Dixon and Szego 1978',
  low: [-5, 0],
  high: [10, 15],
  minimum: 0.397887357729739,
  evaluate: ([x1, x2]) => [braninValue(x1, x2)],
});

export const hartmann6 = defineTestProblem({
  name: 'hartmann6',
  source: 'Hartmann 1973, in Dixon and Szego 1978',
  low: Array(6).fill(0),
  high: Array(6).fill(1),
  minimum: -3.32236801141551,
  evaluate: (x) => [
    -HARTMANN_ALPHA.reduce((sum, alpha, i) => {
      const inner = x.reduce((r, v, j) => r + HARTMANN_A[i][j] * (v - HARTMANN_P[i][j]) ** 2, 0);
      return sum + alpha * Math.exp(-inner);
    }, 0),
  ],
});

export const ackley5 = defineTestProblem({
  name: 'ackley5',
  source: 'Ackley 1987',
  low: Array(5).fill(-32.768),
  high: Array(5).fill(32.768),
  minimum: 0,
  evaluate: (x) => {
    const squares = x.reduce((sum, v) => sum + v * v, 0) / x.length;
    const waves = x.reduce((sum, v) => sum + Math.cos(2 * Math.PI * v), 0) / x.length;
    return [-20 * Math.exp(-0.2 * Math.sqrt(squares)) - Math.exp(waves) + 20 + Math.E];
  },
});

export const levy4 = defineTestProblem({
  name: 'levy4',
  source: 'Levy and Montalvo 1985',
  low: Array(4).fill(-10),
  high: Array(4).fill(10),
  minimum: 0,
  evaluate: (x) => {
    const w = x.map((v) => 1 + (v - 1) / 4);
    const last = w[w.length - 1];
    const inner = w
      .slice(0, -1)
      .reduce((sum, v) => sum + (v - 1) ** 2 * (1 + 10 * Math.sin(Math.PI * v + 1) ** 2), 0);
    const ends =
      Math.sin(Math.PI * w[0]) ** 2 + (last - 1) ** 2 * (1 + Math.sin(2 * Math.PI * last) ** 2);
    return [inner + ends];
  },
});

export const rosenbrock4 = defineTestProblem({
  name: 'rosenbrock4',
  source: 'Rosenbrock 1960',
  low: Array(4).fill(-2.048),
  high: Array(4).fill(2.048),
  minimum: 0,
  evaluate: (x) => [
    x.slice(0, -1).reduce((sum, v, i) => sum + 100 * (x[i + 1] - v * v) ** 2 + (1 - v) ** 2, 0),
  ],
});
