/**
 * Standard normals drawn once: a sample reads them from a place of its own on. Drawing anew would take longer than
 * all other augmentation together.
 */
import { createRng } from '../../random/index.js';

/** How many; a power of two. */
export const NORMAL_COUNT = 1 << 17;

let table: Float32Array | null = null;

/** NORMAL_COUNT numbers, the same in every process. */
export function standardNormals(): Float32Array {
  if (table) return table;
  const rng = createRng('augment/normals');
  table = Float32Array.from({ length: NORMAL_COUNT }, () => rng.normal());
  return table;
}
