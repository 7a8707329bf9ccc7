/** Flat patches of a picture: connected pixels that hardly change, of about the shape of a parallelogram. */
import type { ChartPicture } from './chart-picture.js';
import { CHART_SETTINGS } from './chart-settings.js';

export interface FlatPatch {
  /** Centre in pixels. */
  readonly x: number;
  readonly y: number;
  /** Square root of its pixels. */
  readonly size: number;
}

const LEAST_PIXELS = CHART_SETTINGS.patches.leastPixels;
const LARGEST_SHARE = CHART_SETTINGS.patches.largestShare;
const MOST_ASPECT = CHART_SETTINGS.patches.mostAspect;
const LEAST_FILL = CHART_SETTINGS.patches.leastFill;

/** Patches where `change` (one value a pixel) stays below `limit`. */
export function flatPatches(
  { widthPx, heightPx }: ChartPicture,
  change: Float32Array,
  limit: number,
): FlatPatch[] {
  const seen = new Uint8Array(change.length);
  const stack = new Int32Array(change.length);
  const most = LARGEST_SHARE * change.length;
  const out: FlatPatch[] = [];
  for (let start = 0; start < change.length; start++) {
    if (seen[start] || change[start] > limit) continue;
    let depth = 1;
    stack[0] = start;
    seen[start] = 1;
    let [n, sx, sy, sxx, syy, sxy] = [0, 0, 0, 0, 0, 0];
    while (depth > 0) {
      const p = stack[--depth];
      const x = p % widthPx;
      const y = (p - x) / widthPx;
      n++;
      sx += x;
      sy += y;
      sxx += x * x;
      syy += y * y;
      sxy += x * y;
      // The border's change is beyond any limit, so a neighbour to the side is one in the same row.
      for (let k = 0; k < 4; k++) {
        const q = k === 0 ? p - 1 : k === 1 ? p + 1 : k === 2 ? p - widthPx : p + widthPx;
        if (q < 0 || q >= change.length || seen[q] || change[q] > limit) continue;
        seen[q] = 1;
        stack[depth++] = q;
      }
    }
    if (n < LEAST_PIXELS || n > most || heightPx < 3) continue;
    const patch = patchOf(n, sx / n, sy / n, sxx / n, syy / n, sxy / n);
    if (patch) out.push(patch);
  }
  return out;
}

/** The patch of n pixels with these mean coordinates and mean products, or null where it is no parallelogram. */
function patchOf(
  n: number,
  x: number,
  y: number,
  xx: number,
  yy: number,
  xy: number,
): FlatPatch | null {
  // A pixel is a square, whose own variance is 1/12.
  const varX = xx - x * x + 1 / 12;
  const varY = yy - y * y + 1 / 12;
  const cov = xy - x * y;
  const area = Math.sqrt(Math.max(varX * varY - cov * cov, 1e-9));
  if (n / (12 * area) < LEAST_FILL) return null;
  const middle = (varX + varY) / 2;
  const half = Math.sqrt(Math.max(middle * middle - area * area, 0));
  if (middle + half > MOST_ASPECT * MOST_ASPECT * (middle - half)) return null;
  return { x, y, size: Math.sqrt(n) };
}
