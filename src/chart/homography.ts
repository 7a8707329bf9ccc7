/** Plane perspective: places in a chart to places in a picture. [Hartley2004] Multiple View Geometry, 4.1. */
import { leastSquares } from '../linalg/index.js';

/** Row by row, the last entry 1; maps (u, v, 1). */
export type Homography = readonly number[];

export interface PointPair {
  readonly u: number;
  readonly v: number;
  readonly x: number;
  readonly y: number;
}

/** Where a place of the chart lies in the picture. */
export function project(h: Homography, u: number, v: number): [x: number, y: number] {
  const z = h[6] * u + h[7] * v + 1;
  return [(h[0] * u + h[1] * v + h[2]) / z, (h[3] * u + h[4] * v + h[5]) / z];
}

/** The homography that maps (u, v) to (x, y) of four pairs or more, best in the least squares; null where there is none. */
export function fitHomography(pairs: readonly PointPair[]): Homography | null {
  if (pairs.length < 4) return null;
  // Coordinates about their middle and of order 1 keep the system well conditioned.
  const centreX = pairs.reduce((sum, { x }) => sum + x, 0) / pairs.length;
  const centreY = pairs.reduce((sum, { y }) => sum + y, 0) / pairs.length;
  const spread = pairs.reduce(
    (m, { x, y }) => Math.max(m, Math.hypot(x - centreX, y - centreY)),
    1e-9,
  );
  const a = new Float64Array(pairs.length * 16);
  const b = new Float64Array(pairs.length * 2);
  pairs.forEach(({ u, v, x, y }, k) => {
    const [px, py] = [(x - centreX) / spread, (y - centreY) / spread];
    a.set([u, v, 1, 0, 0, 0, -px * u, -px * v, 0, 0, 0, u, v, 1, -py * u, -py * v], 16 * k);
    b.set([px, py], 2 * k);
  });
  const h = leastSquares(a, 2 * pairs.length, 8, b);
  if (!h) return null;
  return [
    spread * h[0] + centreX * h[6],
    spread * h[1] + centreX * h[7],
    spread * h[2] + centreX,
    spread * h[3] + centreY * h[6],
    spread * h[4] + centreY * h[7],
    spread * h[5] + centreY,
    h[6],
    h[7],
  ];
}
