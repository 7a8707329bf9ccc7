/** Polygons in a picture: which pixels lie inside, and what is grown around them. */
import type { Place } from './label-record.js';

/** Twice the area that a polygon encloses is above this, square pixels; less is no polygon. */
const LEAST_AREA = 4;

/** Area enclosed, square pixels. */
export function polygonArea(polygon: readonly Place[]): number {
  let twice = 0;
  polygon.forEach(([x, y], i) => {
    const [nextX, nextY] = polygon[(i + 1) % polygon.length];
    twice += x * nextY - nextX * y;
  });
  return Math.abs(twice) / 2;
}

/** Whether it has three corners at least and encloses something. */
export function isPolygon(polygon: readonly Place[]): boolean {
  return polygon.length >= 3 && 2 * polygonArea(polygon) > LEAST_AREA;
}

/** The polygon larger by a share of its size on every side, seen from the middle of its corners. */
export function grownPolygon(polygon: readonly Place[], share: number): Place[] {
  const count = polygon.length;
  const [cx, cy] = [0, 1].map((axis) => polygon.reduce((sum, at) => sum + at[axis], 0) / count);
  return polygon.map(([x, y]) => [cx + (1 + share) * (x - cx), cy + (1 + share) * (y - cy)]);
}

/**
 * Tells of every stretch of pixels whose middles lie inside, row by row: columns from `from` up to, not including, `end`.
 * Even-odd rule; pixel x, y has its middle at x + 0.5, y + 0.5.
 */
export function eachStretch(
  polygon: readonly Place[],
  { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number },
  tell: (y: number, from: number, end: number) => void,
): void {
  const ys = polygon.map(([, y]) => y);
  const first = Math.max(0, Math.floor(Math.min(...ys)));
  const last = Math.min(heightPx - 1, Math.ceil(Math.max(...ys)));
  for (let y = first; y <= last; y++) {
    const crossings = crossingsAt(polygon, y + 0.5);
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const from = Math.max(0, Math.ceil(crossings[i] - 0.5));
      const end = Math.min(widthPx, Math.ceil(crossings[i + 1] - 0.5));
      if (end > from) tell(y, from, end);
    }
  }
}

/** Where a row's middle line crosses the outline, from left to right. */
function crossingsAt(polygon: readonly Place[], middle: number): number[] {
  const found: number[] = [];
  polygon.forEach(([x, y], i) => {
    const [nextX, nextY] = polygon[(i + 1) % polygon.length];
    if (y <= middle === nextY <= middle) return;
    found.push(x + ((middle - y) / (nextY - y)) * (nextX - x));
  });
  return found.sort((a, b) => a - b);
}
