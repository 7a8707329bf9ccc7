/**
 * Memory for what lives only a part of a pass: blocks are taken while the stages are laid out in order and given back
 * after their last reader, so that later stages lie where earlier ones lay. Best fit, neighbours merged.
 */
import type { Arena } from '../engine/index.js';

/** Blocks are multiples of a cache line, as the arena's are. */
const GRAIN_BYTES = 64;

interface Block {
  readonly start: number;
  readonly bytes: number;
}

export class BufferPool {
  private readonly arena: Arena;
  /** Sorted by address; no two touch. */
  private free: Block[] = [];
  private readonly taken = new Map<number, number>();

  constructor(arena: Arena) {
    this.arena = arena;
  }

  /** Address of at least `bytes` bytes, whatever they hold. Throws RangeError where memory ends. */
  take(bytes: number): number {
    const size = Math.ceil(bytes / GRAIN_BYTES) * GRAIN_BYTES;
    let best: Block | undefined;
    for (const block of this.free) {
      if (block.bytes >= size && (!best || block.bytes < best.bytes)) best = block;
    }
    const start = best ? best.start : this.arena.allocate(size);
    this.taken.set(start, size);
    if (best) {
      const rest = { start: start + size, bytes: best.bytes - size };
      this.free = this.free.flatMap((block) =>
        block !== best ? [block] : rest.bytes > 0 ? [rest] : [],
      );
    }
    return start;
  }

  /** Gives back what `take` returned. Throws RangeError for anything else. */
  give(start: number): void {
    const bytes = this.taken.get(start);
    if (bytes === undefined) throw new RangeError(`BufferPool: ${start} was not taken`);
    this.taken.delete(start);
    const sorted = [...this.free, { start, bytes }].sort((a, b) => a.start - b.start);
    this.free = [];
    for (const block of sorted) {
      const last = this.free.at(-1);
      if (last && last.start + last.bytes === block.start) {
        this.free[this.free.length - 1] = { start: last.start, bytes: last.bytes + block.bytes };
      } else this.free.push(block);
    }
  }
}
