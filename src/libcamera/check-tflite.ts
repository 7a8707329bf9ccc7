/** A network's file as far as libcamera v0.7.1 checks it before it crashes or falls back to grey world. */
import type { TuningTarget } from '../classical/index.js';

/** Zones of the targets, [height, width]. */
const GRIDS: Readonly<Record<TuningTarget, readonly [number, number]>> = {
  pisp: [32, 32],
  bcm2835: [12, 16],
};

const FLOAT32 = 0;

interface Tensor {
  readonly shape: readonly number[];
  readonly type: number;
  /** Of its constants; 0, which is empty, for what is computed. */
  readonly buffer: number;
}

/** Where the bytes of constants stand. */
interface Buffer {
  readonly start: number;
  readonly length: number;
}

/**
 * Why libcamera would not run a network from this file, a sentence; null where nothing speaks against it. Inputs are taken by
 * position: the picture first, lux second.
 */
export function tfliteFault(bytes: Uint8Array, target: TuningTarget): string | null {
  const identifier = String.fromCharCode(...bytes.subarray(4, 8));
  if (identifier !== 'TFL3') return 'it is no TensorFlow Lite file (no TFL3 at byte 4)';
  try {
    const { inputs, outputs, hasNaN } = readSubgraph(bytes);
    const [height, width] = GRIDS[target];
    const expected: readonly [string, Tensor | undefined, readonly number[]][] = [
      ['input 0, the picture', inputs[0], [1, height, width, 3]],
      ['input 1, lux', inputs[1], [1]],
      ['output 0, the CT', outputs[0], [1]],
    ];
    for (const [what, tensor, shape] of expected) {
      if (tensor === undefined) return `${what}: expected [${shape}], got none`;
      if (tensor.shape.join() !== shape.join()) {
        return `${what}: expected [${shape}] for ${target}, got [${tensor.shape}]`;
      }
      if (tensor.type !== FLOAT32) return `${what}: expected float32, got type ${tensor.type}`;
    }
    if (hasNaN)
      return 'a constant of it is NaN: the answer is too, and libcamera keeps NaN gains for ever';
    return null;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return 'the file is cut off or damaged, and libcamera crashes on it';
  }
}

/** Inputs and outputs of subgraph 0, by the slots of schema.fbs. Throws RangeError where an offset leaves the file. */
function readSubgraph(bytes: Uint8Array): {
  inputs: Tensor[];
  outputs: Tensor[];
  hasNaN: boolean;
} {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const follow = (at: number) => at + view.getUint32(at, true);
  /** Where a field of a table stands; 0 where it is at its default. */
  const field = (table: number, slot: number): number => {
    const vtable = table - view.getInt32(table, true);
    const offset =
      4 + 2 * slot < view.getUint16(vtable, true) ? view.getUint16(vtable + 4 + 2 * slot, true) : 0;
    return offset === 0 ? 0 : table + offset;
  };
  const vector = (table: number, slot: number): number[] => {
    const at = field(table, slot);
    if (at === 0) return [];
    const start = follow(at);
    const length = view.getUint32(start, true);
    if (length > bytes.length / 4) throw new RangeError('a vector longer than the file');
    return Array.from({ length }, (_, i) => start + 4 + 4 * i);
  };
  const root = follow(0);
  // Buffers stand at the end of many files, and are what is missing of one that was cut off.
  const buffers = vector(root, 4).map((at): Buffer => {
    const data = field(follow(at), 0);
    if (data === 0) return { start: 0, length: 0 };
    const length = view.getUint32(follow(data), true);
    view.getUint8(follow(data) + 3 + Math.max(1, length));
    return { start: follow(data) + 4, length };
  });
  const holdsNaN = ({ start, length }: Buffer): boolean => {
    for (let at = start; at + 4 <= start + length; at += 4) {
      if (Number.isNaN(view.getFloat32(at, true))) return true;
    }
    return false;
  };
  const [first] = vector(root, 2);
  if (first === undefined) throw new RangeError('no subgraph');
  const subgraph = follow(first);
  const tensors = vector(subgraph, 0).map((at): Tensor => {
    const tensor = follow(at);
    const type = field(tensor, 1);
    const shape = vector(tensor, 0).map((entry) => view.getInt32(entry, true));
    const buffer = field(tensor, 2);
    const index = buffer === 0 ? 0 : view.getUint32(buffer, true);
    return { shape, type: type === 0 ? FLOAT32 : view.getInt8(type), buffer: index };
  });
  const named = (slot: number) =>
    vector(subgraph, slot).flatMap((at) => tensors[view.getInt32(at, true)] ?? []);
  const hasNaN = tensors.some(
    ({ type, buffer }) => type === FLOAT32 && holdsNaN(buffers[buffer] ?? { start: 0, length: 0 }),
  );
  return { inputs: named(1), outputs: named(2), hasNaN };
}
