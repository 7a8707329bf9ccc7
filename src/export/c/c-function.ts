/** Pieces of C that generated sources are put together from; only what a network calls is written. */

/** A static function (with the types of its own), and the pieces that must stand before it. */
export interface CFunction {
  readonly source: string;
  readonly needs: readonly CFunction[];
}

/** All functions and what they need, each once, in an order in which everything is declared before its use. */
export function inOrderOfUse(functions: Iterable<CFunction>): CFunction[] {
  const ordered = new Set<CFunction>();
  const visit = (piece: CFunction): void => {
    if (ordered.has(piece)) return;
    piece.needs.forEach(visit);
    ordered.add(piece);
  };
  for (const piece of functions) visit(piece);
  return [...ordered];
}
