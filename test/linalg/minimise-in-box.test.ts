/** The optimiser under the Gaussian processes and the acquisition: what a minimum between bounds must satisfy. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minimiseInBox, type Objective } from '../../dist/linalg/index.js';
import { createRng } from '../../dist/random/index.js';

/** f = 1/2 x'Ax - b'x with A = M'M + I, so that it has one minimum in any box. */
function quadratic(n: number, seed: string): { objective: Objective; b: Float64Array } {
  const rng = createRng(seed);
  const m = Array.from({ length: n }, () => Float64Array.from({ length: n }, () => rng.normal()));
  const b = Float64Array.from({ length: n }, () => 4 * rng.normal());
  const a = (i: number, j: number) =>
    m.reduce((sum, row) => sum + row[i]! * row[j]!, i === j ? 1 : 0);
  return {
    b,
    objective(x, gradient) {
      let value = 0;
      for (let i = 0; i < n; i++) {
        let ax = 0;
        for (let j = 0; j < n; j++) ax += a(i, j) * x[j]!;
        gradient[i] = ax - b[i]!;
        value += x[i]! * (ax / 2 - b[i]!);
      }
      return value;
    },
  };
}

/** The largest violation of the KKT conditions: what is left of x - P(x - gradient), P the projection onto the box. */
function kktResidual(objective: Objective, x: Float64Array, lower: number[], upper: number[]) {
  const gradient = new Float64Array(x.length);
  objective(x, gradient);
  return Math.max(
    ...Array.from(x, (v, i) =>
      Math.abs(v - Math.min(upper[i]!, Math.max(lower[i]!, v - gradient[i]!))),
    ),
  );
}

const rosenbrock: Objective = (x, gradient) => {
  const [u, v] = [x[0]!, x[1]!];
  gradient[0] = -400 * u * (v - u * u) - 2 * (1 - u);
  gradient[1] = 200 * (v - u * u);
  return 100 * (v - u * u) ** 2 + (1 - u) ** 2;
};

