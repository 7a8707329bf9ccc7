/**
 * Test problems of several objectives, thresholds as in the benchmarks of [Daulton2020, Differentiable expected
 * hypervolume improvement] where it has them.
 */
import { braninValue } from './single-objective.js';
import { defineTestProblem } from './test-problem.js';

function currin(x1: number, x2: number): number {
  const front = x2 === 0 ? 1 : 1 - Math.exp(-1 / (2 * x2));
  const above = 2300 * x1 ** 3 + 1900 * x1 ** 2 + 2092 * x1 + 60;
  return (front * above) / (100 * x1 ** 3 + 500 * x1 ** 2 + 4 * x1 + 20);
}

/** Currin's function is maximised: its negative is minimised. */
function braninCurrinValues([x1, x2]: readonly number[]): [number, number] {
  return [braninValue(15 * x1 - 5, 15 * x2), currin(x1, x2)];
}

export const braninCurrin = defineTestProblem({
  name: 'branin_currin',
  source: 'Belakaria and Deshwal 2019',
  low: [0, 0],
  high: [1, 1],
  thresholds: [18, 6],
  maxHypervolume: 59.36011874867746,
  evaluate: braninCurrinValues,
});

export const constrainedBraninCurrin = defineTestProblem({
  name: 'constr_branin_currin',
  source: 'Daulton 2020; the constraint of Gelbart 2014',
  low: [0, 0],
  high: [1, 1],
  thresholds: [80, 12],
  constraints: 1,
  maxHypervolume: 608.4004237022673,
  evaluate: ([x1, x2]) => [
    ...braninCurrinValues([x1, x2]),
    (15 * x1 - 5 - 2.5) ** 2 + (15 * x2 - 7.5) ** 2 - 50,
  ],
});

/** DTLZ2 [Deb2002]: a quarter of a sphere, the further parameters at 1/2. */
function dtlz2(x: readonly number[], m: number): number[] {
  const distance = x.slice(m - 1).reduce((sum, v) => sum + (v - 0.5) ** 2, 0);
  return Array.from({ length: m }, (_, k) => {
    let value = 1 + distance;
    for (let i = 0; i < m - 1 - k; i++) value *= Math.cos((x[i] * Math.PI) / 2);
    return k > 0 ? value * Math.sin((x[m - 1 - k] * Math.PI) / 2) : value;
  });
}

function defineDtlz2(d: number, m: number, maxHypervolume: number) {
  return defineTestProblem({
    name: `dtlz2_d${d}_m${m}`,
    source: 'Deb, Thiele, Laumanns, Zitzler 2002',
    low: Array(d).fill(0),
    high: Array(d).fill(1),
    thresholds: Array(m).fill(1.1),
    maxHypervolume,
    evaluate: (x) => dtlz2(x, m),
  });
}

export const dtlz2TwoObjectives = defineDtlz2(6, 2, 0.4246018366025519);
export const dtlz2ThreeObjectives = defineDtlz2(6, 3, 0.8074012244017016);

export const c2dtlz2 = defineTestProblem({
  name: 'c2dtlz2_d4_m2',
  source: 'Deb and Jain 2014',
  low: Array(4).fill(0),
  high: Array(4).fill(1),
  thresholds: [1.1, 1.1],
  constraints: 1,
  maxHypervolume: 0.3996406303723544,
  evaluate: (x) => {
    const f = dtlz2(x, 2);
    const radius = 0.2 ** 2;
    const [a, b] = f;
    const corners = Math.min((a - 1) ** 2 + b ** 2 - radius, (b - 1) ** 2 + a ** 2 - radius);
    const middle = (a - Math.SQRT1_2) ** 2 + (b - Math.SQRT1_2) ** 2 - radius;
    return [a, b, Math.min(corners, middle)];
  },
});

export const zdt1 = defineTestProblem({
  name: 'zdt1_d6',
  source: 'Zitzler, Deb, Thiele 2000',
  low: Array(6).fill(0),
  high: Array(6).fill(1),
  thresholds: [11, 11],
  maxHypervolume: 120.66666666666667,
  evaluate: (x) => {
    const g = 1 + (9 * x.slice(1).reduce((a, b) => a + b, 0)) / (x.length - 1);
    return [x[0], g * (1 - Math.sqrt(x[0] / g))];
  },
});

