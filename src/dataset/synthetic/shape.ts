/** Outlines for dead leaves: ellipses, rectangles and irregular polygons, and half planes for the ground. */
import type { Rng } from '../../random/index.js';
import type { Extent, Shape } from './scene.js';

/** Where a shape stands and how large it is, in picture heights. */
export interface Placement {
  readonly cx: number;
  readonly cy: number;
  readonly radius: number;
}

/** Further than any part of a picture is from any place in it. */
const FAR = 100;

function circle(cx: number, cy: number, reach: number): Extent {
  return { cx, cy, reach, reachX: reach, reachY: reach };
}

/** An ellipse with axes radius and radius / ratio, turned by an angle. */
export function ellipse({ cx, cy, radius }: Placement, ratio: number, angle: number): Shape {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [rx, ry] = [radius, radius / ratio];
  const reachX = Math.hypot(rx * cos, ry * sin);
  const reachY = Math.hypot(rx * sin, ry * cos);
  return { kind: 'ellipse', cx, cy, reach: radius, reachX, reachY, rx, ry, cos, sin };
}

/** A rectangle inside the circle of the radius, `ratio` times as long as wide, turned by an angle. */
export function rectangle({ cx, cy, radius }: Placement, ratio: number, angle: number): Shape {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const half = radius / Math.hypot(1, 1 / ratio);
  const [a, b] = [half, half / ratio];
  const sides = [cos, sin, a, -cos, -sin, a, -sin, cos, b, sin, -cos, b];
  const reachX = Math.abs(a * cos) + Math.abs(b * sin);
  const reachY = Math.abs(a * sin) + Math.abs(b * cos);
  return { kind: 'polygon', cx, cy, reach: radius, reachX, reachY, sides };
}

/** A convex polygon of 5 to 7 sides inside the circle of the radius. */
export function polygon({ cx, cy, radius }: Placement, rng: Rng): Shape {
  const count = 5 + rng.integer(3);
  const turn = 2 * Math.PI * rng.uniform();
  const sides: number[] = [];
  // Normals at most 101 degrees apart and distances up to 0.62: corners stay within 0.98 of the radius.
  for (let i = 0; i < count; i++) {
    const angle = turn + (2 * Math.PI * (i + 0.4 * (rng.uniform() - 0.5))) / count;
    sides.push(Math.cos(angle), Math.sin(angle), radius * (0.42 + 0.2 * rng.uniform()));
  }
  return { kind: 'polygon', ...circle(cx, cy, radius), sides };
}

/** Everything below a line through (cx, cy) that falls to the right by `fall` heights a height. */
export function groundBelow(cx: number, cy: number, fall: number): Shape {
  const length = Math.hypot(1, fall);
  return { kind: 'polygon', ...circle(cx, cy, FAR), sides: [fall / length, -1 / length, 0] };
}

/** Everything. */
export function everywhere(cx: number, cy: number): Shape {
  return { kind: 'polygon', ...circle(cx, cy, FAR), sides: [0, 1, FAR] };
}
