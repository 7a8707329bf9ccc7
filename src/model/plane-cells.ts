/** Planes of cells of several pixels: how many, and what is taken of them. */
import type { CellsOf, NodeOf } from './architecture.js';

/** Pixels of a cell on a side, and what is taken of them; null where planes are of the thumbnail's pixels as they are. */
export function cellsOf(
  node: NodeOf<'features'>,
): { readonly size: number; readonly of: CellsOf } | null {
  if (node.planes === 'rgb' || node.planes === 'rendered') return null;
  const { cell: size = 1, of = 'means' } = node;
  return size === 1 && of === 'means' ? null : { size, of };
}
