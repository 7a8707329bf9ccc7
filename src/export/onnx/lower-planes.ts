/** Planes of the thumbnail as ONNX operators. */
import { cellsOf, type NodeOf, type RenderedPlanes, renderingNumbers } from '../../model/index.js';
import type { Graph } from './graph.js';
import { cellEdges, cellMeans } from './lower-cells.js';
import { channels, isHalfCovered, LEAST, sumPixels } from './lowering.js';

/** TensorProto.DataType, for `Cast`. */
const FLOAT = 1;
const DOUBLE = 11;

export function lowerPlanes(graph: Graph, x: string, node: NodeOf<'features'>): string {
  if (node.planes === 'rgb') return rgbPlanes(graph, x, node.colourMatrix);
  return node.planes === 'rendered'
    ? renderedPlanes(graph, x, node)
    : logChromaPlanes(graph, x, node);
}

/** R, G and B, what is below black as black, and by a matrix where there is one. */
function lightOf(graph: Graph, x: string, matrix?: readonly number[]): string {
  const light = graph.add('Relu', [channels(graph, x, 0, 3)]);
  if (!matrix) return light;
  const rows = graph.constant(Float32Array.from(matrix), [3, 3, 1, 1]);
  return graph.add('Relu', [graph.add('Conv', [light, rows])]);
}

/** In double precision, so that a value beside a step falls to the same side of it as elsewhere. */
function renderedPlanes(graph: Graph, x: string, node: RenderedPlanes): string {
  const light = graph.add('Cast', [rgbPlanes(graph, x)], { to: { int: DOUBLE } });
  const numbers = renderingNumbers(node);
  const [r, g, b] = [0, 1, 2].map((c) => channels(graph, light, c, c + 1)) as [
    string,
    string,
    string,
  ];
  const times = (v: string, factor: number) => graph.add('Mul', [v, graph.double(factor)]);
  const mixed = [0, 3, 6].map((row) => {
    const sum = graph.add('Add', [times(r, numbers[row]!), times(g, numbers[row + 1]!)]);
    return graph.add('Add', [sum, times(b, numbers[row + 2]!)]);
  });
  const all = graph.add('Concat', mixed, { axis: { int: 1 } });
  const clipped = graph.add('Clip', [all, graph.double(0), graph.double(1)]);
  let value = graph.add('Pow', [clipped, graph.double(node.exponent)]);
  if (node.levels > 0) {
    const floor = graph.add('Floor', [times(value, node.levels)]);
    value = graph.add('Div', [floor, graph.double(node.levels)]);
  }
  const three = (start: number) => graph.constant(numbers.slice(start, start + 3), [1, 3, 1, 1]);
  const centred = graph.add('Sub', [value, three(9)]);
  return graph.add('Cast', [graph.add('Mul', [centred, three(12)])], { to: { int: FLOAT } });
}

function rgbPlanes(graph: Graph, x: string, matrix?: readonly number[]): string {
  const visible = graph.add('Greater', [channels(graph, x, 3, 4), graph.number(0)]);
  return graph.add('Where', [visible, lightOf(graph, x, matrix), graph.number(0)]);
}

type LogChroma = Exclude<NodeOf<'features'>, { planes: 'rgb' | 'rendered' }>;

/** R, G, B and whether they are seen, of the thumbnail's pixels or of cells of them. */
function lightAndVisible(
  graph: Graph,
  x: string,
  node: LogChroma,
): { light: string; visible: string } {
  const cells = cellsOf(node);
  const coverage = channels(graph, x, 3, 4);
  if (cells?.of === 'means') {
    const light = rgbPlanes(graph, x, node.colourMatrix);
    return cellMeans(graph, { light, coverage, size: cells.size });
  }
  const visible = isHalfCovered(graph, coverage);
  const light = lightOf(graph, x, node.colourMatrix);
  return cells ? cellEdges(graph, { light, visible, size: cells.size }) : { light, visible };
}

/**
 * (log R/G - centre, log B/G - centre) times scale, log luminance less its mean, mask; 0 where masked. Of cells divided by
 * the mean luminance of the visible ones where planes are relative.
 */
function logChromaPlanes(graph: Graph, x: string, node: LogChroma): string {
  const { visible, ...seen } = lightAndVisible(graph, x, node);
  const mask = graph.add('Where', [visible, graph.number(1), graph.number(0)]);
  let { light } = seen;
  if (node.planes === 'relativeLogChroma') light = divideByBrightness(graph, light, mask);
  const [r, g, b] = [0, 1, 2].map((c) => channels(graph, light, c, c + 1)) as [
    string,
    string,
    string,
  ];
  const log = (v: string) => {
    const raised = graph.add('Add', [v, graph.number(node.epsilon)]);
    return graph.add('Log', [graph.add('Max', [raised, graph.number(LEAST)])]);
  };
  const masked = (v: string) => graph.add('Where', [visible, v, graph.number(0)]);
  const green = log(g);
  const chroma = (v: string, centre: number) => {
    const ratio = graph.add('Sub', [graph.add('Sub', [log(v), green]), graph.number(centre)]);
    return masked(graph.add('Mul', [ratio, graph.number(node.scale)]));
  };
  const sum = graph.add('Add', [graph.add('Add', [r, g]), b]);
  let luminance = masked(log(graph.add('Mul', [sum, graph.number(Math.fround(1 / 3))])));
  if (node.centreLuminance) {
    const seen = graph.add('Max', [sumPixels(graph, mask, 1), graph.number(1)]);
    const mean = graph.add('Div', [sumPixels(graph, luminance, 1), seen]);
    luminance = masked(graph.add('Sub', [luminance, mean]));
  }
  const planes = [chroma(r, node.centre[0]), chroma(b, node.centre[1]), luminance, mask];
  return graph.add('Concat', planes, { axis: { int: 1 } });
}

/** All channels times visible cells / sum of their luminances; 0 where there is no light. */
function divideByBrightness(graph: Graph, light: string, mask: string): string {
  // All three channels of a map become one number; a masked cell may hold any finite colour.
  const seen = graph.add('Mul', [light, mask]);
  const sum = graph.add('ReduceSum', [seen, graph.constant([1, 2, 3])], { keepdims: { int: 1 } });
  const isLit = graph.add('Greater', [sum, graph.number(LEAST)]);
  const triple = graph.add('Mul', [sumPixels(graph, mask, 1), graph.number(3)]);
  const inverse = graph.add('Div', [triple, graph.add('Max', [sum, graph.number(LEAST)])]);
  return graph.add('Mul', [light, graph.add('Where', [isLit, inverse, graph.number(0)])]);
}
