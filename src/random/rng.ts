/**
 * Seeded random numbers: sfc32 (Chris Doty-Humphrey's Small Fast Counting generator, PractRand), which
 * passes BigCrush, needs four 32-bit words of state and runs on integer arithmetic alone, so that one
 * seed gives the same stream on every machine. Streams fork by name: `rng.fork('crop', 3)` does not
 * depend on how many numbers were drawn before.
 */
export interface Rng {
  /** Uniform in [0, 1), 32 bits of resolution. */
  uniform(): number;
  /** Uniform integer in [0, n). */
  integer(n: number): number;
  /** Standard normal (Marsaglia's polar method, the second value is kept for the next call). */
  normal(): number;
  /** In-place Fisher-Yates shuffle; returns its argument. */
  shuffle<T extends { length: number; [i: number]: unknown }>(items: T): T;
  /** An independent stream named by the parts; does not advance this one. */
  fork(...name: (string | number)[]): Rng;
}

/** FNV-1a over the UTF-16 code units of the joined name, from a given basis. */
function hashName(name: string, basis: number): number {
  let h = basis | 0;
  for (let i = 0; i < name.length; i++) {
    h = Math.imul(h ^ name.charCodeAt(i), 0x01000193);
  }
  return h;
}

/** A generator for a seed: any finite number or any text. */
export function createRng(seed: number | string): Rng {
  const name = String(seed);
  let a = hashName(name, 0x811c9dc5);
  let b = hashName(name, 0x9e3779b9);
  let c = hashName(name, 0x243f6a88);
  let counter = 1;
  let spare = 0;
  let hasSpare = false;

  function next(): number {
    const t = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    c |= 0;
    return t >>> 0;
  }
  for (let i = 0; i < 15; i++) next();

  const uniform = (): number => next() / 4294967296;
  return {
    uniform,
    integer: (n) => Math.floor(uniform() * n),
    normal() {
      if (hasSpare) {
        hasSpare = false;
        return spare;
      }
      for (;;) {
        const u = 2 * uniform() - 1;
        const v = 2 * uniform() - 1;
        const s = u * u + v * v;
        if (s > 0 && s < 1) {
          const factor = Math.sqrt((-2 * Math.log(s)) / s);
          spare = v * factor;
          hasSpare = true;
          return u * factor;
        }
      }
    },
    shuffle(items) {
      for (let i = items.length - 1; i > 0; i--) {
        const j = Math.floor(uniform() * (i + 1));
        const held = items[i];
        (items as { [i: number]: unknown })[i] = items[j];
        (items as { [i: number]: unknown })[j] = held;
      }
      return items;
    },
    fork: (...parts) => createRng(`${name}/${parts.join('/')}`),
  };
}