export const vehicleSafety = defineTestProblem({
  name: 'vehicle_safety',
  source: 'Liao 2008; Tanabe and Ishibuchi 2020, RE3-5-4',
  low: Array(5).fill(1),
  high: Array(5).fill(3),
  thresholds: [1864.72022, 11.81993945, 0.2903999384],
  maxHypervolume: 246.81607081187002,
  evaluate: ([x1, x2, x3, x4, x5]) => [
    1640.2823 + 2.3573285 * x1 + 2.3220035 * x2 + 4.5688768 * x3 + 7.7213633 * x4 + 4.4559504 * x5,
    6.5856 +
      1.15 * x1 -
      1.0427 * x2 +
      0.9738 * x3 +
      0.8364 * x4 -
      0.3695 * x1 * x4 +
      0.0861 * x1 * x5 +
      0.3628 * x2 * x4 -
      0.1106 * x1 ** 2 -
      0.3437 * x3 ** 2 +
      0.1764 * x4 ** 2,
    -0.0551 +
      0.0181 * x1 +
      0.1024 * x2 +
      0.0421 * x3 -
      0.0073 * x1 * x2 +
      0.024 * x2 * x3 -
      0.0118 * x2 * x4 -
      0.0204 * x3 * x4 -
      0.008 * x3 * x5 -
      0.0241 * x2 ** 2 +
      0.0109 * x4 ** 2,
  ],
});

export const carSideImpact = defineTestProblem({
  name: 'car_side_impact',
  source: 'Jain and Deb 2014; Tanabe and Ishibuchi 2020, RE4-7-1',
  low: [0.5, 0.45, 0.5, 0.5, 0.875, 0.4, 0.4],
  high: [1.5, 1.35, 1.5, 1.5, 2.625, 1.2, 1.2],
  thresholds: [45.4872, 4.5114, 13.3394, 10.3942],
  maxHypervolume: 484.72654347642793,
  evaluate: (x) => {
    const [x1, x2, x3, x4, x5, x6, x7] = x;
    const weight =
      1.98 + 4.9 * x1 + 6.67 * x2 + 6.98 * x3 + 4.01 * x4 + 1.78 * x5 + 0.00001 * x6 + 2.73 * x7;
    const force = 4.72 - 0.5 * x4 - 0.19 * x2 * x3;
    const pillar = 10.58 - 0.674 * x1 * x2 - 0.67275 * x2;
    const door = 16.45 - 0.489 * x3 * x7 - 0.843 * x5 * x6;
    const slack = [
      1 - (1.16 - 0.3717 * x2 * x4 - 0.0092928 * x3),
      0.32 -
        (0.261 -
          0.0159 * x1 * x2 -
          0.06486 * x1 -
          0.019 * x2 * x7 +
          0.0144 * x3 * x5 +
          0.0154464 * x6),
      0.32 -
        (0.214 +
          0.00817 * x5 -
          0.045195 * x1 -
          0.0135168 * x1 +
          0.03099 * x2 * x6 -
          0.018 * x2 * x7 +
          0.007176 * x3 +
          0.023232 * x3 -
          0.00364 * x5 * x6 -
          0.018 * x2 ** 2),
      0.32 - (0.74 - 0.61 * x2 - 0.031296 * x3 - 0.031872 * x7 + 0.227 * x2 ** 2),
      32 - (28.98 + 3.818 * x3 - 4.2 * x1 * x2 + 1.27296 * x6 - 2.68065 * x7),
      32 - (33.86 + 2.95 * x3 - 5.057 * x1 * x2 - 3.795 * x2 - 3.4431 * x7 + 1.45728),
      32 - (46.36 - 9.9 * x2 - 4.4505 * x1),
      4 - force,
      9.9 - pillar,
      15.7 - door,
    ];
    const violation = slack.reduce((sum, v) => sum + Math.max(0, -v), 0);
    return [weight, force, (pillar + door) / 2, violation];
  },
});
