/**
 * Zone statistics as a camera's image processor gathers them: the picture cut into rows x columns of whole pixels,
 * per zone the sum of each channel above black (signed: noise below black averages out) and the number of pixels that count. Masked pixels never count;
 * pixels at or above `saturation` in any channel are left out where asked for (hardware calls it the "high"
 * threshold: a clipped channel lies about the colour).
 */
import type { RawImage } from './image/raw-image.js';

export interface ZoneGrid {
  readonly rows: number;
  readonly columns: number;
  /** Linear value from which on a pixel does not count; 0..1, default: all count. */
  readonly saturation?: number;
}

/** Sums and counts of rows x columns zones, row by row. */
export interface ZoneStatistics {
  readonly rows: number;
  readonly columns: number;
  /** rows x columns x 3: sums of linear R, G, B (1 is white level; the sum, not each value, clipped at 0). */
  readonly sums: Float64Array;
  /** rows x columns: pixels that entered the sums. */
  readonly counted: Uint32Array;
}

/**
 * @throws RangeError where the grid is finer than the picture
 */
export function zoneStatistics(
  image: RawImage,
  { rows, columns, saturation = Number.POSITIVE_INFINITY }: ZoneGrid,
): ZoneStatistics {
  const { widthPx, heightPx, rgb, blackLevel, whiteLevel } = image;
  const whole = Number.isInteger(rows) && Number.isInteger(columns);
  if (!(whole && rows >= 1 && columns >= 1 && rows <= heightPx && columns <= widthPx)) {
    throw new RangeError(
      `zoneStatistics: expected a grid from 1x1 to ${heightPx}x${widthPx} (the picture), got ${rows}x${columns}`,
    );
  }
  const sums = new Float64Array(rows * columns * 3);
  const counted = new Uint32Array(rows * columns);
  const scale = 1 / (whiteLevel - blackLevel);
  const limit = blackLevel + saturation * (whiteLevel - blackLevel);
  for (let y = 0, i = 0; y < heightPx; y++) {
    const zoneRow = Math.floor((y * rows) / heightPx) * columns;
    for (let x = 0; x < widthPx; x++, i += 3) {
      const r = rgb[i];
      const g = rgb[i + 1];
      const b = rgb[i + 2];
      if ((r | g | b) === 0 || r >= limit || g >= limit || b >= limit) continue;
      const zone = zoneRow + Math.floor((x * columns) / widthPx);
      counted[zone]++;
      sums[zone * 3] += (r - blackLevel) * scale;
      sums[zone * 3 + 1] += (g - blackLevel) * scale;
      sums[zone * 3 + 2] += (b - blackLevel) * scale;
    }
  }
  for (let i = 0; i < sums.length; i++) sums[i] = Math.max(0, sums[i]);
  return { rows, columns, sums, counted };
}
