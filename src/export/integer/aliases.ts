/** Values that are others by another name. */
import type { Stage } from '../../model/index.js';

/** Flattened maps are the maps themselves, as these have no gaps. */
export function aliasesOf(stages: readonly Stage[]): Map<string, string> {
  const aliases = new Map<string, string>();
  for (const stage of stages) {
    if (stage.op !== 'plain' || stage.node.op !== 'flatten') continue;
    const from = stage.inputs[0]!;
    aliases.set(stage.id, aliases.get(from) ?? from);
  }
  return aliases;
}
