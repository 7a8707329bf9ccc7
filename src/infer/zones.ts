/** Zone statistics of an image processor as the network's input. */
import { areaAverage, type ThumbnailSize, type Zones } from '../raw/image/index.js';
import { describeValue } from '../text/index.js';
import { FrameError } from './frame-error.js';

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
  const size = { rows: heightPx, columns: widthPx };
  areaAverage(
    zones,
    size,
    addZone,
    { means, counts, most, whiteLevel, area: rows * columns, out, r: 0, g: 0, b: 0, weight: 0 },
    writeCell,
  );
}

interface CellSums {
  readonly means: ArrayLike<number>;
  readonly counts: ArrayLike<number> | undefined;
  /** Of the counts. */
  readonly most: number;
  readonly whiteLevel: number;
  /** Units of a whole cell. */
  readonly area: number;
  readonly out: Float32Array;
  r: number;
  g: number;
  b: number;
  weight: number;
}

function addZone(sums: CellSums, _cell: number, zone: number, down: number, across: number): void {
  const { means, counts, most, whiteLevel } = sums;
  const w = most === 0 ? 0 : down * across * ((counts ? counts[zone]! : 1) / most);
  if (w === 0) return;
  sums.weight += w;
  sums.r += w * Math.min(means[3 * zone]!, whiteLevel);
  sums.g += w * Math.min(means[3 * zone + 1]!, whiteLevel);
  sums.b += w * Math.min(means[3 * zone + 2]!, whiteLevel);
}

function writeCell(sums: CellSums, cell: number): void {
  const { out, weight, whiteLevel, area } = sums;
  const scale = weight === 0 ? 0 : 1 / (weight * whiteLevel);
  const o = 4 * cell;
  out[o] = Math.max(0, sums.r * scale);
  out[o + 1] = Math.max(0, sums.g * scale);
  out[o + 2] = Math.max(0, sums.b * scale);
  out[o + 3] = Math.min(1, weight / area);
  sums.r = 0;
  sums.g = 0;
  sums.b = 0;
  sums.weight = 0;
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
