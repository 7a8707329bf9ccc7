/** Where buffers lie: no two that are in use together may touch. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BufferUse, planMemory } from '../../dist/export/c/memory-plan.js';

const BUFFERS: fc.Arbitrary<BufferUse[]> = fc
  .array(
    fc.record({ floats: fc.integer({ min: 1, max: 400 }), first: fc.nat(12), life: fc.nat(6) }),
    {
      maxLength: 25,
    },
  )
  .map((drafts) =>
    drafts.map(({ floats, first, life }, i) => ({ id: `${i}`, floats, first, last: first + life })),
  );

describe('a plan of memory', () => {
  it('keeps buffers apart that are in use at the same time', () => {
    fc.assert(
      fc.property(BUFFERS, (buffers) => {
        const { offsets, floats } = planMemory(buffers);
        for (const a of buffers) {
          const start = offsets.get(a.id)!;
          expect(start + a.floats).toBeLessThanOrEqual(floats);
          for (const b of buffers) {
            if (a === b || a.last < b.first || b.last < a.first) continue;
            const other = offsets.get(b.id)!;
            expect(start + a.floats <= other || other + b.floats <= start).toBe(true);
          }
        }
      }),
    );
  });

  it('takes at least what is in use at once, and no more than all', () => {
    fc.assert(
      fc.property(BUFFERS, (buffers) => {
        const { floats } = planMemory(buffers);
        const rounded = (sum: number, buffer: BufferUse) =>
          sum + Math.ceil(buffer.floats / 16) * 16;
        expect(floats).toBeLessThanOrEqual(buffers.reduce(rounded, 0));
        for (let step = 0; step < 20; step++) {
          const used = buffers.filter(({ first, last }) => first <= step && step <= last);
          expect(floats).toBeGreaterThanOrEqual(used.reduce((sum, b) => sum + b.floats, 0));
        }
      }),
    );
  });

  it('lays a chain over two places', () => {
    const chain = Array.from({ length: 6 }, (_, i) => ({
      id: `${i}`,
      floats: 160,
      first: i,
      last: i + 1,
    }));
    expect(planMemory(chain).floats).toBe(320);
  });
});
