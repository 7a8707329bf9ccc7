/**
 * Layout of tensors in the kernels' linear memory: a bump allocator that never frees, and padded NHWC tensors.
 */
import type { Kernels } from './kernels.js';
import type { LinearMemory } from './wasm-types.js';

const PAGE_BYTES = 65536;
const ALIGNMENT = 64;

/** Allocates zeroed blocks of the kernels' memory, growing it as needed. Same calls, same addresses. */
export class Arena {
  private next: number;
  private readonly memory: LinearMemory;

  constructor(kernels: Kernels) {
    this.memory = kernels.memory;
    this.next = kernels.heapBase();
  }

  /** Address of `bytes` zero bytes, aligned to a cache line. Throws RangeError where memory ends (4 GiB). */
  allocate(bytes: number): number {
    const at = Math.ceil(this.next / ALIGNMENT) * ALIGNMENT;
    const end = at + bytes;
    const missing = Math.ceil((end - this.memory.buffer.byteLength) / PAGE_BYTES);
    if (missing > 0) {
      try {
        this.memory.grow(missing);
      } catch {
        const mebibytes = Math.round(end / 2 ** 20);
        throw new RangeError(
          `engine: the network needs more than ${mebibytes} MiB at this batch size; use a smaller batch or input`,
        );
      }
    }
    this.next = end;
    return at;
  }

  /** Bytes in use so far. */
  get bytesUsed(): number {
    return this.next;
  }
}

/** How a tensor lies in memory. A vector has rows = columns = 1. Strides are in bytes. */
export interface TensorLayout {
  /** Address of sample 0, row 0, column 0, channel 0 (behind the padding). */
  readonly base: number;
  readonly sampleStride: number;
  readonly rowStride: number;
  readonly pixelStride: number;
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
  /** Channels with padding: pixelStride / 4. */
  readonly paddedChannels: number;
  /** Zero pixels on every side. */
  readonly padding: number;
}

export interface TensorRequest {
  readonly samples: number;
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
  /** Channels are padded to a multiple of this; 8 unless given. */
  readonly multiple?: number;
  readonly padding?: number;
}

/** Lays a zeroed tensor out in the arena. */
export function allocateTensor(arena: Arena, request: TensorRequest): TensorLayout {
  return tensorAt(arena.allocate(tensorBytes(request)), request);
}

/** Bytes that a tensor takes, its padding included. */
export function tensorBytes(request: TensorRequest): number {
  // A tile of four channels may read up to three floats beyond the last pixel.
  return request.samples * tensorAt(0, request).sampleStride + 16;
}

/** A tensor whose first byte, padding included, is `start`. */
export function tensorAt(
  start: number,
  { rows, columns, channels, multiple = 8, padding = 0 }: TensorRequest,
): TensorLayout {
  const paddedChannels = Math.ceil(channels / multiple) * multiple;
  const pixelStride = paddedChannels * 4;
  const rowStride = (columns + 2 * padding) * pixelStride;
  const sampleStride = (rows + 2 * padding) * rowStride;
  const base = start + padding * (rowStride + pixelStride);
  return {
    base,
    sampleStride,
    rowStride,
    pixelStride,
    rows,
    columns,
    channels,
    paddedChannels,
    padding,
  };
}
