/** The plain twin of input planes: what a network sees of thumbnails [sample][row][column][R, G, B, coverage]. */
import { cellsOf, type NodeOf } from '../../model/index.js';

type Planes = NodeOf<'features'>;
type LogPlanes = Extract<Planes, { planes: 'logChroma' | 'relativeLogChroma' }>;

/** Of the thumbnails. */
export interface ThumbnailBatch {
  readonly batch: number;
  readonly heightPx: number;
  readonly widthPx: number;
}

/** Numbers of pixels that lie one after another, each filled by a function. */
function perPixel(
  pixels: number,
  channels: number,
  value: (pixel: number, channel: number) => number,
): Float64Array {
  return Float64Array.from({ length: pixels * channels }, (_, i) =>
    value(Math.floor(i / channels), i % channels),
  );
}

/** Planes [sample][row][column][channel] of a node, `x` as many thumbnails as the batch has. */
export function planes(node: Planes, x: Float64Array, size: ThumbnailBatch): Float64Array {
  const light = lights(node, x);
  const pixels = x.length / 4;
  if (node.planes === 'rgb') {
    return perPixel(pixels, 3, (p, c) => (x[p * 4 + 3]! > 0 ? light(p, c) : 0));
  }
  if (node.planes === 'rendered') {
    const { gains, matrix, exponent, levels, mean, deviation } = node;
    return perPixel(pixels, 3, (p, c) => {
      const isVisible = x[p * 4 + 3]! > 0;
      const balanced = gains.map((gain, k) => (isVisible ? gain * light(p, k) : 0));
      const mixed = balanced.reduce((sum, value, k) => sum + matrix[3 * c + k]! * value, 0);
      const encoded = Math.min(Math.max(mixed, 0), 1) ** exponent;
      const stepped = levels > 0 ? Math.floor(encoded * levels) / levels : encoded;
      return (stepped - mean[c]!) / deviation[c]!;
    });
  }
  const seen = perPixel(pixels, 4, (p, c) => (c === 3 ? x[p * 4 + 3]! : light(p, c)));
  return logPlanes(node, cells(node, seen, size), size.batch);
}

/** R, G or B of a pixel, clipped as the node says, and in the colours of its matrix where it has one. */
function lights(node: Planes, x: Float64Array): (pixel: number, channel: number) => number {
  const isClipped =
    (node.planes === 'logChroma' || node.planes === 'relativeLogChroma') && node.clip;
  const most = isClipped ? 1 : Number.POSITIVE_INFINITY;
  const own = (p: number, c: number) => Math.min(Math.max(x[p * 4 + c]!, 0), most);
  const matrix = node.planes === 'rendered' ? undefined : node.colourMatrix;
  if (!matrix) return own;
  return (p, c) => {
    const row = matrix.slice(3 * c, 3 * c + 3);
    const mapped = row.reduce((sum, factor, k) => sum + factor * own(p, k), 0);
    return Math.max(mapped, 0);
  };
}

/** Coverage from which a pixel or a cell counts as visible. */
const VISIBLE = 0.5;

/** What planes are of, in the form of pixels: these themselves, or their cells. */
function cells(
  node: LogPlanes,
  x: Float64Array,
  { batch, heightPx, widthPx }: ThumbnailBatch,
): Float64Array {
  const kind = cellsOf(node);
  if (!kind) return x;
  const { size, of } = kind;
  const [rows, columns] = [Math.floor(heightPx / size), Math.floor(widthPx / size)];
  const values = Array.from({ length: batch * rows * columns }, (_, cell) => {
    const n = Math.floor(cell / (rows * columns));
    const top = (Math.floor(cell / columns) % rows) * size;
    const left = (cell % columns) * size;
    const places = Array.from({ length: size * size }, (_p, i) => ({
      row: top + Math.floor(i / size),
      column: left + (i % size),
    }));
    const at = ({ row, column }: Place) =>
      row < heightPx && column < widthPx ? (n * heightPx + row) * widthPx + column : null;
    return of === 'edges'
      ? edge(x, places, at)
      : mean(
          x,
          places.map((place) => at(place)!),
        );
  });
  return Float64Array.from(values.flat());
}

interface Place {
  readonly row: number;
  readonly column: number;
}

/** Mean [R, G, B] of pixels weighted by their coverage, and its mean. */
function mean(x: Float64Array, pixels: readonly number[]): number[] {
  const coverage = pixels.reduce((sum, p) => sum + x[p * 4 + 3]!, 0);
  const light = [0, 1, 2].map((c) => {
    const sum = pixels.reduce((total, p) => total + x[p * 4 + 3]! * x[p * 4 + c]!, 0);
    return coverage > 0 ? sum / coverage : 0;
  });
  return [...light, coverage / pixels.length];
}

/**
 * Mean absolute differences [R, G, B] of pixels to their right and lower neighbours over the pairs that are visible, and the
 * share that these are of two a pixel. `at`: a place's pixel, null beyond the thumbnail.
 */
function edge(
  x: Float64Array,
  places: readonly Place[],
  at: (place: Place) => number | null,
): number[] {
  const isVisible = (p: number | null): p is number => p !== null && x[p * 4 + 3]! >= VISIBLE;
  const pairs = places.flatMap((place) => {
    const { row, column } = place;
    const neighbours = [at({ row, column: column + 1 }), at({ row: row + 1, column })];
    const own = at(place);
    return isVisible(own) ? neighbours.filter(isVisible).map((other) => [own, other] as const) : [];
  });
  const light = [0, 1, 2].map((c) => {
    const sum = pairs.reduce((s, [p, q]) => s + Math.abs(x[q * 4 + c]! - x[p * 4 + c]!), 0);
    return pairs.length > 0 ? sum / pairs.length : 0;
  });
  return [...light, pairs.length / (2 * places.length)];
}

/** Planes of what has the form of pixels; luminance and brightness are of each sample. */
function logPlanes(node: LogPlanes, x: Float64Array, batch: number): Float64Array {
  const pixels = x.length / 4 / batch;
  const visible = (p: number) => x[p * 4 + 3]! >= VISIBLE;
  const seen = Array.from({ length: batch }, (_, n) =>
    Array.from({ length: pixels }, (_p, i) => n * pixels + i).filter(visible),
  );
  const meanOver = (n: number, value: (p: number) => number) =>
    seen[n]!.reduce((sum, p) => sum + value(p), 0) / Math.max(1, seen[n]!.length);
  const luminance = (p: number) => (x[p * 4]! + x[p * 4 + 1]! + x[p * 4 + 2]!) / 3;
  const gains = seen.map((_, n) => {
    if (node.planes !== 'relativeLogChroma') return 1;
    const brightness = meanOver(n, luminance);
    return brightness > 0 ? 1 / brightness : 0;
  });
  const log = (p: number, value: number) =>
    Math.log(Math.max(value * gains[Math.floor(p / pixels)]! + node.epsilon, 1e-30));
  const at = (p: number, c: number) => log(p, x[p * 4 + c]!);
  const logLuminance = (p: number) => log(p, luminance(p));
  const means = seen.map((_, n) => (node.centreLuminance ? meanOver(n, logLuminance) : 0));
  return perPixel(batch * pixels, 4, (p, c) => {
    if (!visible(p)) return 0;
    if (c === 0) return node.scale * (at(p, 0) - at(p, 1) - node.centre[0]);
    if (c === 1) return node.scale * (at(p, 2) - at(p, 1) - node.centre[1]);
    return c === 2 ? logLuminance(p) - means[Math.floor(p / pixels)]! : 1;
  });
}
