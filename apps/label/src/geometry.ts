/** Points, rectangles and outlines in a plane. */
export type Point = [x: number, y: number];

/** Corners from the top left on, whichever two opposite ones are given. */
export function rectangle([x0, y0]: Point, [x1, y1]: Point): Point[] {
  const [left, right] = [Math.min(x0, x1), Math.max(x0, x1)];
  const [top, bottom] = [Math.min(y0, y1), Math.max(y0, y1)];
  return [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];
}

export function distance([x, y]: Point, [u, v]: Point): number {
  return Math.hypot(x - u, y - v);
}

export function middleOf(corners: readonly Point[]): Point {
  const n = Math.max(1, corners.length);
  return [
    corners.reduce((sum, [x]) => sum + x, 0) / n,
    corners.reduce((sum, [, y]) => sum + y, 0) / n,
  ];
}

export function isInside(corners: readonly Point[], [x, y]: Point): boolean {
  let inside = false;
  corners.forEach(([x0, y0], i) => {
    const [x1, y1] = corners[(i + 1) % corners.length] ?? [0, 0];
    if (y0 > y !== y1 > y && x < x0 + ((y - y0) / (y1 - y0)) * (x1 - x0)) inside = !inside;
  });
  return inside;
}
