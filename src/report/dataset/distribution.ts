/** Histograms and one-dimensional densities as points of a chart. */
import { quantileSorted } from '../../metrics/index.js';

const SMALLEST_BINS = 12;
const LARGEST_BINS = 60;
const CURVE_POINTS = 240;

/** Bins of equal width; `edges` has one entry more than there are bins. */
export interface Bins {
  readonly edges: Float64Array;
  readonly width: number;
}

/**
 * Bins over the range of all values, their width after the rule of [Freedman1981], 2 IQR n^(-1/3), but 12 to 60 of
 * them: lights cluster so much that the rule alone would ask for hundreds.
 */
export function chooseBins(values: ArrayLike<number>): Bins {
  const sorted = Float64Array.from(values).sort();
  const low = sorted[0];
  const range = sorted[sorted.length - 1] - low || Math.abs(low) * 1e-3 || 1;
  const spread = quantileSorted(sorted, 0.75) - quantileSorted(sorted, 0.25);
  // Infinite where the quartiles coincide.
  const wanted = range / (2 * spread * sorted.length ** (-1 / 3));
  const count = Math.round(Math.min(LARGEST_BINS, Math.max(SMALLEST_BINS, wanted)));
  const width = range / count;
  return { edges: Float64Array.from({ length: count + 1 }, (_, i) => low + i * width), width };
}

/** Values per bin; those outside go into the first and the last. */
export function countInBins({ edges, width }: Bins, values: ArrayLike<number>): Float64Array {
  const counts = new Float64Array(edges.length - 1);
  for (let i = 0; i < values.length; i++) {
    const bin = Math.floor((values[i] - edges[0]) / width);
    counts[Math.max(0, Math.min(counts.length - 1, bin))]++;
  }
  return counts;
}

/** The outline of a histogram, from the axis up and back to it. */
export function histogramOutline({ edges }: Bins, heights: ArrayLike<number>): [number, number][] {
  const outline: [number, number][] = [[edges[0], 0]];
  for (let i = 0; i < heights.length; i++) {
    outline.push([edges[i], heights[i]], [edges[i + 1], heights[i]]);
  }
  outline.push([edges[heights.length], 0]);
  return outline;
}

/**
 * Gaussian kernel density of the values, as points. Bandwidth after [Silverman1986, equation 3.31],
 * 0.9 min(standard deviation, IQR / 1.34) n^(-1/5); empty for fewer than three values or values all alike.
 */
export function densityCurve(values: ArrayLike<number>): [number, number][] {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  if (n < 3) return [];
  const mean = sorted.reduce((sum, v) => sum + v, 0) / n;
  const deviation = Math.sqrt(sorted.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (n - 1));
  const spread = (quantileSorted(sorted, 0.75) - quantileSorted(sorted, 0.25)) / 1.34;
  const bandwidth = 0.9 * (Math.min(deviation, spread) || deviation) * n ** -0.2;
  if (!(bandwidth > 0)) return [];
  const low = sorted[0] - 3 * bandwidth;
  const step = (sorted[n - 1] + 3 * bandwidth - low) / (CURVE_POINTS - 1);
  const norm = 1 / (n * bandwidth * Math.sqrt(2 * Math.PI));
  return Array.from({ length: CURVE_POINTS }, (_, i) => {
    const at = low + i * step;
    const sum = sorted.reduce((s, v) => s + Math.exp(-0.5 * ((at - v) / bandwidth) ** 2), 0);
    return [at, norm * sum];
  });
}
