/**
 * A TensorFlow Lite file (schema version 3, identifier TFL3) written with slot numbers of schema.fbs alone: one subgraph of
 * float32 with fixed shapes, operators in their first version.
 */
import { Builder } from 'flatbuffers';
import type { Graph, TfliteOperator, TfliteTensor, Value } from './graph.js';
import { BUILTIN, type Builtin, type OptionField } from './operators.js';

const SCHEMA_VERSION = 3;
const IDENTIFIER = 'TFL3';
/** TensorType. */
const TYPES = { float: 0, int: 2, bool: 6 } as const;
/** Runtimes read constants in place. */
const BUFFER_ALIGNMENT = 16;
/** Operator codes above it stand in a second field; the first then says this. */
const LARGEST_OLD_CODE = 127;
const SIGNATURE = 'serving_default';

export interface TfliteModel {
  readonly description: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly graph: Graph;
  /** By name, in the order in which they are taken by position. */
  readonly inputs: readonly NamedValue[];
  readonly outputs: readonly NamedValue[];
}

export interface NamedValue {
  readonly name: string;
  readonly value: Value;
}

type Offset = number;

export function encodeTflite(model: TfliteModel): Uint8Array {
  const { graph } = model;
  const builtins = [...new Set(graph.operators.map(({ builtin }) => builtin))];
  const constants = graph.tensors.flatMap(({ values }) => (values ? [values] : []));
  const total = constants.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const b = new Builder(total + 65_536);
  const { metadata, buffers } = writeBuffers(b, model, constants);
  const subgraph = writeSubgraph(b, model, builtins);
  const signature = writeSignature(b, model);
  const codes = offsets(
    b,
    builtins.map((builtin) => writeCode(b, builtin)),
  );
  const subgraphs = offsets(b, [subgraph]);
  const signatures = offsets(b, [signature]);
  const description = b.createString(model.description);
  b.startObject(8);
  b.addFieldInt32(0, SCHEMA_VERSION, 0);
  b.addFieldOffset(1, codes, 0);
  b.addFieldOffset(2, subgraphs, 0);
  b.addFieldOffset(3, description, 0);
  b.addFieldOffset(4, buffers, 0);
  b.addFieldOffset(6, metadata, 0);
  b.addFieldOffset(7, signatures, 0);
  b.finish(b.endObject(), IDENTIFIER);
  return b.asUint8Array();
}

/** Buffer 0 is empty, as the format wants it; then the constants in the order of tensors, then the texts of metadata. */
function writeBuffers(
  b: Builder,
  { metadata }: TfliteModel,
  constants: readonly (Float32Array | Int32Array)[],
): { metadata: Offset; buffers: Offset } {
  const entries = Object.entries(metadata);
  const tables = [
    writeBuffer(b, 0),
    ...constants.map((values) => writeBuffer(b, numbers(b, values))),
    // A string is a vector of its bytes.
    ...entries.map(([, text]) => writeBuffer(b, b.createString(text))),
  ];
  const named = entries.map(([name], i) => {
    const text = b.createString(name);
    b.startObject(2);
    b.addFieldOffset(0, text, 0);
    b.addFieldInt32(1, 1 + constants.length + i, 0);
    return b.endObject();
  });
  return { metadata: offsets(b, named), buffers: offsets(b, tables) };
}

function writeBuffer(b: Builder, data: Offset): Offset {
  b.startObject(3);
  if (data !== 0) b.addFieldOffset(0, data, 0);
  return b.endObject();
}

/** The bytes of numbers, little-endian, as a vector of bytes. */
function numbers(b: Builder, values: Float32Array | Int32Array): Offset {
  b.startVector(1, values.byteLength, BUFFER_ALIGNMENT);
  const isFloat = values instanceof Float32Array;
  for (let i = values.length - 1; i >= 0; i--) {
    if (isFloat) b.addFloat32(values[i]!);
    else b.addInt32(values[i]!);
  }
  return b.endVector();
}

