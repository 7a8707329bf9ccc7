/**
 * Where the buffers of a pass lie in one static array: largest first, each at the lowest place that no buffer in use
 * at the same time holds (greedy by size, [Pisarchyk2020], "Efficient memory management for deep neural net inference").
 */

/** A buffer of so many floats, in use from step `first` to step `last`, both included. */
export interface BufferUse {
  readonly id: string;
  readonly floats: number;
  readonly first: number;
  readonly last: number;
}

export interface MemoryPlan {
  /** First float of each buffer. */
  readonly offsets: ReadonlyMap<string, number>;
  /** Length of the array. */
  readonly floats: number;
}

/** A cache line. */
const GRAIN_FLOATS = 16;

interface Placed extends BufferUse {
  readonly start: number;
  readonly end: number;
}

export function planMemory(buffers: readonly BufferUse[]): MemoryPlan {
  const placed: Placed[] = [];
  const largestFirst = [...buffers].sort((a, b) => b.floats - a.floats || a.first - b.first);
  for (const buffer of largestFirst) {
    const start = lowestGap(
      buffer.floats,
      placed.filter(({ first, last }) => first <= buffer.last && buffer.first <= last),
    );
    placed.push({ ...buffer, start, end: start + roundedUp(buffer.floats) });
  }
  return {
    offsets: new Map(placed.map(({ id, start }) => [id, start])),
    floats: placed.reduce((most, { end }) => Math.max(most, end), 0),
  };
}

function lowestGap(floats: number, others: readonly Placed[]): number {
  let start = 0;
  for (const other of [...others].sort((a, b) => a.start - b.start)) {
    if (other.start - start >= floats) break;
    start = Math.max(start, other.end);
  }
  return start;
}

function roundedUp(floats: number): number {
  return Math.ceil(floats / GRAIN_FLOATS) * GRAIN_FLOATS;
}
