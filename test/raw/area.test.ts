/** The area average under thumbnails, zones and reports: exact shares that fill every cell. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { areaAverage, shareOf } from '../../dist/raw/index.js';

const side = fc.integer({ min: 1, max: 20 });
const grid = fc.record({ rows: side, columns: side });

it('shares of a target cell fill it, and those of a source cell are all given away', () => {
  fc.assert(
    fc.property(grid, grid, (source, target) => {
      const bySource = new Float64Array(source.rows * source.columns);
      const byTarget = new Float64Array(target.rows * target.columns);
      areaAverage(
        source,
        target,
        (_state, cell, from, down, across) => {
          expect(Math.min(down, across)).toBeGreaterThan(0);
          bySource[from]! += down * across;
          byTarget[cell]! += down * across;
        },
        null,
      );
      expect(new Set(byTarget)).toEqual(new Set([source.rows * source.columns]));
      expect(new Set(bySource)).toEqual(new Set([target.rows * target.columns]));
    }),
  );
});

it('goes through target cells in order, says when each is done, and hands on its state', () => {
  const order: string[] = [];
  areaAverage(
    { rows: 1, columns: 3 },
    { rows: 1, columns: 2 },
    (state, cell, source, down, across) => state.push(`${cell}<${source} ${down}x${across}`),
    order,
    (state, cell) => state.push(`done ${cell}`),
  );
  expect(order).toEqual(['0<0 1x2', '0<1 1x1', 'done 0', '1<1 1x1', '1<2 1x2', 'done 1']);
});

it('spreads a cell over several where the target is finer', () => {
  // Two source cells on three target cells: units of 1/6 of the axis.
  expect([0, 1].map((cell) => shareOf(0, cell, 2, 3))).toEqual([2, 1]);
  expect([1, 2].map((cell) => shareOf(1, cell, 2, 3))).toEqual([1, 2]);
});
