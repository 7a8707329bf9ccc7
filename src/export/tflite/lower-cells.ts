/** Cells of several pixels of the thumbnail as TensorFlow Lite operators: what src/engine/assembly/cells.ts computes. */
import type { Dims, Graph, Value } from './graph.js';
import { binary, isAtLeast } from './lowering.js';
import { poolOptions } from './operators.js';

/** Coverage from which pixels and cells count as visible. */
export const HALF = 0.5;

/** Pixels, or cells of them: R, G, B, and 1 where they count as visible, else 0; null where all are. */
export interface Seen {
  readonly light: Value;
  readonly mask: Value | null;
}

/** Means of the pixels' light weighted by their coverage. */
export function cellMeans(
  graph: Graph,
  { light, coverage }: { readonly light: Value; readonly coverage: Value | null },
  size: number,
): Seen {
  if (!coverage) return { light: pooled(graph, light, size), mask: null };
  const covered = pooled(graph, coverage, size);
  const sum = pooled(graph, binary(graph, 'MUL', light, coverage), size);
  // Of cells less than half covered the colour is not looked at: less of it will do, if it is a number.
  const mean = binary(graph, 'DIV', sum, binary(graph, 'MAXIMUM', covered, HALF));
  return { light: mean, mask: isAtLeast(graph, covered, HALF) };
}

/** Mean absolute differences of pixels' light from that of their right and lower neighbours, where both are visible. */
export function cellEdges(graph: Graph, { light, mask }: Seen, size: number): Seen {
  // A masked pixel may hold any finite colour.
  const seen = mask ? binary(graph, 'MUL', light, mask) : light;
  const pairs = mask ? pairsOfVisible(graph, mask, size) : pairsOfAll(graph, light.dims, size);
  const lights = beyond(graph, seen);
  const [right, below] = NEIGHBOURS.map((from, i) => {
    const step = binary(graph, 'SUB', shifted(graph, lights, from, light.dims), seen);
    return binary(graph, 'MUL', graph.add('ABS', [step], step.dims), pairs.both[i]!);
  }) as [Value, Value];
  const sum = pooled(graph, binary(graph, 'ADD', right, below), size);
  return { light: binary(graph, 'DIV', sum, pairs.mean), mask: pairs.mask };
}

/** Pairs of a pixel and its neighbour. */
interface Pairs {
  /** 1 where both are visible, to the right and below, else 0. */
  readonly both: readonly Value[];
  /** Mean number to a pixel of a cell, up to 2; of masked cells something above 0. */
  readonly mean: Value;
  /** 1 for cells with at least half of their pairs, else 0; null where all have them. */
  readonly mask: Value | null;
}

function pairsOfVisible(graph: Graph, mask: Value, size: number): Pairs {
  const masks = beyond(graph, mask);
  const [right, below] = NEIGHBOURS.map((from) =>
    binary(graph, 'MUL', shifted(graph, masks, from, mask.dims), mask),
  ) as [Value, Value];
  const mean = pooled(graph, binary(graph, 'ADD', right, below), size);
  // Half a pair less than half of them, so that no rounding of their mean decides.
  const enough = 1 - HALF / (size * size);
  return {
    both: [right, below],
    mean: binary(graph, 'MAXIMUM', mean, enough),
    mask: isAtLeast(graph, mean, enough),
  };
}

/** Where all pixels are visible, the thumbnail's borders alone take pairs away. */
function pairsOfAll(graph: Graph, [, heightPx = 1, widthPx = 1]: Dims, size: number): Pairs {
  const has = (y: number, x: number) => (y < heightPx && x < widthPx ? 1 : 0);
  const map = (rows: number, columns: number, value: (y: number, x: number) => number) => {
    const at = (_: unknown, i: number) => value(Math.floor(i / columns), i % columns);
    return graph.floats(Array.from({ length: rows * columns }, at), [1, rows, columns, 1]);
  };
  const rows = Math.floor(heightPx / size);
  const columns = Math.floor(widthPx / size);
  // A cell at the right or lower end has `size` pairs less where nothing is left out behind it.
  const mean = (y: number, x: number) => {
    const ends = 2 - has((y + 1) * size, 0) - has(0, (x + 1) * size);
    return 2 - ends / size;
  };
  return {
    both: NEIGHBOURS.map(([down, on]) => map(heightPx, widthPx, (y, x) => has(y + down, x + on))),
    mean: map(rows, columns, (y, x) => mean(y, x) || 1),
    mask: size === 1 ? map(rows, columns, (y, x) => (mean(y, x) >= 1 ? 1 : 0)) : null,
  };
}

/** Rows and columns by which the right and the lower neighbour lie further. */
const NEIGHBOURS: readonly (readonly [number, number])[] = [
  [0, 1],
  [1, 0],
];

/** A map with a row and a column of zeros behind it. */
function beyond(graph: Graph, x: Value): Value {
  const [, heightPx = 1, widthPx = 1, count = 1] = x.dims;
  const sides = graph.integers([0, 0, 0, 1, 0, 1, 0, 0], [4, 2]);
  return graph.add('PAD', [x, sides], [1, heightPx + 1, widthPx + 1, count]);
}

/** What lies `rows` and `columns` further. */
function shifted(
  graph: Graph,
  x: Value,
  [rows, columns]: readonly [number, number],
  dims: Dims,
): Value {
  const from = graph.integers([0, rows, columns, 0]);
  return graph.add('SLICE', [x, from, graph.integers(dims)], dims);
}

/** Means of whole cells. */
function pooled(graph: Graph, x: Value, size: number): Value {
  if (size === 1) return x;
  const [, heightPx = 1, widthPx = 1, count = 1] = x.dims;
  const dims = [1, Math.floor(heightPx / size), Math.floor(widthPx / size), count];
  const window = { heightPx: size, widthPx: size };
  return graph.add('AVERAGE_POOL_2D', [x], dims, poolOptions(size, window));
}
