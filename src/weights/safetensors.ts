/**
 * The safetensors format (https://github.com/huggingface/safetensors), little-endian: length of the header as uint64; the
 * header in JSON, {name: {dtype, shape, data_offsets: [from, to]}}, texts about the file under `__metadata__`; then the
 * numbers, without gaps.
 */
import { describeValue, utf8FromBytes, utf8ToBytes } from '../text/index.js';
import {
  checkTensor,
  ELEMENT_BYTES,
  type ElementType,
  MOST_TENSORS,
  readNumbers,
  type WeightFile,
  type WeightTensor,
} from './tensors.js';
import { WeightsError } from './weights-error.js';

const LENGTH_BYTES = 8;
const MOST_HEADER_BYTES = 16e6;
const METADATA = '__metadata__';
/** Counters, which no network of ours reads. */
const WHOLE_TYPES: Readonly<Record<string, number>> = { I64: 8, I32: 4, U8: 1, BOOL: 1 };

/** Whether bytes look like a safetensors file: a length that fits, then an object. */
export function isSafetensors(bytes: Uint8Array): boolean {
  if (bytes.length < LENGTH_BYTES + 2) return false;
  const length = headerLength(bytes);
  return length >= 2 && LENGTH_BYTES + length <= bytes.length && bytes[LENGTH_BYTES] === 0x7b;
}

/** Throws WeightsError for what is no whole, right file. */
export function readSafetensors(bytes: Uint8Array): WeightFile {
  const length = bytes.length < LENGTH_BYTES ? -1 : headerLength(bytes);
  if (length < 2 || length > MOST_HEADER_BYTES || LENGTH_BYTES + length > bytes.length) {
    throw new WeightsError(
      `safetensors: expected a header within the file's ${bytes.length} bytes, got one of ${length}; copy the file again`,
    );
  }
  const header = parseHeader(bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + length));
  const start = bytes.byteOffset + LENGTH_BYTES + length;
  const data = new DataView(bytes.buffer, start, bytes.length - LENGTH_BYTES - length);
  const entries = Object.entries(header).filter(([name]) => name !== METADATA);
  if (entries.length > MOST_TENSORS) {
    throw new WeightsError(
      `safetensors: expected at most ${MOST_TENSORS} tensors, got ${entries.length}`,
    );
  }
  const tensors = entries.flatMap(([name, entry]) => readEntry(name, entry, data) ?? []);
  return { tensors, metadata: textsOf(header[METADATA]) };
}

function headerLength(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, LENGTH_BYTES);
  return view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(utf8FromBytes(bytes));
    if (typeof header === 'object' && header !== null && !Array.isArray(header)) {
      return header as Record<string, unknown>;
    }
  } catch {
    // Falls through to what is said of every header that is none.
  }
  throw new WeightsError('safetensors: expected a header in JSON, got something else');
}

/** Null for whole numbers. */
function readEntry(name: string, entry: unknown, data: DataView): WeightTensor | null {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  const count = checkTensor(name, shape);
  const [from, to] = Array.isArray(offsets) ? offsets : [];
  const isFloat = typeof dtype === 'string' && Object.hasOwn(ELEMENT_BYTES, dtype);
  const bytes = isFloat ? ELEMENT_BYTES[dtype as ElementType] : wholeBytes(name, dtype);
  const fits =
    Number.isSafeInteger(from) && from >= 0 && to === from + count * bytes && to <= data.byteLength;
  if (!fits) {
    throw new WeightsError(
      `${name}: expected ${count * bytes} bytes within the file, got offsets ${describeValue(offsets)}`,
    );
  }
  if (!isFloat) return null;
  const values = readNumbers(name, data, from, { type: dtype as ElementType, count });
  return { name, shape: shape as number[], values };
}

function wholeBytes(name: string, dtype: unknown): number {
  const bytes = typeof dtype === 'string' ? WHOLE_TYPES[dtype] : undefined;
  if (bytes !== undefined) return bytes;
  throw new WeightsError(
    `${name}: expected numbers of type F32, F64, F16 or BF16, got ${describeValue(dtype)}`,
  );
}

function textsOf(metadata: unknown): Record<string, string> {
  if (typeof metadata !== 'object' || metadata === null) return {};
  return Object.fromEntries(
    Object.entries(metadata).filter(([, value]) => typeof value === 'string'),
  );
}

/** Bytes of a file; tensors as float32, in their order. */
export function writeSafetensors({ tensors, metadata }: WeightFile): Uint8Array {
  const header: Record<string, unknown> = {};
  if (Object.keys(metadata).length > 0) header[METADATA] = metadata;
  let at = 0;
  for (const { name, shape, values } of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [at, at + 4 * values.length] };
    at += 4 * values.length;
  }
  const json = utf8ToBytes(JSON.stringify(header));
  // Numbers begin at a multiple of 8, as the format's own writer has it.
  const length = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(LENGTH_BYTES + length + at);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, length, true);
  bytes.fill(0x20, LENGTH_BYTES, LENGTH_BYTES + length);
  bytes.set(json, LENGTH_BYTES);
  let place = LENGTH_BYTES + length;
  for (const { values } of tensors) {
    for (const value of values) {
      view.setFloat32(place, value, true);
      place += 4;
    }
  }
  return bytes;
}
