/** Solves with a lower triangular matrix L (n x n, row by row; what stands above the diagonal is not read). */

/** x with L x = b, as a new vector of n. */
export function solveLower(l: Float64Array, n: number, b: Float64Array): Float64Array {
  checkSystem('solveLower', l, n, b);
  const x = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = b[i];
    for (let j = 0, row = i * n; j < i; j++) sum -= l[row + j] * x[j];
    x[i] = sum / l[i * n + i];
  }
  return x;
}

/** x with L^T x = b, as a new vector of n. */
export function solveLowerTransposed(l: Float64Array, n: number, b: Float64Array): Float64Array {
  checkSystem('solveLowerTransposed', l, n, b);
  const x = Float64Array.from(b);
  for (let i = n - 1; i >= 0; i--) {
    x[i] /= l[i * n + i];
    // Row i of L is column i of L^T: walking it keeps memory accesses in order.
    for (let j = 0, row = i * n; j < i; j++) x[j] -= l[row + j] * x[i];
  }
  return x;
}

/** Throws RangeError unless `a` holds n x n entries and b holds n. */
export function checkSystem(what: string, a: Float64Array, n: number, b: Float64Array): void {
  checkSquare(what, a, n);
  if (b.length !== n) {
    throw new RangeError(`${what}: expected a right-hand side of ${n}, got ${b.length}`);
  }
}

/** Throws RangeError unless `a` holds n x n entries. */
export function checkSquare(what: string, a: Float64Array, n: number): void {
  if (a.length !== n * n) {
    throw new RangeError(`${what}: expected ${n * n} entries for n = ${n}, got ${a.length}`);
  }
}
