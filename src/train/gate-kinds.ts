/** What a gate over experts is taught: the kind of each picture by one of its properties, and the loss of what the gate thinks. */
import type { ThumbnailEntry } from '../dataset/index.js';
import type { NetworkRecipe } from './recipe.js';
import { RecipeError } from './recipe-error.js';
import { GATE_SETTINGS, type TrainSettings } from './settings.js';

/**
 * The kind of each training picture: the place of its value among the property's, in their alphabetical order, or -1 for a value
 * that few have or none. Null where no gate is taught. Throws RecipeError for a hard gate that is not, for a label without a
 * gate, and for other kinds than there are experts.
 */
export function gateKinds(
  entries: readonly ThumbnailEntry[],
  training: ArrayLike<number>,
  recipe: NetworkRecipe,
  settings: Pick<TrainSettings, 'gateLabel'>,
): Int8Array | null {
  checkGate(recipe, settings);
  const { gateLabel } = settings;
  if (gateLabel === undefined) return null;
  const { experts = 1 } = recipe.family === 'small' ? recipe : {};
  const values = Array.from(training, (index) => entries[index]!.properties[gateLabel] ?? '');
  const kinds = kindsOf(values);
  if (kinds.length === experts) return Int8Array.from(values, (value) => kinds.indexOf(value));
  throw new RecipeError(
    `training.gateLabel ${gateLabel}: expected ${experts} values, one for each of network.experts, of ${GATE_SETTINGS.fewestOfAKind} training pictures or more, got ${kinds.length} (${kinds.join(', ').slice(0, 200) || 'no picture has any'}); set network.experts to the number of kinds, teach another property, or train on more pictures`,
  );
}

/** Throws RecipeError for a hard gate that is taught nothing, and for a label without a gate. */
export function checkGate(
  recipe: NetworkRecipe,
  { gateLabel }: Pick<TrainSettings, 'gateLabel'>,
): void {
  const { experts = 1, gate = 'soft' } = recipe.family === 'small' ? recipe : {};
  if (gateLabel === undefined) {
    if (gate === 'soft') return;
    if (experts === 1) {
      throw new RecipeError(
        'network.gate hard: expected a network with experts, got one without; set network.experts to the number of kinds and training.gateLabel to their property, or leave the gate out',
      );
    }
    throw new RecipeError(
      'network.gate hard: expected training.gateLabel, the property that the gate is taught (e.g. place); of itself a hard gate learns nothing',
    );
  }
  if (experts === 1) {
    throw new RecipeError(
      `training.gateLabel ${gateLabel}: expected a network with experts, got one without; set network.experts to the number of kinds`,
    );
  }
}

/** Values that are kinds, sorted: those of GATE_SETTINGS.fewestOfAKind pictures or more. */
export function kindsOf(values: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const { fewestOfAKind } = GATE_SETTINGS;
  return [...counts]
    .filter(([value, count]) => value !== '' && count >= fewestOfAKind)
    .map(([value]) => value)
    .sort();
}

/** Cross-entropy in nats of logits for a kind; adds `weight` times its derivative to `gradient`. */
export function crossEntropy(
  logits: ArrayLike<number>,
  kind: number,
  weight: number,
  gradient: { [index: number]: number; readonly length: number },
): number {
  const values = Array.from(logits);
  const largest = Math.max(...values);
  const powers = values.map((value) => Math.exp(value - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  powers.forEach((power, k) => {
    gradient[k]! += weight * (power / sum - (k === kind ? 1 : 0));
  });
  return Math.log(sum) + largest - values[kind]!;
}
