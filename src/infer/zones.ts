/** Zone statistics of an image processor as the network's input. */
import type { ThumbnailSize } from '../raw/image/index.js';
import { describeValue } from '../text/index.js';
import { FrameError } from './frame-error.js';

/** Means of rows x columns zones, as image processors count them. */
export interface Zones {
  readonly rows: number;
  readonly columns: number;
  /** rows x columns x [R, G, B]: linear means above black, below it with their sign; clipped to `whiteLevel`. */
  readonly means: ArrayLike<number>;
  /** Mean that means a full sensor; 1 unless given. */
  readonly whiteLevel?: number;
  /** Pixels that each mean was made of; a zone of 0 does not count. All alike unless given. */
  readonly counts?: ArrayLike<number>;
}

const MOST_ZONES = 4096;

/**
 * Writes height x width x [R, G, B, coverage]: each cell the mean of the zones beneath it, weighted by area and count,
 * clipped at 0.
 * Throws FrameError (`size`, `value`).
 */
export function averageZones(
  zones: Zones,
  { heightPx, widthPx }: ThumbnailSize,
  out: Float32Array,
): void {
  checkZones(zones);
  const { rows, columns, means, counts, whiteLevel = 1 } = zones;
  let most = 1;
  if (counts) {
    most = 0;
    for (let i = 0; i < rows * columns; i++) most = Math.max(most, counts[i]!);
  }
  const cellArea = rows * columns;
  for (let oy = 0, o = 0; oy < heightPx; oy++) {
    for (let ox = 0; ox < widthPx; ox++, o += 4) {
      let r = 0;
      let g = 0;
      let b = 0;
      let weight = 0;
      for (let y = Math.floor((oy * rows) / heightPx); y * heightPx < (oy + 1) * rows; y++) {
        const tall = overlap(y * heightPx, (y + 1) * heightPx, oy * rows, (oy + 1) * rows);
        for (let x = Math.floor((ox * columns) / widthPx); x * widthPx < (ox + 1) * columns; x++) {
          const wide = overlap(x * widthPx, (x + 1) * widthPx, ox * columns, (ox + 1) * columns);
          const zone = y * columns + x;
          const w = most === 0 ? 0 : tall * wide * ((counts ? counts[zone]! : 1) / most);
          if (w === 0) continue;
          weight += w;
          r += w * Math.min(means[3 * zone]!, whiteLevel);
          g += w * Math.min(means[3 * zone + 1]!, whiteLevel);
          b += w * Math.min(means[3 * zone + 2]!, whiteLevel);
        }
      }
      const scale = weight === 0 ? 0 : 1 / (weight * whiteLevel);
      out[o] = Math.max(0, r * scale);
      out[o + 1] = Math.max(0, g * scale);
      out[o + 2] = Math.max(0, b * scale);
      out[o + 3] = Math.min(1, weight / cellArea);
    }
  }
}

function overlap(from: number, to: number, start: number, end: number): number {
  return Math.min(to, end) - Math.max(from, start);
}

function checkZones(zones: Zones): void {
  if (typeof zones !== 'object' || zones === null || !isList(zones.means)) {
    throw new FrameError('size', 'zones: expected rows, columns and means');
  }
  const { rows, columns, means, whiteLevel = 1 } = zones;
  const isSide = (n: number) => Number.isInteger(n) && n >= 1 && n <= MOST_ZONES;
  if (!(isSide(rows) && isSide(columns))) {
    throw new FrameError(
      'size',
      `zones: expected 1 to ${MOST_ZONES} rows and columns, got ${describeValue(rows)} and ${describeValue(columns)}`,
    );
  }
  if (means.length !== 3 * rows * columns) {
    throw new FrameError(
      'size',
      `zones: expected ${3 * rows * columns} means for ${rows} x ${columns}, got ${means.length}`,
    );
  }
  const isNumber = typeof whiteLevel === 'number';
  if (!(isNumber && whiteLevel > 0 && whiteLevel < Number.POSITIVE_INFINITY)) {
    throw new FrameError(
      'value',
      `zones: expected a white level above 0, got ${describeValue(whiteLevel)}`,
    );
  }
  if (!Array.prototype.every.call(means, (mean) => typeof mean === 'number')) {
    throw new FrameError('value', 'zones: expected numbers as means');
  }
  checkCounts(zones);
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return typeof value === 'object' && value !== null && 'length' in value;
}

function checkCounts({ rows, columns, counts }: Zones): void {
  if (counts === undefined) return;
  if (!isList(counts)) {
    throw new FrameError('size', `zones: expected counts, got ${describeValue(counts)}`);
  }
  if (counts.length !== rows * columns) {
    throw new FrameError('size', `zones: expected ${rows * columns} counts, got ${counts.length}`);
  }
  for (let i = 0; i < counts.length; i++) {
    const count: unknown = counts[i];
    if (!(typeof count === 'number' && count >= 0 && count < Number.POSITIVE_INFINITY)) {
      throw new FrameError(
        'value',
        `zones: expected counts of 0 or more, got ${describeValue(count)} in zone ${i}`,
      );
    }
  }
}
