/**
 * Tensors of PyTorch's files: state dictionaries, checkpoints that hold one, and compiled modules (torch.jit), as torch.save
 * and torch.jit.save write them since PyTorch 1.6: a zip of a pickle and the numbers of each storage.
 */
import {
  checkTensor,
  ELEMENT_BYTES,
  type ElementType,
  MOST_TENSORS,
  readNumbers,
  type WeightFile,
  type WeightTensor,
} from '../tensors.js';
import { WeightsError } from '../weights-error.js';
import { type PickledTensor, type PickleValue, RECORD, readPickle } from './pickle.js';
import { zipEntries } from './zip-entries.js';

const STORAGE_TYPES: Readonly<Record<string, ElementType | null>> = {
  'torch.FloatStorage': 'F32',
  'torch.DoubleStorage': 'F64',
  'torch.HalfStorage': 'F16',
  'torch.BFloat16Storage': 'BF16',
  // Counters, which no network of ours reads.
  'torch.LongStorage': null,
  'torch.IntStorage': null,
  'torch.BoolStorage': null,
  'torch.ByteStorage': null,
};

const DEEPEST = 32;

/** Throws WeightsError for a file that is damaged, names code, or holds no tensors. */
export function readTorch(bytes: Uint8Array): WeightFile {
  const entries = zipEntries(bytes);
  const pickle = [...entries.keys()].find((name) => /(^|\/)data\.pkl$/.test(name));
  if (pickle === undefined) {
    throw new WeightsError(
      'PyTorch: expected a file of torch.save, got a zip archive without data.pkl',
    );
  }
  const folder = pickle.slice(0, -'data.pkl'.length);
  const order = entries.get(`${folder}byteorder`);
  if (order && String.fromCharCode(...order.subarray(0, 6)) !== 'little') {
    throw new WeightsError(
      'PyTorch: expected little-endian numbers; save the weights on another machine',
    );
  }
  const found = new Map<string, PickledTensor>();
  collect(readPickle(entries.get(pickle)!), '', found, 0);
  const tensors = withoutAliases(found).flatMap(([name, tensor]) => {
    const values = entries.get(`${folder}data/${tensor.storage.key}`);
    return valuesOf(name, tensor, values) ?? [];
  });
  if (tensors.length > 0) return { tensors, metadata: {} };
  throw new WeightsError('PyTorch: expected tensors, found none; save state_dict() of the network');
}

/** Tensors by their path, attributes and keys joined by dots; `state_dict` of a checkpoint goes without its name. */
function collect(
  value: PickleValue,
  path: string,
  found: Map<string, PickledTensor>,
  depth: number,
): void {
  if (depth > DEEPEST || found.size > MOST_TENSORS) {
    throw new WeightsError(
      'PyTorch: expected a dictionary of tensors, got one too deep or too large',
    );
  }
  if (value instanceof Map) {
    const state = depth === 0 ? value.get('state_dict') : undefined;
    if (state instanceof Map) {
      collect(state, '', found, 1);
      return;
    }
    for (const [key, inner] of value) {
      if (key === RECORD) continue;
      collect(inner, path === '' ? String(key) : `${path}.${String(key)}`, found, depth + 1);
    }
    return;
  }
  if (typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'tensor') {
    found.set(path, value);
  }
}

/** Of tensors that are the same numbers under several names, the first. */
function withoutAliases(found: ReadonlyMap<string, PickledTensor>): [string, PickledTensor][] {
  const seen = new Set<string>();
  return [...found].filter(([, { storage, offset, shape, strides }]) => {
    const key = JSON.stringify([storage.key, offset, shape, strides]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Null for whole numbers. */
function valuesOf(
  name: string,
  { storage, offset, shape, strides }: PickledTensor,
  bytes: Uint8Array | undefined,
): WeightTensor | null {
  const type = STORAGE_TYPES[storage.type];
  if (type === undefined) {
    throw new WeightsError(`${name}: expected float numbers, got ${storage.type.slice(0, 100)}`);
  }
  const count = checkTensor(name, shape);
  if (type === null || count === 0) return null;
  if (!bytes)
    throw new WeightsError(`${name}: expected its numbers in data/${storage.key}, got none`);
  const last = shape.reduce((sum, side, axis) => sum + (side - 1) * strides[axis]!, offset);
  const stored = bytes.length / ELEMENT_BYTES[type];
  if (!(offset >= 0 && last < stored)) {
    throw new WeightsError(`${name}: expected ${last + 1} numbers in its storage, got ${stored}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const all = readNumbers(name, view, 0, { type, count: Math.floor(stored) });
  return { name, shape: [...shape], values: gathered(all, offset, shape, strides) };
}

function gathered(
  all: Float32Array,
  offset: number,
  shape: readonly number[],
  strides: readonly number[],
): Float32Array {
  const count = shape.reduce((a, b) => a * b, 1);
  const values = new Float32Array(count);
  const index = shape.map(() => 0);
  let at = offset;
  for (let i = 0; i < count; i++) {
    values[i] = all[at]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]!++;
      at += strides[axis]!;
      if (index[axis]! < shape[axis]!) break;
      at -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return values;
}
