/**
 * A model as the .tflite that libcamera's `rpi.nn.awb` loads: inputs [1, H, W, 3] and lux [1], output [1], kelvin. What
 * libcamera feeds is neither clipped nor without negatives, unlike the pictures that networks are trained on, so the graph
 * begins with min(max(x, 0), 1), and lux with min(max(lux, 0), 1e6); its answer is kept within 1000 to 40,000 K.
 * A network that answers with a white point gets the curve head of its camera (model/curve-head.ts).
 */
import {
  ArchitectureError,
  answerOf,
  checkParameters,
  foldArchitecture,
  inferShapes,
  type LocusLight,
  type Model,
  withCurveHead,
} from '../../model/index.js';
import { Graph, type Value } from '../tflite/graph.js';
import type { PlainLowering } from '../tflite/lower-plain.js';
import { lowerStage } from '../tflite/lower-stage.js';
import { aboveZero, binary, reshape, unary } from '../tflite/lowering.js';
import { encodeTflite } from '../tflite/messages.js';

const MOST_LUX = 1e6;
const KELVIN = { least: 1000, most: 40_000 } as const;
const LUX = 'lux';
/** Grids of `pisp` and `bcm2835`, HEIGHTxWIDTH. */
const GRIDS = ['32x32', '12x16'];

/**
 * Bytes of the file. Throws ArchitectureError for a network of another size than the camera's zones, or that cannot be run.
 * @param locus of the sensor, by rising CT; read where the network answers with a white point
 */
export function exportCamera(model: Model, locus: readonly LocusLight[]): Uint8Array {
  const { heightPx, widthPx } = model.architecture.input;
  if (!GRIDS.includes(`${heightPx}x${widthPx}`)) {
    throw new ArchitectureError(
      `libcamera: expected a network of 32x32 (Pi 5) or 16x12 zones (Pi 4), got ${widthPx}x${heightPx}`,
    );
  }
  checkReadings(model);
  checkParameters(model.architecture, model.parameters);
  const isKelvin = answerOf(model.architecture) === 'kelvin';
  const { architecture, parameters, metadata } = isKelvin ? model : withCurveHead(model, locus);
  const shapes = inferShapes(architecture);
  const { stages, output } = foldArchitecture(architecture, parameters, shapes);
  const graph = new Graph();
  const image = graph.input('image', [1, heightPx, widthPx, 3]);
  const lux = graph.input(LUX, [1]);
  const light = binary(graph, 'MINIMUM', unary(graph, 'RELU', image), 1);
  // As a reading it may be unknown.
  const isReading = architecture.input.readings !== undefined;
  const positive = isReading ? aboveZero(graph, lux) : binary(graph, 'MAXIMUM', lux, 0);
  const bounded = binary(graph, 'MINIMUM', positive, MOST_LUX);
  const values = new Map<string, Value>([[LUX, reshape(graph, bounded, [1, 1])]]);
  const lowering: PlainLowering = {
    graph,
    shape: (id) => shapes.get(id)!,
    value: (id) => values.get(id)!,
    // Every zone is seen: a zero is a dark one.
    thumbnail: { light, coverage: null },
  };
  for (const stage of stages) values.set(stage.id, lowerStage(stage, lowering));
  const kelvin = values.get(output)!;
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

/** Throws ArchitectureError for a network that reads what libcamera does not hand over. */
function checkReadings({ architecture, metadata }: Model): void {
  const others = (architecture.input.readings ?? []).filter((name) => name !== LUX);
  if (others.length === 0) return;
  throw new ArchitectureError(
    `${metadata.name}: reads ${others.join(', ')} beside pictures, and rpi.nn.awb hands over lux alone; train it with --readings lux or without, or use another format`,
  );
}