describe('minimiseInBox', () => {
  it('satisfies the KKT conditions of quadratics in boxes, within a bound of steps', () => {
    let active = 0;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 999 }), (n, seed) => {
        const { objective } = quadratic(n, `box ${seed}`);
        const lower = new Array<number>(n).fill(-0.3);
        const upper = new Array<number>(n).fill(0.5);
        const { x, iterations } = minimiseInBox(objective, new Float64Array(n), lower, upper, {
          gradientTolerance: 1e-9,
          valueTolerance: 0,
          maxIterations: 200,
        });
        expect(Math.max(...x.map((v) => Math.abs(v - 0.1)))).toBeLessThanOrEqual(0.4 + 1e-15);
        expect(kktResidual(objective, x, lower, upper)).toBeLessThan(1e-6);
        expect(iterations).toBeLessThan(60);
        active += x.filter((v, i) => v === lower[i] || v === upper[i]).length;
      }),
      { numRuns: 60, seed: 7 },
    );
    // Otherwise the boxes would not have mattered.
    expect(active).toBeGreaterThan(60);
  });

  it('comes to the corner where the gradient pushes against both bounds', () => {
    const { x, value } = minimiseInBox(
      (at, gradient) => {
        gradient.set([2 * (at[0]! - 3), 2 * (at[1]! + 5)]);
        return (at[0]! - 3) ** 2 + (at[1]! + 5) ** 2;
      },
      [0.5, 0.5],
      [0, 0],
      [1, 1],
    );
    expect([...x]).toEqual([1, 0]);
    expect(value).toBe(29);
  });

  /** A held variable must not leak into the step of the others: the coupled one still reaches its own optimum. */
  it('moves a variable to its optimum along a bound that another is held at', () => {
    const { x, iterations } = minimiseInBox(
      (at, gradient) => {
        const [u, v] = [at[0]!, at[1]!];
        gradient.set([1e4 * (u + v), 1e4 * (u + v) + (v - 1)]);
        return 5e3 * (u + v) ** 2 + (v - 1) ** 2 / 2;
      },
      [0.3, 0.9],
      [0, 0.2],
      [1, 1],
      { maxIterations: 100 },
    );
    expect(x[0]).toBe(0);
    expect(x[1]).toBe(0.2);
    expect(iterations).toBeLessThan(15);
  });

  it.each([
    { lower: [-2, -2], upper: [2, 2] },
    { lower: [-2, -2], upper: [0.6, 2] },
    { lower: [-2, 0.5], upper: [2, 0.7] },
    { lower: [-1.5, -1], upper: [-0.3, 0.05] },
  ])('finds what a fine grid finds on Rosenbrock in $lower to $upper', ({ lower, upper }) => {
    const { x, value, iterations } = minimiseInBox(
      rosenbrock,
      [(lower[0]! + upper[0]!) / 2, (lower[1]! + upper[1]!) / 2],
      lower,
      upper,
      { maxIterations: 200, valueTolerance: 0 },
    );
    const steps = 800;
    let least = Number.POSITIVE_INFINITY;
    const scratch = new Float64Array(2);
    for (let i = 0; i <= steps; i++) {
      for (let j = 0; j <= steps; j++) {
        const u = lower[0]! + ((upper[0]! - lower[0]!) * i) / steps;
        const v = lower[1]! + ((upper[1]! - lower[1]!) * j) / steps;
        least = Math.min(least, rosenbrock(Float64Array.of(u, v), scratch));
      }
    }
    expect(value).toBeLessThanOrEqual(least + 1e-9);
    expect(kktResidual(rosenbrock, x, lower, upper)).toBeLessThan(1e-4);
    expect(iterations).toBeLessThan(80);
  });

  it('needs far fewer steps than the steepest descent on a narrow valley', () => {
    const n = 6;
    let evaluations = 0;
    const objective: Objective = (x, gradient) => {
      evaluations++;
      let value = 0;
      for (let i = 0; i < n; i++) {
        const weight = 10 ** i;
        gradient[i] = weight * (x[i]! - 0.4);
        value += (weight * (x[i]! - 0.4) ** 2) / 2;
      }
      return value;
    };
    const box = [new Array<number>(n).fill(0), new Array<number>(n).fill(1)] as const;
    const options = { maxIterations: 500, valueTolerance: 0, gradientTolerance: 1e-6 };
    const { x, iterations } = minimiseInBox(
      objective,
      new Array<number>(n).fill(1),
      ...box,
      options,
    );
    for (const v of x) expect(v).toBeCloseTo(0.4, 5);
    expect(iterations).toBeLessThan(100);
    // Steps of the right length need no halving: one evaluation each, but for a few.
    expect(evaluations).toBeLessThan(115);
  });

  it('never does more steps than it may, never rises, and starts inside', () => {
    const { objective } = quadratic(5, 'few');
    const lower = new Array<number>(5).fill(-1);
    const upper = new Array<number>(5).fill(1);
    let before = Number.POSITIVE_INFINITY;
    for (let maxIterations = 0; maxIterations <= 12; maxIterations++) {
      const result = minimiseInBox(objective, [9, -9, 9, -9, 0], lower, upper, { maxIterations });
      expect(result.iterations).toBeLessThanOrEqual(maxIterations);
      expect(result.value).toBeLessThanOrEqual(before);
      before = result.value;
      if (maxIterations === 0) expect([...result.x]).toEqual([1, -1, 1, -1, 0]);
    }
  });

  it.each([5e-5, -5e-5])(
    'halves a step that lowers the value by less than a ten-thousandth of its slope: by %d',
    (at1) => {
      // -x + (1 + at1) x^2: the first step goes from 0 to 1, where the value is at1; the next is 0.5.
      const objective: Objective = (at, gradient) => {
        const u = at[0]!;
        gradient[0] = -1 + 2 * (1 + at1) * u;
        return -u + (1 + at1) * u * u;
      };
      expect(minimiseInBox(objective, [0], [-5], [5], { maxIterations: 1 }).x[0]).toBe(0.5);
    },
  );

  it('steps back from where the function has no value', () => {
    const { x } = minimiseInBox(
      (at, gradient) => {
        gradient[0] = 1 - 0.25 / at[0]!;
        return at[0]! <= 0 ? Number.NaN : at[0]! - 0.25 * Math.log(at[0]!);
      },
      [2],
      [-5],
      [5],
    );
    expect(x[0]).toBeCloseTo(0.25, 3);
  });

  it('refuses bounds of another length or order, and a start without a value', () => {
    const flat: Objective = () => 0;
    expect(() => minimiseInBox(flat, [0], [0, 0], [1])).toThrow('expected 1 bounds');
    expect(() => minimiseInBox(flat, [0], [1], [0])).toThrow('expected lower <= upper');
    expect(() => minimiseInBox(() => Number.NaN, [0], [0], [1])).toThrow('finite value');
  });
});
