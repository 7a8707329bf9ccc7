/** Blocks of memory that are lent in turn: no two that are lent at once may overlap. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Arena, instantiateKernels } from '../../dist/engine/index.js';
import { loadKernelModule } from '../../dist/engine/node/index.js';
import { BufferPool } from '../../dist/infer/buffer-pool.js';

const MODULE = loadKernelModule();

function createPool() {
  const arena = new Arena(instantiateKernels(MODULE, new WebAssembly.Memory({ initial: 1 })));
  return { arena, pool: new BufferPool(arena) };
}

it('lends no byte twice at once', () => {
  const step = fc.record({
    give: fc.boolean(),
    bytes: fc.integer({ min: 1, max: 5000 }),
    which: fc.nat(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { arena, pool } = createPool();
      const lent: { start: number; bytes: number }[] = [];
      for (const { give, bytes, which } of steps) {
        if (give && lent.length > 0) {
          const [block] = lent.splice(which % lent.length, 1);
          pool.give(block!.start);
          continue;
        }
        const start = pool.take(bytes);
        expect(start % 64).toBe(0);
        expect(start + bytes).toBeLessThanOrEqual(arena.bytesUsed);
        for (const other of lent) {
          expect(start >= other.start + other.bytes || start + bytes <= other.start).toBe(true);
        }
        lent.push({ start, bytes });
      }
    }),
  );
});

it('uses given blocks again, merged with their neighbours', () => {
  const { arena, pool } = createPool();
  const blocks = [640, 640, 640].map((bytes) => pool.take(bytes));
  const used = arena.bytesUsed;
  for (const start of [blocks[0]!, blocks[2]!, blocks[1]!]) pool.give(start);
  expect(pool.take(1920)).toBe(blocks[0]);
  expect(arena.bytesUsed).toBe(used);
  expect(() => pool.give(blocks[1]!)).toThrow(/was not taken/);
});
