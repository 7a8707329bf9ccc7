/**
 * Averages by area between grids over the same rectangle: which cells of one lie beneath a cell of the other, and with how
 * much of them. Shares are whole numbers: on an axis of source x target units a source cell spans `target` of them and a
 * target cell `source`, so that no rounding ever lets a sliver of a neighbour (or of a mask) into a cell. Sums of products
 * of two shares, one an axis, divide by `source.rows x source.columns` for a whole cell.
 */

export interface Grid {
  readonly rows: number;
  readonly columns: number;
}

/** First source cell beneath target cell `cell`, along an axis of `source` and `target` cells. */
export function firstBeneath(cell: number, source: number, target: number): number {
  return Math.floor((cell * source) / target);
}

/** Last source cell beneath it. */
export function lastBeneath(cell: number, source: number, target: number): number {
  return Math.ceil(((cell + 1) * source) / target) - 1;
}

/** Units of source cell `at` that lie in target cell `cell`. */
export function shareOf(at: number, cell: number, source: number, target: number): number {
  return Math.min((at + 1) * target, (cell + 1) * source) - Math.max(at * target, cell * source);
}

/** Told of a source cell that lies beneath a target cell, by its share down and across. */
export type OnCell<State> = (
  state: State,
  cell: number,
  source: number,
  down: number,
  across: number,
) => void;

/** Told that all source cells beneath a target cell have been. */
export type OnDone<State> = (state: State, cell: number) => void;

/**
 * Calls `onCell` for each pair of cells that overlap: target cells row by row, the source cells beneath each row by row. What
 * is averaged is in `state`, so that nothing is allocated.
 */
export function areaAverage<State>(
  source: Grid,
  target: Grid,
  onCell: OnCell<State>,
  state: State,
  onDone?: OnDone<State>,
): void {
  for (let oy = 0, cell = 0; oy < target.rows; oy++) {
    const firstRow = firstBeneath(oy, source.rows, target.rows);
    const lastRow = lastBeneath(oy, source.rows, target.rows);
    for (let ox = 0; ox < target.columns; ox++, cell++) {
      const firstColumn = firstBeneath(ox, source.columns, target.columns);
      const lastColumn = lastBeneath(ox, source.columns, target.columns);
      for (let y = firstRow; y <= lastRow; y++) {
        const down = shareOf(y, oy, source.rows, target.rows);
        for (let x = firstColumn; x <= lastColumn; x++) {
          const across = shareOf(x, ox, source.columns, target.columns);
          onCell(state, cell, y * source.columns + x, down, across);
        }
      }
      onDone?.(state, cell);
    }
  }
}
