// The inputs of a reader: the same seed and number give the same bytes, in whatever process.
import { createRng } from '../../dist/random/index.js';
import { READERS } from './readers.mjs';

const seeds = new Map();

/** Input `i`: one of the right ones, changed once or several times. The first are the right ones themselves. */
export function inputOf(name, seed, i) {
  const { seeds: make, mutate } = READERS[name];
  if (!seeds.has(name)) seeds.set(name, make());
  const right = seeds.get(name);
  if (i < right.length) return right[i];
  const rng = createRng(`fuzz ${seed} ${name} ${i}`);
  const pick = () => right[rng.integer(right.length)];
  let bytes = pick();
  for (let n = 1 + rng.integer(2); n > 0; n--) {
    try {
      bytes = mutate(bytes, rng, pick());
    } catch {
      // Changed so far that its structure is gone.
      break;
    }
  }
  return bytes;
}
