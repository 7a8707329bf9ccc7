/**
 * Linear least squares by Householder reflections, which lose no digits to the normal equations' squared
 * condition. [Golub2013] Matrix Computations, algorithm 5.3.2.
 */

/** Columns smaller than this share of the largest are taken as dependent. */
const RANK_TOLERANCE = 1e-12;

/**
 * x (columns) that minimises |A x - b|, for A of rows x columns (row by row, rows >= columns) and b of rows.
 * Null where the columns are linearly dependent to working precision. Throws RangeError for sizes that do not fit.
 */
export function leastSquares(
  a: Float64Array,
  rows: number,
  columns: number,
  b: Float64Array,
): Float64Array | null {
  if (a.length !== rows * columns || b.length !== rows || rows < columns) {
    throw new RangeError(
      `leastSquares: expected ${rows} x ${columns} entries, rows >= columns and ${rows} right-hand sides, ` +
        `got ${a.length} and ${b.length}`,
    );
  }
  const q = Float64Array.from(a);
  const y = Float64Array.from(b);
  const diagonal = new Float64Array(columns);
  for (let k = 0; k < columns; k++) diagonal[k] = reflectColumn(q, y, rows, columns, k);
  const largest = diagonal.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  if (!diagonal.every((value) => Math.abs(value) > RANK_TOLERANCE * largest)) return null;
  return solveUpper(q, diagonal, columns, y);
}

/** Zeroes column k below the diagonal, in the later columns and the right-hand side too; returns R's k-th diagonal. */
function reflectColumn(
  q: Float64Array,
  y: Float64Array,
  rows: number,
  columns: number,
  k: number,
): number {
  let norm = 0;
  for (let i = k; i < rows; i++) norm = Math.hypot(norm, q[i * columns + k]);
  if (norm === 0) return 0;
  // The sign that makes v longer, so that nothing cancels.
  const diagonal = q[k * columns + k] > 0 ? -norm : norm;
  q[k * columns + k] -= diagonal;
  const scale = 1 / (diagonal * q[k * columns + k]);
  for (let j = k + 1; j < columns; j++) {
    let dot = 0;
    for (let i = k; i < rows; i++) dot += q[i * columns + k] * q[i * columns + j];
    for (let i = k; i < rows; i++) q[i * columns + j] += dot * scale * q[i * columns + k];
  }
  let dot = 0;
  for (let i = k; i < rows; i++) dot += q[i * columns + k] * y[i];
  for (let i = k; i < rows; i++) y[i] += dot * scale * q[i * columns + k];
  return diagonal;
}

function solveUpper(
  q: Float64Array,
  diagonal: Float64Array,
  n: number,
  y: Float64Array,
): Float64Array {
  const x = new Float64Array(n);
  for (let i = n - 1; i >= 0; i--) {
    let sum = y[i];
    for (let j = i + 1; j < n; j++) sum -= q[i * n + j] * x[j];
    x[i] = sum / diagonal[i];
  }
  return x;
}

/** Coefficients c[0] + c[1] x + ... + c[degree] x^degree that fit y best; null where x has too few values. */
export function fitPolynomial(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  degree: number,
): Float64Array | null {
  const columns = degree + 1;
  if (x.length < columns) return null;
  const powers = new Float64Array(x.length * columns);
  for (let i = 0; i < x.length; i++) {
    for (let j = 0, power = 1; j < columns; j++, power *= x[i]) powers[i * columns + j] = power;
  }
  return leastSquares(powers, x.length, columns, Float64Array.from(y));
}
