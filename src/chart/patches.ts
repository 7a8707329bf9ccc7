/** Colours of a chart's patches, read where a homography says that they lie. */
import type { ChartPicture } from './chart-picture.js';
import { CHART_SETTINGS } from './chart-settings.js';
import { type Homography, project } from './homography.js';
import { CHART_COLUMNS, CHART_ROWS, PATCH_COUNT } from './reference-colours.js';

export const READ_HALF = CHART_SETTINGS.measure.readHalf;

export interface PatchColours {
  /** 24 x R, G, B: means. */
  readonly means: Float64Array;
  /** 24 x R, G, B: standard deviations of the means. */
  readonly deviations: Float64Array;
  /** Standard deviation within each patch over its brightness. */
  readonly roughness: Float64Array;
  /** Samples of each patch. */
  readonly counts: Int32Array;
}

/**
 * Reads samples x samples places of every patch; the homography maps column 0..5 and row 0..3 to pixels. Null where a patch
 * lies outside the picture.
 */
export function readPatches(
  { widthPx, heightPx, rgb }: ChartPicture,
  homography: Homography,
  samples: number,
): PatchColours | null {
  const means = new Float64Array(3 * PATCH_COUNT);
  const deviations = new Float64Array(3 * PATCH_COUNT);
  const roughness = new Float64Array(PATCH_COUNT);
  const counts = new Int32Array(PATCH_COUNT);
  for (let k = 0; k < PATCH_COUNT; k++) {
    const sums = new Float64Array(6);
    const seen = new Set<number>();
    for (let a = 0; a < samples * samples; a++) {
      const du = (2 * ((a % samples) + 0.5)) / samples - 1;
      const dv = (2 * (Math.floor(a / samples) + 0.5)) / samples - 1;
      const u = (k % CHART_COLUMNS) + READ_HALF * du;
      const v = Math.floor(k / CHART_COLUMNS) + READ_HALF * dv;
      const [px, py] = project(homography, u, v);
      const [x, y] = [Math.round(px), Math.round(py)];
      if (!(x >= 0 && y >= 0 && x < widthPx && y < heightPx)) return null;
      const pixel = y * widthPx + x;
      if (seen.has(pixel)) continue;
      seen.add(pixel);
      for (let c = 0; c < 3; c++) {
        const value = rgb[3 * pixel + c];
        sums[c] += value;
        sums[3 + c] += value * value;
      }
    }
    const n = seen.size;
    counts[k] = n;
    let [rough, bright] = [0, 0];
    for (let c = 0; c < 3; c++) {
      const mean = sums[c] / n;
      const variance = Math.max(0, sums[3 + c] / n - mean * mean) * (n / Math.max(1, n - 1));
      means[3 * k + c] = mean;
      deviations[3 * k + c] = Math.sqrt(variance / n);
      rough += variance;
      bright += Math.max(mean, 0) ** 2;
    }
    roughness[k] = Math.sqrt(rough / Math.max(bright, 1e-12));
  }
  return { means, deviations, roughness, counts };
}

/** Where in a window the chart's column and row lie. */
export type Placement = (column: number, row: number) => [number, number];

/** The four ways a chart may lie in a window of 6 columns and 4 rows, or, where `isUpright`, of 4 columns and 6 rows. */
export function orientations(isUpright: boolean): readonly Placement[] {
  const [lastColumn, lastRow] = [CHART_COLUMNS - 1, CHART_ROWS - 1];
  if (!isUpright) {
    return [
      (c, r) => [c, r],
      (c, r) => [lastColumn - c, lastRow - r],
      (c, r) => [lastColumn - c, r],
      (c, r) => [c, lastRow - r],
    ];
  }
  return [
    (c, r) => [lastRow - r, c],
    (c, r) => [r, lastColumn - c],
    (c, r) => [lastRow - r, lastColumn - c],
    (c, r) => [r, c],
  ];
}
