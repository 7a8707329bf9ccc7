/** Centre and anchors of the small family's output: where the training lights lie in log chroma. */
import type { WhitePoint } from '../color/index.js';
import type { Rng } from '../random/index.js';

export interface LightSummary {
  /** Mean (log r, log b). */
  readonly centre: readonly [number, number];
  /** Cluster means minus the centre. */
  readonly anchors: readonly (readonly [number, number])[];
}

type Point = readonly [number, number];

const LLOYD_ROUNDS = 100;

/** Mean and at most `count` clusters of lights: k-means in (log r, log b), started by k-means++ [Arthur2007]. Throws RangeError without a light. */
export function summariseLights(
  lights: readonly WhitePoint[],
  count: number,
  rng: Rng,
): LightSummary {
  if (lights.length === 0)
    throw new RangeError('summariseLights: expected at least one light, got none');
  const points = lights.map(({ r, b }): Point => [Math.log(r), Math.log(b)]);
  const centre = meanPoint(points);
  const clusters = count > 0 ? cluster(points, count, rng) : [];
  return { centre, anchors: clusters.map(([x, y]) => [x - centre[0], y - centre[1]]) };
}

function cluster(points: readonly Point[], count: number, rng: Rng): Point[] {
  let centres = spreadCentres(points, count, rng);
  for (let round = 0; round < LLOYD_ROUNDS; round++) {
    const members: Point[][] = centres.map(() => []);
    for (const point of points) members[nearest(centres, point).index]!.push(point);
    const moved = centres.map((old, i) => (members[i]!.length > 0 ? meanPoint(members[i]!) : old));
    if (moved.every((point, i) => squareDistance(point, centres[i]!) === 0)) break;
    centres = moved;
  }
  return centres;
}

/** First centres, each drawn with probability proportional to its squared distance from those before. */
function spreadCentres(points: readonly Point[], count: number, rng: Rng): Point[] {
  const centres: Point[] = [points[rng.integer(points.length)]!];
  while (centres.length < count) {
    const distances = points.map((point) => nearest(centres, point).distance);
    const total = distances.reduce((a, b) => a + b, 0);
    // Fewer different lights than centres asked for.
    if (total === 0) break;
    let left = rng.uniform() * total;
    const index = distances.findIndex((distance) => {
      left -= distance;
      return distance > 0 && left <= 0;
    });
    centres.push(points[index >= 0 ? index : distances.indexOf(Math.max(...distances))]!);
  }
  return centres;
}

function nearest(centres: readonly Point[], point: Point): { index: number; distance: number } {
  let index = 0;
  let distance = Number.POSITIVE_INFINITY;
  centres.forEach((centre, i) => {
    const d = squareDistance(centre, point);
    if (d < distance) {
      index = i;
      distance = d;
    }
  });
  return { index, distance };
}

function squareDistance(a: Point, b: Point): number {
  return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2;
}

function meanPoint(points: readonly Point[]): Point {
  const sum = points.reduce((s, p): [number, number] => [s[0] + p[0], s[1] + p[1]], [0, 0]);
  return [sum[0] / points.length, sum[1] / points.length];
}
