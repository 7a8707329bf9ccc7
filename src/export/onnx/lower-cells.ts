/** Cells of several pixels of the thumbnail as ONNX operators: what src/engine/assembly/cells.ts computes. */
import type { Graph } from './graph.js';
import { isHalfCovered } from './lowering.js';

/** R, G, B of pixels or cells, and whether they count as visible. */
interface Cells {
  readonly light: string;
  readonly visible: string;
}

/** Means of the pixels' light, which is 0 where nothing covers them, weighted by their coverage. */
export function cellMeans(
  graph: Graph,
  {
    light,
    coverage,
    size,
  }: { readonly light: string; readonly coverage: string; readonly size: number },
): Cells {
  const covered = pooled(graph, coverage, size);
  const sum = pooled(graph, graph.add('Mul', [light, coverage]), size);
  return { light: quotient(graph, sum, covered, 0.5), visible: isHalfCovered(graph, covered) };
}

/** Mean absolute differences of pixels' light from that of their right and lower neighbours, where both are visible. */
export function cellEdges(
  graph: Graph,
  { light, visible, size }: Cells & { readonly size: number },
): Cells {
  // A masked pixel may hold any finite colour, which a matrix could make none.
  const seen = graph.add('Where', [visible, light, graph.number(0)]);
  const mask = graph.add('Where', [visible, graph.number(1), graph.number(0)]);
  // Beyond the thumbnail there is nothing visible.
  const [lights, masks] = [seen, mask].map((x) =>
    graph.add('Pad', [x, graph.constant([0, 0, 0, 0, 0, 0, 1, 1])]),
  ) as [string, string];
  const [right, below] = NEIGHBOURS.map((from) => {
    const pairs = graph.add('Mul', [shifted(graph, masks, from), mask]);
    const edges = graph.add('Abs', [graph.add('Sub', [shifted(graph, lights, from), seen])]);
    return { pairs, sum: graph.add('Mul', [edges, pairs]) };
  }) as [Edges, Edges];
  const pairs = pooled(graph, graph.add('Add', [right.pairs, below.pairs]), size);
  const sum = pooled(graph, graph.add('Add', [right.sum, below.sum]), size);
  // Half a pair less than half of them, so that no rounding of their mean decides.
  const enough = 1 - 0.5 / (size * size);
  return {
    light: quotient(graph, sum, pairs, enough),
    visible: graph.add('GreaterOrEqual', [pairs, graph.number(enough)]),
  };
}

/** Of cells with less than `enough` the colour is not looked at: less of it will do, if it is a number. */
function quotient(graph: Graph, sum: string, weight: string, enough: number): string {
  return graph.add('Div', [sum, graph.add('Max', [weight, graph.number(enough)])]);
}

interface Edges {
  readonly pairs: string;
  readonly sum: string;
}

/** Rows and columns by which the right and the lower neighbour lie further. */
const NEIGHBOURS: readonly (readonly [number, number])[] = [
  [0, 1],
  [1, 0],
];

/** What lies `rows` and `columns` further in a map that has one more of both. */
function shifted(graph: Graph, x: string, [rows, columns]: readonly [number, number]): string {
  // Ends count from the last.
  const ends = [rows, columns].map((by) => (by === 0 ? -1 : MOST));
  const starts = graph.constant([rows, columns]);
  return graph.add('Slice', [x, starts, graph.constant(ends), graph.constant([2, 3])]);
}

/** An end beyond every map. */
const MOST = 2 ** 31 - 1;

/** Means of whole cells. */
function pooled(graph: Graph, x: string, size: number): string {
  if (size === 1) return x;
  const window = { ints: [size, size] };
  return graph.add('AveragePool', [x], { kernel_shape: window, strides: window });
}
