import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cholesky,
  choleskyInverse,
  choleskyLogDeterminant,
  choleskySolve,
  fitPolynomial,
  leastSquares,
  minimiseLbfgs,
  solveLower,
  solveLowerTransposed,
} from '../../dist/linalg/index.js';
import { createRng } from '../../dist/random/index.js';

const sizeAndSeed = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.nat());

function randomVector(n: number, seed: number | string): Float64Array {
  const rng = createRng(seed);
  return Float64Array.from({ length: n }, () => rng.normal());
}

/** B B^T + I: symmetric and positive definite. */
function randomSpd(n: number, seed: number): Float64Array {
  const b = randomVector(n * n, seed);
  return Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    let sum = i === j ? 1 : 0;
    for (let k = 0; k < n; k++) sum += b[i * n + k] * b[j * n + k];
    return sum;
  });
}

function times(a: Float64Array, rows: number, columns: number, x: Float64Array): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < columns; j++) sum += a[i * columns + j] * x[j];
    return sum;
  });
}

function expectClose(a: Float64Array, b: ArrayLike<number>, digits = 8): void {
  expect(a.length).toBe(b.length);
  for (let i = 0; i < a.length; i++) expect(a[i]).toBeCloseTo(b[i], digits);
}

describe('cholesky', () => {
  it('gives back the matrix, its solutions, inverse and determinant', () => {
    fc.assert(
      fc.property(sizeAndSeed, ([n, seed]) => {
        const a = randomSpd(n, seed);
        const l = cholesky(a, n)!;
        const x = randomVector(n, `x${seed}`);
        expectClose(choleskySolve(l, n, times(a, n, n, x)), x);
        const inverse = choleskyInverse(l, n);
        expectClose(times(inverse, n, n, times(a, n, n, x)), x);
        for (let i = 0; i < n; i++) {
          for (let j = 0; j < n; j++) expect(inverse[i * n + j]).toBe(inverse[j * n + i]);
        }
        const lt = Float64Array.from(l, (_, at) => l[(at % n) * n + Math.floor(at / n)]);
        expectClose(times(l, n, n, times(lt, n, n, x)), times(a, n, n, x));
      }),
      { numRuns: 50 },
    );
    const l = cholesky(Float64Array.of(4, 2, 2, 3), 2)!;
    expectClose(l, [2, 0, 1, Math.sqrt(2)], 14);
    expect(choleskyLogDeterminant(l, 2)).toBeCloseTo(Math.log(8), 14);
  });

  it('says null for a matrix that is not positive definite, and refuses a wrong size', () => {
    expect(cholesky(Float64Array.of(1, 2, 2, 1), 2)).toBeNull();
    expect(cholesky(Float64Array.of(Number.NaN), 1)).toBeNull();
    expect(() => cholesky(new Float64Array(8), 3)).toThrow('expected 9 entries for n = 3, got 8');
  });

  it('solves triangular systems', () => {
    fc.assert(
      fc.property(sizeAndSeed, ([n, seed]) => {
        const l = cholesky(randomSpd(n, seed), n)!;
        const x = randomVector(n, `t${seed}`);
        expectClose(solveLower(l, n, times(l, n, n, x)), x);
        const lt = Float64Array.from(l, (_, at) => l[(at % n) * n + Math.floor(at / n)]);
        expectClose(solveLowerTransposed(l, n, times(lt, n, n, x)), x);
      }),
    );
    expect(() => solveLower(new Float64Array(4), 2, new Float64Array(3))).toThrow('of 2, got 3');
  });
});

describe('leastSquares', () => {
  it('leaves a residual orthogonal to every column', () => {
    fc.assert(
      fc.property(sizeAndSeed, fc.integer({ min: 0, max: 9 }), ([columns, seed], more) => {
        const rows = columns + more;
        const a = randomVector(rows * columns, seed);
        const b = randomVector(rows, `b${seed}`);
        const fitted = times(a, rows, columns, leastSquares(a, rows, columns, b)!);
        for (let j = 0; j < columns; j++) {
          let sum = 0;
          for (let i = 0; i < rows; i++) sum += a[i * columns + j] * (b[i] - fitted[i]);
          expect(Math.abs(sum)).toBeLessThan(1e-8);
        }
      }),
    );
  });

  it('fits polynomials, and says null where they are not determined', () => {
    const x = [-1, 0, 0.5, 2, 3];
    expectClose(
      fitPolynomial(
        x,
        x.map((v) => 2 - 3 * v + 0.5 * v * v),
        2,
      )!,
      [2, -3, 0.5],
      12,
    );
    expect(fitPolynomial([1, 1, 1], [1, 2, 3], 1)).toBeNull();
    expect(fitPolynomial([1, 2], [1, 2], 2)).toBeNull();
    expect(() => leastSquares(new Float64Array(2), 1, 2, new Float64Array(1))).toThrow('rows >=');
  });
});

describe('minimiseLbfgs', () => {
  it('finds the minimum of quadratics of any condition', () => {
    fc.assert(
      fc.property(sizeAndSeed, ([n, seed]) => {
        const a = randomSpd(n, seed);
        const target = randomVector(n, `m${seed}`);
        const result = minimiseLbfgs((x, gradient) => {
          const g = times(
            a,
            n,
            n,
            x.map((value, i) => value - target[i]),
          );
          gradient.set(g);
          return 0.5 * g.reduce((sum, value, i) => sum + value * (x[i] - target[i]), 0);
        }, new Float64Array(n));
        expectClose(result.x, target, 4);
      }),
    );
  });

  it('walks the valley of Rosenbrock', () => {
    const result = minimiseLbfgs(
      (x, g) => {
        const [p, q] = [1 - x[0], x[1] - x[0] * x[0]];
        g[0] = -2 * p - 400 * x[0] * q;
        g[1] = 200 * q;
        return p * p + 100 * q * q;
      },
      [-1.2, 1],
    );
    expectClose(result.x, [1, 1], 6);
    expect(result.iterations).toBeLessThan(60);
  });

  it('steps back from where the function has no value', () => {
    const result = minimiseLbfgs(
      (x, g) => {
        g[0] = 1 - 1 / x[0];
        return x[0] - Math.log(x[0]);
      },
      [30],
    );
    expect(result.x[0]).toBeCloseTo(1, 6);
    expect(() => minimiseLbfgs(() => Number.NaN, [1])).toThrow('finite value at the start');
  });
});
