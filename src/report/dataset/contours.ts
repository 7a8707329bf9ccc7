/**
 * The areas of a plane where a function is at least a level, as closed outlines: marching squares with
 * linear interpolation, over a grid whose border counts as below every level, so that every outline closes.
 *
 * A cell's corners that are inside make a number 0..15 (1 upper left, 2 upper right, 4 lower right, 8 lower left, y
 * growing downwards), which picks the pieces of outline in it. Every piece has the inside on one and the same hand, so
 * that holes run the other way round and stay empty when filled by the non-zero rule.
 */

/** Values at columns x rows points, row by row; x = left + column * stepX, y = top + row * stepY. */
export interface SampledPlane {
  readonly columns: number;
  readonly rows: number;
  readonly left: number;
  readonly top: number;
  readonly stepX: number;
  readonly stepY: number;
  readonly values: Float64Array;
}

export type Outline = readonly (readonly [number, number])[];

/** Sides of a cell. */
const TOP = 0;
const RIGHT = 1;
const BOTTOM = 2;
const LEFT = 3;

/** For each case the pieces of outline, as pairs of the sides where they start and end. */
const PIECES: readonly (readonly number[])[] = [
  [],
  [LEFT, TOP],
  [TOP, RIGHT],
  [LEFT, RIGHT],
  [RIGHT, BOTTOM],
  [LEFT, TOP, RIGHT, BOTTOM],
  [TOP, BOTTOM],
  [LEFT, BOTTOM],
  [BOTTOM, LEFT],
  [BOTTOM, TOP],
  [TOP, RIGHT, BOTTOM, LEFT],
  [BOTTOM, RIGHT],
  [RIGHT, LEFT],
  [RIGHT, TOP],
  [TOP, LEFT],
  [],
];

/** Samples a function over a rectangle, columns x rows points; those on the border become -Infinity. */
export function samplePlane(
  f: (x: number, y: number) => number,
  range: { readonly x: readonly [number, number]; readonly y: readonly [number, number] },
  columns: number,
  rows: number,
): SampledPlane {
  const stepX = (range.x[1] - range.x[0]) / (columns - 1);
  const stepY = (range.y[1] - range.y[0]) / (rows - 1);
  const [left, top] = [range.x[0], range.y[0]];
  const values = new Float64Array(columns * rows).fill(Number.NEGATIVE_INFINITY);
  for (let row = 1; row < rows - 1; row++) {
    for (let column = 1; column < columns - 1; column++) {
      values[row * columns + column] = f(left + column * stepX, top + row * stepY);
    }
  }
  return { columns, rows, left, top, stepX, stepY, values };
}

/** Outlines of the areas where the plane is at least `level`. */
export function contourOutlines(plane: SampledPlane, level: number): Outline[] {
  const next = linkPieces(plane, level);
  const outlines: Outline[] = [];
  for (const start of next.keys()) {
    const outline: [number, number][] = [];
    // Every outline closes, so the walk ends where it began; what has been walked is taken out of the links.
    let edge = start;
    do {
      outline.push(crossing(plane, edge, level));
      const to = next.get(edge) ?? start;
      next.delete(edge);
      edge = to;
    } while (edge !== start);
    outlines.push(outline);
  }
  return outlines;
}

/** From each edge of the grid that an outline crosses to the one where it crosses next. */
function linkPieces({ columns, rows, values }: SampledPlane, level: number): Map<number, number> {
  const next = new Map<number, number>();
  for (let row = 0; row < rows - 1; row++) {
    for (let column = 0; column < columns - 1; column++) {
      const at = row * columns + column;
      const corners =
        (values[at] >= level ? 1 : 0) +
        (values[at + 1] >= level ? 2 : 0) +
        (values[at + columns + 1] >= level ? 4 : 0) +
        (values[at + columns] >= level ? 8 : 0);
      const pieces = PIECES[corners];
      for (let i = 0; i < pieces.length; i += 2) {
        next.set(edgeOf(at, pieces[i], columns), edgeOf(at, pieces[i + 1], columns));
      }
    }
  }
  return next;
}

/** Number of a cell's side: twice the point it starts at, plus one where it runs downwards. */
function edgeOf(cell: number, side: number, columns: number): number {
  switch (side) {
    case TOP:
      return 2 * cell;
    case BOTTOM:
      return 2 * (cell + columns);
    case LEFT:
      return 2 * cell + 1;
    default:
      return 2 * (cell + 1) + 1;
  }
}

/** Where the level is reached on an edge. */
function crossing(plane: SampledPlane, edge: number, level: number): [number, number] {
  const { columns, left, top, stepX, stepY, values } = plane;
  const from = edge >> 1;
  const isDown = (edge & 1) === 1;
  const a = values[from];
  const b = values[isDown ? from + columns : from + 1];
  // Against the border, which is below every level, the outline runs along the last points inside.
  const share = a === -Infinity ? 1 : b === -Infinity ? 0 : (level - a) / (b - a);
  const column = (from % columns) + (isDown ? 0 : share);
  const row = Math.floor(from / columns) + (isDown ? share : 0);
  return [left + column * stepX, top + row * stepY];
}
