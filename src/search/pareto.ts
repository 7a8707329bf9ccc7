/** Dominance among points that are minimised in every objective. */

/** Whether a is no worse than b in every objective and better in one. */
export function dominates(a: readonly number[], b: readonly number[]): boolean {
  let better = false;
  for (let k = 0; k < a.length; k++) {
    if (!(a[k] <= b[k])) return false;
    if (a[k] < b[k]) better = true;
  }
  return better;
}

/**
 * Indices of the points that no other one dominates, in their order; of equal points the first.
 * @param points n points of m objectives, minimised; a point with NaN is never on the front
 */
export function paretoFront(points: readonly (readonly number[])[]): number[] {
  const front: number[] = [];
  points.forEach((point, i) => {
    if (point.some(Number.isNaN)) return;
    const beaten = points.some((other, j) => {
      if (j === i || other.some(Number.isNaN)) return false;
      return dominates(other, point) || (j < i && other.every((v, k) => v === point[k]));
    });
    if (!beaten) front.push(i);
  });
  return front;
}