function writeSubgraph(
  b: Builder,
  { graph, inputs, outputs }: TfliteModel,
  builtins: readonly Builtin[],
): Offset {
  let buffer = 0;
  const tensors = offsets(
    b,
    graph.tensors.map((tensor) => writeTensor(b, tensor, tensor.values ? ++buffer : 0)),
  );
  const operators = offsets(
    b,
    graph.operators.map((operator) => writeOperator(b, operator, builtins)),
  );
  const places = (values: readonly NamedValue[]) =>
    integers(
      b,
      values.map(({ value }) => value.index),
    );
  const [from, to] = [places(inputs), places(outputs)];
  const name = b.createString('main');
  b.startObject(6);
  b.addFieldOffset(0, tensors, 0);
  b.addFieldOffset(1, from, 0);
  b.addFieldOffset(2, to, 0);
  b.addFieldOffset(3, operators, 0);
  b.addFieldOffset(4, name, 0);
  return b.endObject();
}

function writeTensor(
  b: Builder,
  { name, dims, values, type = 'float' }: TfliteTensor,
  buffer: number,
): Offset {
  const text = b.createString(name);
  const shape = integers(b, dims);
  b.startObject(10);
  b.addFieldOffset(0, shape, 0);
  b.addFieldInt8(1, values instanceof Int32Array ? TYPES.int : TYPES[type], TYPES.float);
  b.addFieldInt32(2, buffer, 0);
  b.addFieldOffset(3, text, 0);
  // has_rank: an empty shape is a scalar's, not an unknown one.
  if (dims.length === 0) b.addFieldInt8(8, 1, 0);
  return b.endObject();
}

function writeOperator(
  b: Builder,
  { builtin, inputs, output, options }: TfliteOperator,
  builtins: readonly Builtin[],
): Offset {
  const from = integers(b, inputs);
  const to = integers(b, [output]);
  const table = options ? writeOptions(b, options.fields) : 0;
  b.startObject(13);
  b.addFieldInt32(0, builtins.indexOf(builtin), 0);
  b.addFieldOffset(1, from, 0);
  b.addFieldOffset(2, to, 0);
  if (options) {
    b.addFieldInt8(3, options.kind, 0);
    b.addFieldOffset(4, table, 0);
  }
  return b.endObject();
}

/** Every field is written, whatever its default. */
function writeOptions(b: Builder, fields: readonly OptionField[]): Offset {
  b.startObject(8);
  for (const { slot, type, value } of fields) {
    if (type === 'byte') b.addFieldInt8(slot, value, null);
    else if (type === 'int') b.addFieldInt32(slot, value, null);
    else b.addFieldFloat32(slot, value, null);
  }
  return b.endObject();
}

function writeCode(b: Builder, builtin: Builtin): Offset {
  const code = BUILTIN[builtin];
  b.startObject(4);
  b.addFieldInt8(0, Math.min(code, LARGEST_OLD_CODE), 0);
  b.addFieldInt32(2, 1, 0);
  b.addFieldInt32(3, code, 0);
  return b.endObject();
}

function writeSignature(b: Builder, { inputs, outputs }: TfliteModel): Offset {
  const map = (values: readonly NamedValue[]) =>
    offsets(
      b,
      values.map(({ name, value }) => {
        const text = b.createString(name);
        b.startObject(2);
        b.addFieldOffset(0, text, 0);
        b.addFieldInt32(1, value.index, 0);
        return b.endObject();
      }),
    );
  const [from, to] = [map(inputs), map(outputs)];
  const key = b.createString(SIGNATURE);
  b.startObject(5);
  b.addFieldOffset(0, from, 0);
  b.addFieldOffset(1, to, 0);
  b.addFieldOffset(2, key, 0);
  return b.endObject();
}

function integers(b: Builder, values: readonly number[]): Offset {
  b.startVector(4, values.length, 4);
  for (let i = values.length - 1; i >= 0; i--) b.addInt32(values[i]!);
  return b.endVector();
}

function offsets(b: Builder, values: readonly Offset[]): Offset {
  b.startVector(4, values.length, 4);
  for (let i = values.length - 1; i >= 0; i--) b.addOffset(values[i]!);
  return b.endVector();
}
