/**
 * Cholesky factor of a symmetric positive definite matrix, A = L L^T, and what it is good for. Matrices are n x n,
 * row by row. [Golub2013] Matrix Computations, algorithm 4.2.1 (row by row).
 */
import { checkSquare, solveLower, solveLowerTransposed } from './triangular.js';

/**
 * L, lower triangular with zeros above the diagonal; only the lower triangle of `a` is read.
 * Null where a is not positive definite to working precision.
 */
export function cholesky(a: Float64Array, n: number): Float64Array | null {
  checkSquare('cholesky', a, n);
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const rowI = i * n;
    for (let j = 0; j <= i; j++) {
      const rowJ = j * n;
      let sum = a[rowI + j];
      for (let k = 0; k < j; k++) sum -= l[rowI + k] * l[rowJ + k];
      if (j < i) l[rowI + j] = sum / l[rowJ + j];
      else if (sum > 0) l[rowI + i] = Math.sqrt(sum);
      else return null;
    }
  }
  return l;
}

/** x with L L^T x = b. */
export function choleskySolve(l: Float64Array, n: number, b: Float64Array): Float64Array {
  return solveLowerTransposed(l, n, solveLower(l, n, b));
}

/** ln det(L L^T). */
export function choleskyLogDeterminant(l: Float64Array, n: number): number {
  checkSquare('choleskyLogDeterminant', l, n);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += Math.log(l[i * n + i]);
  return 2 * sum;
}

/** (L L^T)^-1, both triangles filled in. */
export function choleskyInverse(l: Float64Array, n: number): Float64Array {
  checkSquare('choleskyInverse', l, n);
  const m = invertLower(l, n);
  const inverse = new Float64Array(n * n);
  // A^-1 = L^-T L^-1: entry (i, j) sums column i times column j of L^-1 below their diagonals.
  for (let k = 0; k < n; k++) {
    const row = k * n;
    for (let i = 0; i <= k; i++) {
      const factor = m[row + i];
      const out = i * n;
      for (let j = 0; j <= i; j++) inverse[out + j] += factor * m[row + j];
    }
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) inverse[j * n + i] = inverse[i * n + j];
  }
  return inverse;
}

/** L^-1, lower triangular: row i is (e_i - sum over k < i of l_ik row k) / l_ii. */
function invertLower(l: Float64Array, n: number): Float64Array {
  const m = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const row = i * n;
    const scale = 1 / l[row + i];
    for (let k = 0; k < i; k++) {
      const factor = -l[row + k] * scale;
      for (let j = 0, from = k * n; j <= k; j++) m[row + j] += factor * m[from + j];
    }
    m[row + i] = scale;
  }
  return m;
}
