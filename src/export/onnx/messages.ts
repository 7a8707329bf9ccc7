/**
 * ONNX's protocol buffer messages as far as networks need them, with the field numbers of onnx.proto3 (ONNX 1.13, IR
 * version 8): https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3.
 */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** IR version 8 came with ONNX 1.10; opset 17 with ONNX 1.12. */
const IR_VERSION = 8;
export const OPSET = 17;

/** TensorProto.DataType. */
const DATA_TYPES = { float: 1, int8: 3, int64: 7, double: 11 } as const;

export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly values: Float32Array | Float64Array | Int8Array | readonly number[];
}

/** Whole numbers, one or several, or one float. */
export type OnnxAttribute =
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly text: string };

export interface OnnxNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

/** A float32 value and its shape. */
export interface OnnxValue {
  readonly name: string;
  readonly dims: readonly number[];
}

export interface OnnxModel {
  readonly name: string;
  readonly producerVersion: string;
  readonly description: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly values: readonly OnnxValue[];
}

type Fill = (writer: BinaryWriter) => void;

function message(fill: Fill): Uint8Array {
  const writer = new BinaryWriter();
  fill(writer);
  return writer.finish();
}

const bytes = (w: BinaryWriter, field: number, value: Uint8Array) =>
  w.tag(field, WireType.LengthDelimited).bytes(value);
const text = (w: BinaryWriter, field: number, value: string) =>
  w.tag(field, WireType.LengthDelimited).string(value);
const whole = (w: BinaryWriter, field: number, value: number) =>
  w.tag(field, WireType.Varint).int64(value);
const nested = (w: BinaryWriter, field: number, fill: Fill) => bytes(w, field, message(fill));

/** ModelProto. */
export function encodeOnnx(model: OnnxModel): Uint8Array {
  return message((w) => {
    whole(w, 1, IR_VERSION);
    text(w, 2, 'deepawb');
    text(w, 3, model.producerVersion);
    text(w, 6, model.description);
    nested(w, 7, (graph) => writeGraph(graph, model));
    nested(w, 8, (opset) => {
      text(opset, 1, '');
      whole(opset, 2, OPSET);
    });
    for (const [key, value] of Object.entries(model.metadata)) {
      nested(w, 14, (entry) => {
        text(entry, 1, key);
        text(entry, 2, value);
      });
    }
  });
}

/** GraphProto. */
function writeGraph(w: BinaryWriter, model: OnnxModel): void {
  for (const node of model.nodes) nested(w, 1, (n) => writeNode(n, node));
  text(w, 2, model.name);
  for (const tensor of model.constants) nested(w, 5, (t) => writeTensor(t, tensor));
  for (const input of model.inputs) nested(w, 11, (v) => writeValue(v, input));
  for (const output of model.outputs) nested(w, 12, (v) => writeValue(v, output));
  for (const value of model.values) nested(w, 13, (v) => writeValue(v, value));
}

/** NodeProto; its name is that of its output. */
function writeNode(w: BinaryWriter, { operator, inputs, output, attributes }: OnnxNode): void {
  for (const input of inputs) text(w, 1, input);
  text(w, 2, output);
  text(w, 3, output);
  text(w, 4, operator);
  for (const [name, attribute] of Object.entries(attributes)) {
    nested(w, 5, (a) => writeAttribute(a, name, attribute));
  }
}

/** AttributeProto; 20 is its type. */
function writeAttribute(w: BinaryWriter, name: string, attribute: OnnxAttribute): void {
  text(w, 1, name);
  if ('float' in attribute) {
    w.tag(2, WireType.Bit32).float(attribute.float);
    whole(w, 20, 1);
  } else if ('int' in attribute) {
    whole(w, 3, attribute.int);
    whole(w, 20, 2);
  } else if ('text' in attribute) {
    text(w, 4, attribute.text);
    whole(w, 20, 3);
  } else {
    for (const value of attribute.ints) whole(w, 8, value);
    whole(w, 20, 7);
  }
}

/** TensorProto; raw data is little-endian. */
function writeTensor(w: BinaryWriter, { name, dims, values }: OnnxTensor): void {
  for (const dim of dims) whole(w, 1, dim);
  whole(w, 2, DATA_TYPES[typeOf(values)]);
  text(w, 8, name);
  bytes(w, 9, rawBytes(values));
}

function typeOf(values: OnnxTensor['values']): keyof typeof DATA_TYPES {
  if (values instanceof Float32Array) return 'float';
  if (values instanceof Float64Array) return 'double';
  return values instanceof Int8Array ? 'int8' : 'int64';
}

function rawBytes(values: OnnxTensor['values']): Uint8Array {
  const isFloat = values instanceof Float32Array;
  if (values instanceof Int8Array)
    return new Uint8Array(values.buffer, values.byteOffset, values.length);
  const size = isFloat ? 4 : 8;
  const raw = new DataView(new ArrayBuffer(values.length * size));
  for (let i = 0; i < values.length; i++) {
    if (values instanceof Float64Array) raw.setFloat64(i * size, values[i]!, true);
    else if (isFloat) raw.setFloat32(i * size, values[i]!, true);
    else raw.setBigInt64(i * size, BigInt(values[i]!), true);
  }
  return new Uint8Array(raw.buffer);
}

/** ValueInfoProto with TypeProto.Tensor. */
function writeValue(w: BinaryWriter, { name, dims }: OnnxValue): void {
  text(w, 1, name);
  nested(w, 2, (type) => {
    nested(type, 1, (tensor) => {
      whole(tensor, 1, DATA_TYPES.float);
      nested(tensor, 2, (shape) => {
        for (const dim of dims) nested(shape, 1, (d) => whole(d, 1, dim));
      });
    });
  });
}
