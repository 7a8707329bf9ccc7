/** The test problems are those of the literature: values by a second transcription, optima in closed form or as published. */
import { describe, expect, it } from 'vitest';
import { TEST_PROBLEMS } from '../../dist/search/index.js';
import { PROBLEM_VALUES } from './problem-values.js';

const evaluateAt = (name: string, x: readonly number[]) =>
  Object.values(
    TEST_PROBLEMS.get(name)!.evaluate(
      Object.fromEntries(x.map((value, i) => [`x${i + 1}`, value])),
    ),
  );

describe.each(Object.entries(PROBLEM_VALUES))('%s', (name, values) => {
  it('has the values of its formula', () => {
    for (const [x, expected] of values) {
      const found = evaluateAt(name, x);
      expect(found).toHaveLength(expected.length);
      for (const [k, value] of expected.entries()) {
        expect(Math.abs(found[k]! - value)).toBeLessThan(1e-9 * (1 + Math.abs(value)));
      }
    }
  });

  it('is a problem of so many parameters and outcomes, in the box of the literature', () => {
    const { problem } = TEST_PROBLEMS.get(name)!;
    const box = problem.space.parameters.map((p) => (p.kind === 'float' ? [p.low, p.high] : []));
    expect(box).toEqual(BOXES[name]);
    const outcomes = problem.objectives.length + (problem.outcomeConstraints?.length ?? 0);
    expect(outcomes).toBe(values[0]![1].length);
    for (const { bound } of problem.outcomeConstraints ?? []) expect(bound).toBe(0);
  });
});

const cube = (d: number, low: number, high: number) => Array.from({ length: d }, () => [low, high]);
const BOXES: Record<string, number[][]> = {
  branin: [
    [-5, 10],
    [0, 15],
  ],
  hartmann6: cube(6, 0, 1),
  ackley5: cube(5, -32.768, 32.768),
  levy4: cube(4, -10, 10),
  rosenbrock4: cube(4, -2.048, 2.048),
  branin_currin: cube(2, 0, 1),
  constr_branin_currin: cube(2, 0, 1),
  dtlz2_d6_m2: cube(6, 0, 1),
  dtlz2_d6_m3: cube(6, 0, 1),
  c2dtlz2_d4_m2: cube(4, 0, 1),
  zdt1_d6: cube(6, 0, 1),
  vehicle_safety: cube(5, 1, 3),
  car_side_impact: [
    [0.5, 1.5],
    [0.45, 1.35],
    [0.5, 1.5],
    [0.5, 1.5],
    [0.875, 2.625],
    [0.4, 1.2],
    [0.4, 1.2],
  ],
};

describe('what is known of the optima', () => {
  it.each([
    // Where they are: Surjanovic and Bingham's library.
    ['branin', [Math.PI, 2.275]],
    ['hartmann6', [0.20169, 0.150011, 0.476874, 0.275332, 0.311652, 0.6573]],
    ['ackley5', [0, 0, 0, 0, 0]],
    ['levy4', [1, 1, 1, 1]],
    ['rosenbrock4', [1, 1, 1, 1]],
  ] as const)('%s has its minimum where the library says', (name, x) => {
    expect(evaluateAt(name, x)[0]).toBeCloseTo(TEST_PROBLEMS.get(name)!.minimum!, 5);
  });

  it.each([
    // A square or cube of 1.1 less the quarter disc or the eighth of a ball.
    ['dtlz2_d6_m2', 1.1 ** 2 - Math.PI / 4, [1.1, 1.1]],
    ['dtlz2_d6_m3', 1.1 ** 3 - Math.PI / 6, [1.1, 1.1, 1.1]],
    // 11 x 11 less the area below 1 - sqrt(x).
    ['zdt1_d6', 121 - 1 / 3, [11, 11]],
    // As BoTorch publishes them.
    ['branin_currin', 59.36011874867746, [18, 6]],
    ['constr_branin_currin', 608.4004237022673, [80, 12]],
    ['c2dtlz2_d4_m2', 0.3996406303723544, [1.1, 1.1]],
    ['vehicle_safety', 246.81607081187002, [1864.72022, 11.81993945, 0.2903999384]],
    ['car_side_impact', 484.72654347642793, [45.4872, 4.5114, 13.3394, 10.3942]],
  ] as const)('%s can fill a volume of %d', (name, volume, thresholds) => {
    const { maxHypervolume, problem } = TEST_PROBLEMS.get(name)!;
    expect(maxHypervolume).toBeCloseTo(volume, 9);
    expect(problem.objectives.map(({ threshold }) => threshold)).toEqual(thresholds);
  });

  it("currin's function has its limit where the second parameter is 0", () => {
    expect(evaluateAt('branin_currin', [0, 0])[1]).toBeCloseTo(60 / 20, 12);
    expect(evaluateAt('branin_currin', [1, 0])[1]).toBeCloseTo(6352 / 624, 12);
  });
});
