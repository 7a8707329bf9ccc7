/** Planes of the thumbnail as TensorFlow Lite operators. */
import { ArchitectureError, cellsOf, type NodeOf } from '../../model/index.js';
import type { Graph, Value } from './graph.js';
import { cellEdges, cellMeans, HALF, type Seen } from './lower-cells.js';
import { renderedPlanes } from './lower-rendered.js';
import {
  binary,
  channels,
  isAtLeast,
  isPositive,
  LEAST,
  logarithm,
  overPixels,
} from './lowering.js';
import { concatOptions, reducerOptions } from './operators.js';

/** The thumbnail: colours not below 0, and coverage; null where every cell is wholly visible. */
export interface Thumbnail {
  readonly light: Value;
  readonly coverage: Value | null;
}

function readsThroughMatrix(id: string): ArchitectureError {
  return new ArchitectureError(
    `${id}: TensorFlow Lite: planes read through a colour matrix are not exported; use --format onnx, c or wasm`,
  );
}

export function lowerPlanes(graph: Graph, thumbnail: Thumbnail, node: NodeOf<'features'>): Value {
  if (node.planes === 'rendered') return renderedPlanes(graph, rgbPlanes(graph, thumbnail), node);
  if (node.colourMatrix) throw readsThroughMatrix(node.id);
  if (node.planes === 'rgb') return rgbPlanes(graph, thumbnail);
  return logChromaPlanes(graph, thumbnail, node);
}

function rgbPlanes(graph: Graph, { light, coverage }: Thumbnail): Value {
  return coverage ? binary(graph, 'MUL', light, isPositive(graph, coverage)) : light;
}

type LogChroma = Exclude<NodeOf<'features'>, { planes: 'rgb' | 'rendered' }>;

/** What the node sees: the thumbnail's pixels, or cells of them. */
function seenBy(graph: Graph, { light: raw, coverage }: Thumbnail, node: LogChroma): Seen {
  const light = node.clip ? binary(graph, 'MINIMUM', raw, 1) : raw;
  const cells = cellsOf(node);
  if (cells?.of === 'means') return cellMeans(graph, { light, coverage }, cells.size);
  const pixels = { light, mask: coverage && isAtLeast(graph, coverage, HALF) };
  return cells ? cellEdges(graph, pixels, cells.size) : pixels;
}

/** The mask as a value: ones where all is visible. */
function maskOf(graph: Graph, { light, mask }: Seen): Value {
  const dims = [...light.dims.slice(0, -1), 1];
  const count = dims.reduce((a, b) => a * b, 1);
  return mask ?? graph.floats(new Float32Array(count).fill(1), dims);
}

/**
 * (log R/G - centre, log B/G - centre) times scale, log luminance less its mean, mask; 0 where masked. Of cells divided by
 * the mean luminance of the visible ones where planes are relative.
 */
function logChromaPlanes(graph: Graph, thumbnail: Thumbnail, node: LogChroma): Value {
  const seen = seenBy(graph, thumbnail, node);
  const mask = maskOf(graph, seen);
  const masked = (v: Value) => (seen.mask ? binary(graph, 'MUL', v, mask) : v);
  // A masked cell may hold any finite colour.
  let light = masked(seen.light);
  if (node.planes === 'relativeLogChroma') light = divideByBrightness(graph, light, mask);
  const [r, g, b] = [0, 1, 2].map((c) => channels(graph, light, c, c + 1)) as [Value, Value, Value];
  const log = (v: Value) => logarithm(graph, binary(graph, 'ADD', v, node.epsilon));
  const green = log(g);
  const chroma = (v: Value, centre: number) => {
    const ratio = binary(graph, 'SUB', binary(graph, 'SUB', log(v), green), centre);
    return masked(binary(graph, 'MUL', ratio, node.scale));
  };
  const sum = binary(graph, 'ADD', binary(graph, 'ADD', r, g), b);
  let luminance = masked(log(binary(graph, 'MUL', sum, Math.fround(1 / 3))));
  if (node.centreLuminance) {
    const mean = binary(
      graph,
      'DIV',
      overPixels(graph, 'SUM', luminance, 'map'),
      binary(graph, 'MAXIMUM', overPixels(graph, 'SUM', mask, 'map'), 1),
    );
    luminance = masked(binary(graph, 'SUB', luminance, mean));
  }
  const planes = [chroma(r, node.centre[0]), chroma(b, node.centre[1]), luminance, mask];
  const dims = [...light.dims.slice(0, -1), 4];
  return graph.add('CONCATENATION', planes, dims, concatOptions(3));
}

/** All channels times visible cells / sum of their luminances; without light they are 0, whatever the factor. */
function divideByBrightness(graph: Graph, light: Value, mask: Value): Value {
  const all = graph.add(
    'SUM',
    [light, graph.integers([1, 2, 3])],
    [1, 1, 1, 1],
    reducerOptions(true),
  );
  const triple = binary(graph, 'MUL', overPixels(graph, 'SUM', mask, 'map'), 3);
  const inverse = binary(graph, 'DIV', triple, binary(graph, 'MAXIMUM', all, LEAST));
  return binary(graph, 'MUL', light, inverse);
}
