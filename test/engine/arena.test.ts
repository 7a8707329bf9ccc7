import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Arena, allocateTensor, instantiateKernels } from '../../dist/engine/index.js';
import { loadKernelModule } from '../../dist/engine/node/index.js';

function createArena(maximum = 65536): { arena: Arena; memory: WebAssembly.Memory } {
  const memory = new WebAssembly.Memory({ initial: 1, maximum });
  return { arena: new Arena(instantiateKernels(loadKernelModule(), memory)), memory };
}

describe('Arena', () => {
  it('gives blocks that start on a cache line, overlap nothing and lie in the memory, all zero', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 200_000 }), { maxLength: 12 }), (sizes) => {
        const { arena, memory } = createArena();
        let end = 0;
        for (const bytes of sizes) {
          const at = arena.allocate(bytes);
          expect(at % 64).toBe(0);
          expect(at).toBeGreaterThanOrEqual(end);
          end = at + bytes;
          expect(arena.bytesUsed).toBe(end);
          expect(memory.buffer.byteLength).toBeGreaterThanOrEqual(end);
          const block = new Uint8Array(memory.buffer, at, bytes);
          expect(block.findIndex((byte) => byte !== 0)).toBe(-1);
          block.fill(255);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('gives the same addresses for the same calls', () => {
    const addresses = [1, 2].map(() => {
      const { arena } = createArena();
      return [10, 100_000, 3, 64].map((bytes) => arena.allocate(bytes));
    });
    expect(addresses[0]).toEqual(addresses[1]);
  });

  it('says how much memory would be needed where it ends', () => {
    const { arena } = createArena(4);
    expect(() => arena.allocate(10 * 2 ** 20)).toThrow(
      new RangeError(
        'engine: the network needs more than 10 MiB at this batch size; use a smaller batch or input',
      ),
    );
  });
});

describe('allocateTensor', () => {
  it('pads channels to a multiple and the map on every side', () => {
    const { arena } = createArena();
    const before = arena.allocate(0);
    const tensor = allocateTensor(arena, {
      samples: 2,
      rows: 3,
      columns: 5,
      channels: 11,
      padding: 2,
    });
    expect(tensor).toMatchObject({
      paddedChannels: 16,
      pixelStride: 64,
      rowStride: 9 * 64,
      sampleStride: 7 * 9 * 64,
      base: before + 2 * 9 * 64 + 2 * 64,
    });
    expect(arena.bytesUsed).toBeGreaterThanOrEqual(before + 2 * tensor.sampleStride);
  });
});
