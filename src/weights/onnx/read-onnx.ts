/** ONNX files as far as networks need them: nodes, attributes, initializers [onnx.proto3]. */
import {
  checkTensor,
  ELEMENT_BYTES,
  type ElementType,
  MOST_TENSORS,
  readNumbers,
} from '../tensors.js';
import { WeightsError } from '../weights-error.js';
import { type OnnxGraph, type OnnxNetwork, type OnnxNode, onnxNetwork } from './onnx-network.js';
import { type Field, fieldsOf, floatOf, messagesOf, textOf, textsOf, wholesOf } from './wire.js';

/** TensorProto.DataType. */
const FLOAT_TYPES: Readonly<Record<number, ElementType>> = {
  1: 'F32',
  10: 'F16',
  11: 'F64',
  16: 'BF16',
};
const INT64 = 7;
const MOST_NODES = 4096;

/** Whether bytes look like an ONNX file: an IR version first, then names or a graph. */
export function isOnnx(bytes: Uint8Array): boolean {
  return (
    bytes[0] === 0x08 && (bytes[1] ?? 255) < 128 && [0x12, 0x1a, 0x3a, 0x42].includes(bytes[2] ?? 0)
  );
}

/** Throws WeightsError for a file that is damaged or has operations that we have not. */
export function readOnnx(bytes: Uint8Array): OnnxNetwork {
  return onnxNetwork(readGraph(bytes));
}

function readGraph(bytes: Uint8Array): OnnxGraph {
  const [graph] = messagesOf(fieldsOf(bytes), 7);
  if (!graph) throw new WeightsError('ONNX: expected a graph, got a file without one');
  const nodes = messagesOf(graph, 1);
  const constants = messagesOf(graph, 5);
  if (nodes.length > MOST_NODES || constants.length > MOST_TENSORS) {
    throw new WeightsError(
      `ONNX: expected at most ${MOST_NODES} nodes and ${MOST_TENSORS} tensors, got ${nodes.length} and ${constants.length}`,
    );
  }
  const initializers = new Map(constants.map((fields) => readTensor(fields)));
  const inputs = messagesOf(graph, 11).filter((value) => !initializers.has(textOf(value, 1)));
  const [input] = inputs;
  if (!input || inputs.length !== 1) {
    throw new WeightsError(`ONNX: expected one input, a picture, got ${inputs.length}`);
  }
  return {
    nodes: nodes.map(readNode),
    initializers,
    input: { name: textOf(input, 1), dims: dimsOf(input) },
    output: textOf(messagesOf(graph, 12)[0] ?? [], 1),
  };
}

/** ValueInfoProto: its tensor's dimensions, 0 for those that are named and not stated. */
function dimsOf(value: readonly Field[]): number[] {
  const [type = []] = messagesOf(value, 2);
  const [tensor = []] = messagesOf(type, 1);
  const [shape = []] = messagesOf(tensor, 2);
  return messagesOf(shape, 1).map((dim) => wholesOf(dim, 1)[0] ?? 0);
}

function readNode(fields: readonly Field[]): OnnxNode {
  const attributes: Record<string, readonly number[]> = {};
  const tensors: Record<string, { shape: readonly number[]; values: Float32Array }> = {};
  for (const attribute of messagesOf(fields, 5)) {
    const name = textOf(attribute, 1);
    const float = attribute.find((field) => field.number === 2);
    const [tensor] = messagesOf(attribute, 5);
    const whole = wholesOf(attribute, 3);
    attributes[name] = float
      ? [floatOf(float.value)]
      : whole.length > 0
        ? whole
        : wholesOf(attribute, 8);
    if (tensor) tensors[name] = readTensor(tensor)[1];
  }
  return {
    name: textOf(fields, 3),
    operator: textOf(fields, 4),
    inputs: textsOf(fields, 1),
    output: textOf(fields, 2),
    attributes,
    tensors,
  };
}

/** TensorProto: raw bytes, or numbers one by one. */
function readTensor(
  fields: readonly Field[],
): [string, { shape: readonly number[]; values: Float32Array }] {
  const name = textOf(fields, 8);
  const shape = wholesOf(fields, 1);
  const count = checkTensor(name, shape);
  const [type = 0] = wholesOf(fields, 2);
  const raw = fields.find((field) => field.number === 9)?.bytes;
  if (type === INT64) return [name, { shape, values: int64Values(fields, raw) }];
  const element = FLOAT_TYPES[type];
  if (element === undefined) {
    throw new WeightsError(`${name}: expected float numbers, got ONNX's element type ${type}`);
  }
  if (raw) {
    const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
    if (raw.length !== count * ELEMENT_BYTES[element]) throw ofLength(name, count);
    return [name, { shape, values: readNumbers(name, view, 0, { type: element, count }) }];
  }
  const values = Float32Array.from(
    fields
      .filter((field) => field.number === 4)
      .flatMap(({ value, bytes }) =>
        bytes.length === 0
          ? [floatOf(value)]
          : [
              ...readNumbers(
                name,
                new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
                0,
                { type: 'F32', count: Math.floor(bytes.length / 4) },
              ),
            ],
      ),
  );
  if (values.length !== count) throw ofLength(name, count);
  return [name, { shape, values }];
}

/** Sizes and axes; they are small. */
function int64Values(fields: readonly Field[], raw: Uint8Array | undefined): Float32Array {
  if (!raw) return Float32Array.from(wholesOf(fields, 7));
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return Float32Array.from({ length: Math.floor(raw.length / 8) }, (_, i) =>
    view.getInt32(8 * i, true),
  );
}

function ofLength(name: string, count: number): WeightsError {
  return new WeightsError(
    `${name}: expected ${count} numbers within the file (weights in files of their own are not read)`,
  );
}
