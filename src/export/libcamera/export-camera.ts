/**
 * A model as the .tflite that libcamera's `rpi.nn.awb` loads: inputs [1, H, W, 3] and lux [1], output [1], kelvin. What
 * libcamera feeds is neither clipped nor without negatives, unlike the pictures that networks are trained on, so the graph
 * begins with min(max(x, 0), 1), and lux with min(max(lux, 0), 1e6); its answer is kept within 1000 to 40,000 K.
 * A network that answers with a white point is led along the camera's locus: from the white point's log(r / b), which rises
 * or falls with CT all along, to mired, piecewise linearly, as a sum of hinges.
 */
import {
  ArchitectureError,
  checkParameters,
  foldArchitecture,
  inferShapes,
  type Model,
} from '../../model/index.js';
import { Graph, type Value } from '../tflite/graph.js';
import type { PlainLowering } from '../tflite/lower-plain.js';
import { lowerStage } from '../tflite/lower-stage.js';
import { binary, logarithm, reshape, unary } from '../tflite/lowering.js';
import { encodeTflite } from '../tflite/messages.js';
import { denseOptions } from '../tflite/operators.js';

/** A light on the camera's curve, in the space of the network's pictures. */
export interface LocusLight {
  readonly cctKelvin: number;
  readonly r: number;
  readonly b: number;
}

const MOST_LUX = 1e6;
const KELVIN = { least: 1000, most: 40_000 } as const;
/** Range of the curve head, which modes of stock files lie within, and of a locus every so many points. */
const HEAD = { fromKelvin: 2500, toKelvin: 8000, every: 3, least: 1e-4 } as const;
const LUX = 'lux';
/** Grids of `pisp` and `bcm2835`, HEIGHTxWIDTH. */
const GRIDS = ['32x32', '12x16'];

/**
 * Bytes of the file. Throws ArchitectureError for a network of another size than the camera's zones, or that cannot be run.
 * @param locus of the sensor, by rising CT; read where the network answers with a white point
 */
export function exportCamera(model: Model, locus: readonly LocusLight[]): Uint8Array {
  const { architecture, parameters, metadata } = model;
  const { heightPx, widthPx } = architecture.input;
  if (!GRIDS.includes(`${heightPx}x${widthPx}`)) {
    throw new ArchitectureError(
      `libcamera: expected a network of 32x32 (Pi 5) or 16x12 zones (Pi 4), got ${widthPx}x${heightPx}`,
    );
  }
  checkParameters(architecture, parameters);
  const shapes = inferShapes(architecture);
  const { stages, output } = foldArchitecture(architecture, parameters, shapes);
  const graph = new Graph();
  const image = graph.input('image', [1, heightPx, widthPx, 3]);
  const lux = graph.input(LUX, [1]);
  const light = binary(graph, 'MINIMUM', unary(graph, 'RELU', image), 1);
  const bounded = binary(graph, 'MINIMUM', binary(graph, 'MAXIMUM', lux, 0), MOST_LUX);
  const values = new Map<string, Value>([[LUX, reshape(graph, bounded, [1, 1])]]);
  const lowering: PlainLowering = {
    graph,
    shape: (id) => shapes.get(id)!,
    value: (id) => values.get(id)!,
    // Every zone is seen: a zero is a dark one.
    thumbnail: { light, coverage: null },
  };
  for (const stage of stages) values.set(stage.id, lowerStage(stage, lowering));
  const answer = values.get(output)!;
  const kelvin = shapes.get(output)!.channels === 1 ? answer : curveHead(graph, answer, locus);
  const limited = binary(
    graph,
    'MINIMUM',
    binary(graph, 'MAXIMUM', kelvin, KELVIN.least),
    KELVIN.most,
  );
  const ct = reshape(graph, limited, [1]);
  return encodeTflite({
    description:
      'Automatic white balance for rpi.nn.awb. image: zones in canonical RGB; lux; ct in kelvin.',
    metadata: {
      min_runtime_version: '1.15.0',
      deepawb: JSON.stringify({
        name: metadata.name,
        data: metadata.data,
        licence: metadata.licence,
        attribution: metadata.attribution,
      }),
    },
    graph,
    inputs: [
      { name: 'image', value: image },
      { name: LUX, value: lux },
    ],
    outputs: [{ name: 'ct', value: ct }],
  });
}

/** From (r, b) to kelvin: mired as a piecewise linear function of log r - log b, as a sum of hinges. */
function curveHead(graph: Graph, whitePoint: Value, locus: readonly LocusLight[]): Value {
  const knots = headKnots(locus);
  const logs = logarithm(graph, binary(graph, 'MAXIMUM', whitePoint, HEAD.least));
  const along = dense(graph, logs, [[1, -1]], [0], 'none');
  const slopes = knots.slice(1).map((knot, i) => {
    const before = knots[i]!;
    return (knot.mired - before.mired) / (knot.along - before.along);
  });
  // Flat beyond both ends.
  const changes = [...slopes, 0].map((slope, i) => slope - (i === 0 ? 0 : slopes[i - 1]!));
  const ones = knots.map(() => [1]);
  const starts = knots.map((knot) => -knot.along);
  const hinges = dense(graph, along, ones, starts, 'relu');
  const mired = dense(graph, hinges, [changes], [knots[0]!.mired], 'none');
  return graph.add('DIV', [graph.floats([1e6], [1, 1]), mired], [1, 1]);
}

function dense(
  graph: Graph,
  x: Value,
  rows: readonly (readonly number[])[],
  bias: readonly number[],
  fused: 'none' | 'relu',
): Value {
  const weights = graph.floats(rows.flat(), [rows.length, rows[0]!.length]);
  const dims = [1, rows.length];
  return graph.add('FULLY_CONNECTED', [x, weights, graph.floats(bias)], dims, denseOptions(fused));
}

/** Knots by rising log(r / b). Throws ArchitectureError for a curve on which that is not monotone. */
function headKnots(locus: readonly LocusLight[]): { along: number; mired: number }[] {
  const { fromKelvin, toKelvin, every } = HEAD;
  const knots = locus
    .filter(({ cctKelvin }) => cctKelvin >= fromKelvin && cctKelvin <= toKelvin)
    .filter((_, i) => i % every === 0)
    .map(({ cctKelvin, r, b }) => ({ along: Math.log(r / b), mired: 1e6 / cctKelvin }))
    .toSorted((a, b) => a.along - b.along);
  const isMonotone = knots.every(({ mired }, i) => i === 0 || mired > knots[i - 1]!.mired);
  if (knots.length >= 2 && isMonotone) return knots;
  throw new ArchitectureError(
    'libcamera: expected a ct_curve along which r / b falls with CT, or a network that answers in kelvin',
  );
}
