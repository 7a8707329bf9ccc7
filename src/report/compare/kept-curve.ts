/** Curves that networks' answers keep to: the edges of their bands, and what is said of them. */
import type { WhitePoint } from '../../color/index.js';
import type { KeptCurve } from './content.js';

/** The line that runs at a distance beside the points; at each along the mean normal of its pieces. */
export function edgeOf(points: readonly WhitePoint[], distance: number): [r: number, b: number][] {
  return points.map(({ r, b }, i) => {
    const [from, to] = [points[Math.max(0, i - 1)]!, points[Math.min(points.length - 1, i + 1)]!];
    const [dr, db] = [to.r - from.r, to.b - from.b];
    const length = Math.hypot(dr, db) || 1;
    return [r + (distance * db) / length, b - (distance * dr) / length];
  });
}

/** The curves in words: names, and the widths of their bands. */
export function keptWords(kept: readonly KeptCurve[]): string {
  return kept
    .map(({ name, band }) => (band === 0 ? name : `${name} (±${band.toFixed(3)})`))
    .join(', ');
}
