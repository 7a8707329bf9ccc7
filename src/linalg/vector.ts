/** Vectors: what several algorithms want of them. */

/** The scalar product of two vectors of one length, summed first to last. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
