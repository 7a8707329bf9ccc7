/** Numbers of a pass that stay: biases, tables and weights, written into the kernels' memory once. */
import type { Arena, Kernels } from '../engine/index.js';
import type { BufferPool } from './buffer-pool.js';
import type { PackedSize } from './stage-context.js';

/** Each method gives an address; what they do is said in StageContext. */
export class PassConstants {
  private readonly kernels: Kernels;
  private readonly arena: Arena;
  private readonly pool: BufferPool;

  /** `pool`: where weights lie while they are packed. */
  constructor(kernels: Kernels, arena: Arena, pool: BufferPool) {
    this.kernels = kernels;
    this.arena = arena;
    this.pool = pool;
  }

  constant(values: ArrayLike<number>): number {
    const floats = Math.ceil(values.length / 8) * 8;
    const at = this.arena.allocate(floats * 4);
    this.floats(at, floats).set(values);
    return at;
  }

  doubles(values: Float64Array): number {
    const at = this.arena.allocate(values.byteLength);
    new Float64Array(this.kernels.memory.buffer, at, values.length).set(values);
    return at;
  }

  int16(values: Int16Array): number {
    const at = this.arena.allocate(values.byteLength);
    new Int16Array(this.kernels.memory.buffer, at, values.length).set(values);
    return at;
  }

  packed(weights: Float32Array, { kernel, input, outChannels }: PackedSize): number {
    const { channels, paddedChannels } = input;
    const panels = Math.ceil(outChannels / 8);
    const packed = this.arena.allocate(panels * kernel * kernel * paddedChannels * 32);
    const plain = this.pool.take(weights.byteLength);
    this.floats(plain, weights.length).set(weights);
    this.kernels.packForward(plain, kernel, channels, paddedChannels, outChannels, packed);
    // So that after set-up memory holds only what a pass reads: record/record-pass.ts takes it as it is.
    this.kernels.clear(plain, weights.byteLength);
    this.pool.give(plain);
    return packed;
  }

  private floats(at: number, count: number): Float32Array {
    return new Float32Array(this.kernels.memory.buffer, at, count);
  }
}
