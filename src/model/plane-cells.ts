/** Planes of cells of several pixels: how many, and what is taken of them. */
import type { CellsOf, ModelNode, NodeOf } from './architecture.js';

/** Planes of logarithms. */
export type ChromaPlanes = Extract<
  NodeOf<'features'>,
  { planes: 'logChroma' | 'relativeLogChroma' }
>;

export function isChromaPlanes(node: ModelNode): node is ChromaPlanes {
  return (
    node.op === 'features' && (node.planes === 'relativeLogChroma' || node.planes === 'logChroma')
  );
}

/** Whether planes are of colours, and not of edges between them. */
export function isOfMeans({ of = 'means' }: ChromaPlanes): boolean {
  return of === 'means';
}

/** Pixels of a cell on a side, and what is taken of them; null where planes are of the thumbnail's pixels as they are. */
export function cellsOf(
  node: NodeOf<'features'>,
): { readonly size: number; readonly of: CellsOf } | null {
  if (node.planes === 'rgb' || node.planes === 'rendered') return null;
  const { cell: size = 1, of = 'means' } = node;
  return size === 1 && of === 'means' ? null : { size, of };
}
