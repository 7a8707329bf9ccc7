/** Pieces of C that generated sources are put together from (runtime/); only what a network calls is written. */
import type { WeightFormat } from '../weight-format.js';
import { type PieceName, RUNTIME } from './runtime.generated.js';

/** Texts of all pieces and what they need, each once, in an order in which everything is declared before its use. */
export function inOrderOfUse(pieces: Iterable<PieceName>, format: WeightFormat): string[] {
  const ordered = new Set<PieceName>();
  const visit = (name: PieceName): void => {
    if (ordered.has(name)) return;
    for (const need of RUNTIME[name].needs) {
      if (need === 'given/panels') visit(`panels_${format}`);
      else if (isPiece(need)) visit(need);
    }
    ordered.add(name);
  };
  for (const piece of pieces) visit(piece);
  return [...ordered].map((name) => RUNTIME[name].source);
}

/** Whether this is a piece, and not what the exporter prints at the head of a source itself. */
function isPiece(name: string): name is PieceName {
  return name in RUNTIME;
}

/** A piece about a model called `model`, about one of this name. */
export function named(
  piece: 'estimate' | 'estimate_frames' | 'model' | 'model_main',
  name: string,
): string {
  return RUNTIME[piece].source
    .replaceAll('deepawb_model_', `deepawb_${name}_`)
    .replaceAll('DEEPAWB_MODEL_', `DEEPAWB_${name.toUpperCase()}_`)
    .replaceAll('"model.h"', `"${name}.h"`);
}
