/**
 * The region that a new point can improve, as disjoint boxes: what lies below the reference and is not dominated by the
 * front, all objectives minimised. Boxes reach down to -Infinity in every objective that bounds them from above alone.
 *   1 objective   one interval
 *   2 objectives  a strip for each step of the staircase, n + 1
 *   3 objectives  a sweep over the third with the staircase of the first two; a strip lives from the point that opens it
 *                 to the one that closes it: at most 2n + 1 boxes [Yang2019]
 *   more          slabs between the last objective's values, each decomposed in the others
 * [Yang2019] Efficient computation of expected hypervolume improvement using box decomposition algorithms,
 * J. Global Optimization 75.
 */
import { paretoFront } from '../pareto.js';

/** Boxes of m objectives: lower and upper corners, box by box. */
export interface BoxSet {
  readonly objectives: number;
  readonly count: number;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

interface Box {
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

/** @param points of any kind; those that are dominated or not below the reference change nothing */
export function improvementBoxes(
  points: readonly (readonly number[])[],
  reference: readonly number[],
): BoxSet {
  const inside = points.filter((point) => point.every((v, k) => v < reference[k]));
  const front = paretoFront(inside).map((i) => inside[i]);
  const boxes = decompose(front, reference);
  return {
    objectives: reference.length,
    count: boxes.length,
    lower: Float64Array.from(boxes.flatMap(({ lower }) => lower)),
    upper: Float64Array.from(boxes.flatMap(({ upper }) => upper)),
  };
}

function decompose(front: readonly (readonly number[])[], reference: readonly number[]): Box[] {
  switch (reference.length) {
    case 1: {
      const best = Math.min(reference[0], ...front.map(([v]) => v));
      return [{ lower: [Number.NEGATIVE_INFINITY], upper: [best] }];
    }
    case 2:
      return strips(front, reference);
    case 3:
      return sweep(front, reference);
    default:
      return slabs(front, reference);
  }
}

/** Left of the first point up to the reference, then below each point's second value up to the next one's first. */
function strips(front: readonly (readonly number[])[], [refX, refY]: readonly number[]): Box[] {
  const sorted = [...front].sort((a, b) => a[0] - b[0]);
  const boxes: Box[] = [];
  let left = Number.NEGATIVE_INFINITY;
  let top = refY;
  for (const [x, y] of [...sorted, [refX, Number.NEGATIVE_INFINITY]]) {
    boxes.push({ lower: [left, Number.NEGATIVE_INFINITY], upper: [x, top] });
    left = x;
    top = y;
  }
  return boxes;
}

interface Strip {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly from: number;
}

function sweep(
  front: readonly (readonly number[])[],
  [refX, refY, refZ]: readonly number[],
): Box[] {
  const boxes: Box[] = [];
  const close = ({ left, right, top, from }: Strip, to: number) => {
    if (to > from && right > left) {
      boxes.push({
        lower: [left, Number.NEGATIVE_INFINITY, from],
        upper: [right, top, to],
      });
    }
  };
  let open: Strip[] = [
    { left: Number.NEGATIVE_INFINITY, right: refX, top: refY, from: Number.NEGATIVE_INFINITY },
  ];
  for (const [x, y, z] of [...front].sort((a, b) => a[2] - b[2])) {
    const next: Strip[] = [];
    let coveredFrom = Number.POSITIVE_INFINITY;
    let coveredTo = Number.NEGATIVE_INFINITY;
    for (const strip of open) {
      if (strip.right <= x || strip.top <= y) {
        next.push(strip);
        continue;
      }
      close(strip, z);
      if (strip.left < x) next.push({ ...strip, right: x, from: z });
      coveredFrom = Math.min(coveredFrom, Math.max(strip.left, x));
      coveredTo = Math.max(coveredTo, strip.right);
    }
    if (coveredTo > coveredFrom)
      next.push({ left: coveredFrom, right: coveredTo, top: y, from: z });
    open = next.sort((a, b) => a.left - b.left);
  }
  for (const strip of open) close(strip, refZ);
  return boxes;
}

function slabs(front: readonly (readonly number[])[], reference: readonly number[]): Box[] {
  const last = reference.length - 1;
  const sorted = [...front].sort((a, b) => a[last] - b[last]);
  const edges = [Number.NEGATIVE_INFINITY, ...sorted.map((point) => point[last]), reference[last]];
  const boxes: Box[] = [];
  for (let i = 0; i + 1 < edges.length; i++) {
    if (!(edges[i + 1] > edges[i])) continue;
    const below = sorted
      .filter((point) => point[last] <= edges[i])
      .map((point) => point.slice(0, last));
    const kept = paretoFront(below).map((k) => below[k]);
    for (const { lower, upper } of decompose(kept, reference.slice(0, last))) {
      boxes.push({ lower: [...lower, edges[i]], upper: [...upper, edges[i + 1]] });
    }
  }
  return boxes;
}
