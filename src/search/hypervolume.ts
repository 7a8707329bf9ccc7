/**
 * The hypervolume of a set of points: the volume that they dominate below a reference point, all objectives minimised.
 * Two objectives by a sweep, three by a sweep over staircases, more by the exclusive volumes of WFG [While2012].
 * [While2012] A fast way of calculating exact hypervolumes, IEEE Trans. Evolutionary Computation 16.
 */
import { paretoFront } from './pareto.js';

/**
 * Volume dominated by the points and bounded by the reference.
 * @param points n points of m objectives; those not better than the reference in every objective add nothing
 * @throws RangeError where a point has another number of objectives
 */
export function hypervolume(
  points: readonly (readonly number[])[],
  reference: readonly number[],
): number {
  const m = reference.length;
  for (const point of points) {
    if (point.length !== m) {
      throw new RangeError(`hypervolume: expected points of ${m} objectives, got ${point.length}`);
    }
  }
  const inside = points.filter((point) => point.every((v, k) => v < reference[k]));
  return volumeOf(
    paretoFront(inside).map((i) => inside[i]),
    reference,
  );
}

/** Points are non-dominated and inside. */
function volumeOf(front: readonly (readonly number[])[], reference: readonly number[]): number {
  if (front.length === 0) return 0;
  switch (reference.length) {
    case 1:
      return reference[0] - front[0][0];
    case 2:
      return area(front, reference[0], reference[1]);
    case 3:
      return volume(front, reference);
    default:
      return exclusiveVolumes(front, reference);
  }
}

function area(front: readonly (readonly number[])[], refX: number, refY: number): number {
  const sorted = [...front].sort((a, b) => a[0] - b[0]);
  let sum = 0;
  let top = refY;
  for (const [x, y] of sorted) {
    if (y >= top) continue;
    sum += (refX - x) * (top - y);
    top = y;
  }
  return sum;
}

/** Slices between successive third coordinates, each the area of the points below it. */
function volume(
  front: readonly (readonly number[])[],
  [refX, refY, refZ]: readonly number[],
): number {
  const sorted = [...front].sort((a, b) => a[2] - b[2]);
  let sum = 0;
  sorted.forEach((point, i) => {
    const next = i + 1 < sorted.length ? sorted[i + 1][2] : refZ;
    if (next > point[2]) sum += area(sorted.slice(0, i + 1), refX, refY) * (next - point[2]);
  });
  return sum;
}

function exclusiveVolumes(
  front: readonly (readonly number[])[],
  reference: readonly number[],
): number {
  let sum = 0;
  front.forEach((point, i) => {
    const box = point.reduce((product, v, k) => product * (reference[k] - v), 1);
    // What later points dominate of this point's box is theirs.
    const limited = front.slice(i + 1).map((other) => other.map((v, k) => Math.max(v, point[k])));
    const kept = paretoFront(limited).map((j) => limited[j]);
    sum += box - volumeOf(kept, reference);
  });
  return sum;
}
