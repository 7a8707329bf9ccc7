/** Ranks whatever the scale, and when the minimisers stop. */
import { describe, expect, it } from 'vitest';
import { leastSquares, minimiseInBox, minimiseLbfgs } from '../../dist/linalg/index.js';

/** value (x - at)^2 / 2 + base in each coordinate. */
const bowl =
  (curvatures: readonly number[], at = 0, base = 0) =>
  (x: Float64Array, gradient: Float64Array) => {
    let value = base;
    for (const [i, curvature] of curvatures.entries()) {
      gradient[i] = curvature * (x[i]! - at);
      value += 0.5 * curvature * (x[i]! - at) ** 2;
    }
    return value;
  };

describe('leastSquares', () => {
  const rows = [
    [1, 2],
    [3, -1],
    [2, 5],
  ];
  const scaled = (scale: number, second = 1) =>
    Float64Array.from(rows.flatMap(([a, b]) => [scale * a!, scale * second * b!]));
  const b = Float64Array.of(5, 1, 12);

  it.each([1e-12, 1, 1e12])('solves a system of scale %d', (scale) => {
    const x = leastSquares(scaled(scale), 3, 2, b)!;
    // (1, 2) takes the rows to 5, 1, 12.
    expect(x[0]! * scale).toBeCloseTo(1, 9);
    expect(x[1]! * scale).toBeCloseTo(2, 9);
  });

  it.each([1e-12, 1, 1e12])(
    'finds columns of scale %d that are multiples of each other',
    (scale) => {
      const a = Float64Array.from(rows.flatMap(([first]) => [scale * first!, -3 * scale * first!]));
      expect(leastSquares(a, 3, 2, b)).toBeNull();
    },
  );

  it('takes a column for dependent below 1e-12 of the largest, and not above', () => {
    expect(leastSquares(scaled(1, 1e-11), 3, 2, b)).not.toBeNull();
    expect(leastSquares(scaled(1, 1e-13), 3, 2, b)).toBeNull();
  });

  it('keeps a column whose first number is 0', () => {
    const x = leastSquares(Float64Array.of(0, 1, 2, 0), 2, 2, Float64Array.of(3, 8))!;
    expect([...x]).toEqual([expect.closeTo(4, 12), expect.closeTo(3, 12)]);
  });
});

describe('minimiseLbfgs', () => {
  it('stops by the gain in units of 1 where values are small, of the value where they are large', () => {
    const options = { valueTolerance: 1e-2 };
    const small = minimiseLbfgs(bowl([1, 100]), [1e-3, 1e-3], options);
    expect([small.stopped, small.iterations]).toEqual(['value', 1]);
    const large = minimiseLbfgs(bowl([1, 100], 0, 1e6), [10, 10], options);
    expect([large.stopped, large.iterations]).toEqual(['value', 1]);
    const neither = minimiseLbfgs(bowl([1, 100]), [10, 10], options);
    expect(neither.iterations).toBeGreaterThan(1);
  });

  it('stops at once where the gradient is within the tolerance', () => {
    const at = minimiseLbfgs(bowl([1, 4]), [0.01, 0.002], { gradientTolerance: 0.01 });
    expect([at.stopped, at.iterations, at.evaluations]).toEqual(['gradient', 0, 1]);
    const beyond = minimiseLbfgs(bowl([1, 4]), [0.0101, 0], { gradientTolerance: 0.01 });
    expect(beyond.iterations).toBeGreaterThan(0);
  });

  it('first steps a length of 1 along the steepest coordinate at most', () => {
    const seen: number[] = [];
    const spy = (x: Float64Array, gradient: Float64Array) => {
      seen.push(x[0]!);
      return bowl([1000])(x, gradient);
    };
    minimiseLbfgs(spy, [50], { maxIterations: 1 });
    expect(seen.slice(0, 2)).toEqual([50, 49]);
    seen.length = 0;
    const flat = (x: Float64Array, gradient: Float64Array) => {
      seen.push(x[0]!);
      return bowl([0.001])(x, gradient);
    };
    minimiseLbfgs(flat, [50], { maxIterations: 1 });
    expect(seen[1]).toBeCloseTo(50 - 0.05, 12);
  });

  it('needs few steps for a quadratic, whatever its curvatures', () => {
    const curvatures = [1, 10, 100, 1000, 10_000];
    const start = [1, -2, 3, -4, 5];
    const { x, iterations, evaluations } = minimiseLbfgs(bowl(curvatures, 0.5), start, {
      valueTolerance: 0,
    });
    for (const value of x) expect(value).toBeCloseTo(0.5, 6);
    expect(iterations).toBeLessThanOrEqual(40);
    expect(evaluations).toBeLessThanOrEqual(70);
  });

  it('ends where nothing lower is found', () => {
    // A gradient that points the wrong way.
    const wrong = (x: Float64Array, gradient: Float64Array) => {
      gradient[0] = -x[0]!;
      return 0.5 * x[0]! ** 2;
    };
    const { x, stopped, value } = minimiseLbfgs(wrong, [1]);
    expect([stopped, x[0], value]).toEqual(['line-search', 1, 0.5]);
  });
});

describe('minimiseInBox', () => {
  it('stops by the gain as minimiseLbfgs does', () => {
    const wide = [
      [-100, -100],
      [100, 100],
    ] as const;
    const options = { valueTolerance: 1e-2 };
    expect(minimiseInBox(bowl([1, 100]), [1e-3, 1e-3], ...wide, options).iterations).toBeLessThan(
      2,
    );
    const large = minimiseInBox(bowl([1, 100], 0, 1e6), [10, 10], ...wide, options);
    expect(large.iterations).toBeLessThan(2);
    const neither = minimiseInBox(bowl([1, 100]), [10, 10], ...wide, options);
    expect(neither.iterations).toBeGreaterThan(1);
  });

  it('begins within the bounds and ends at those that hold it', () => {
    const { x, value } = minimiseInBox(bowl([1, 2, 3], 5), [9, -9, 1], [0, 0, 0], [2, 7, 5]);
    expect(x[0]).toBe(2);
    expect(x[1]).toBeCloseTo(5, 6);
    expect(x[2]).toBeCloseTo(5, 6);
    expect(value).toBeCloseTo(4.5, 6);
  });
});
