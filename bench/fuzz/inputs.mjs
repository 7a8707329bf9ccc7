// The inputs of a reader: the same seed and number give the same bytes, in whatever process.
import { createRng } from '../../dist/random/index.js';
import { mutateBytes } from './mutate.mjs';

/** The right inputs of each reader. */
const seeds = new WeakMap();
/** Of inputs whose structure was changed: how many have their bytes changed as well. */
const BYTES_SHARE = 0.12;

const asBytes = (value) => (Buffer.isBuffer(value) ? value : Buffer.from(value));

/** Input `i` of a reader: one of the right ones, changed once or several times. The first are the right ones themselves. */
export function inputOf(reader, name, seed, i) {
  const { seeds: make, mutate, encode = asBytes } = reader;
  if (!seeds.has(reader)) seeds.set(reader, make());
  const right = seeds.get(reader);
  if (i < right.length) return asBytes(encode(right[i]));
  const rng = createRng(`fuzz ${seed} ${name} ${i}`);
  const pick = () => right[rng.integer(right.length)];
  const first = pick();
  let value = first;
  // Most are wrong in one place: of two faults a reader sees the first.
  for (let n = rng.uniform() < 0.7 ? 1 : 2; n > 0; n--) {
    try {
      value = mutate(value, rng, pick());
    } catch {
      // Changed so far that its structure is gone.
      break;
    }
  }
  const bytes = encoded(encode, value) ?? asBytes(encode(first));
  return encode !== asBytes && rng.uniform() < BYTES_SHARE ? mutateBytes(bytes, rng) : bytes;
}

/** Null for a tree that nothing can be written of. */
function encoded(encode, value) {
  try {
    return asBytes(encode(value));
  } catch {
    return null;
  }
}
