/** The nearest point of a line of lights. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { footOnLine } from '../../dist/color/index.js';

const LINE = [
  { r: 1, b: 0.2 },
  { r: 0.6, b: 0.5 },
  { r: 0.4, b: 0.9 },
];

describe('footOnLine', () => {
  it('finds the piece, the share of it, and the side', () => {
    const above = footOnLine(LINE, { r: 0.8 + 0.03, b: 0.35 + 0.04 });
    expect(above.piece).toBe(1);
    expect(above.share).toBeCloseTo(0.5, 12);
    expect(above.foot.r).toBeCloseTo(0.8, 12);
    expect(above.distance).toBeCloseTo(0.05, 12);
    expect(footOnLine(LINE, { r: 0.8 - 0.03, b: 0.35 - 0.04 }).distance).toBeCloseTo(-0.05, 12);
  });

  it('does not extend the ends, and wants two points', () => {
    expect(footOnLine(LINE, { r: 2, b: 0 })).toMatchObject({ piece: 1, share: 0, foot: LINE[0] });
    expect(footOnLine(LINE, { r: 0.4, b: 2 })).toMatchObject({ piece: 2, share: 1 });
    expect(() => footOnLine(LINE.slice(1, 2), { r: 1, b: 1 })).toThrow(/at least 2 points, got 1/);
  });

  it('is as near as any point of the line', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 2, noNaN: true }),
        fc.double({ min: 0, max: 2, noNaN: true }),
        (r, b) => {
          const { distance } = footOnLine(LINE, { r, b });
          for (let i = 0; i <= 200; i++) {
            const [from, to] = i < 100 ? [LINE[0]!, LINE[1]!] : [LINE[1]!, LINE[2]!];
            const share = (i % 100) / 100;
            const there = Math.hypot(
              r - from.r - share * (to.r - from.r),
              b - from.b - share * (to.b - from.b),
            );
            expect(Math.abs(distance)).toBeLessThanOrEqual(there + 1e-12);
          }
        },
      ),
    );
  });
});
