/**
 * Sobol' points with Owen's nested uniform scrambling: low-discrepancy, random by seed, and every prefix of 2^k points
 * is stratified in each coordinate.
 * Direction numbers: [Joe2008] Constructing Sobol sequences with better two-dimensional projections, SIAM J. Sci. Comput.
 * 30, the first 40 dimensions of new-joe-kuo-6. Scrambling: [Burley2020] Practical hash-based Owen scrambling, JCGT 9(4),
 * with the permutation of [Laine2011].
 */
import { createRng } from './rng.js';

/**
 * Degree s of the primitive polynomial, its inner coefficients a as bits, and the initial direction numbers m_1..m_s, from
 * the second dimension on; the first is van der Corput's.
 */
const DIRECTIONS: readonly (readonly [s: number, a: number, m: readonly number[]])[] = [
  [1, 0, [1]],
  [2, 1, [1, 3]],
  [3, 1, [1, 3, 1]],
  [3, 2, [1, 1, 1]],
  [4, 1, [1, 1, 3, 3]],
  [4, 4, [1, 3, 5, 13]],
  [5, 2, [1, 1, 5, 5, 17]],
  [5, 4, [1, 1, 5, 5, 5]],
  [5, 7, [1, 1, 7, 11, 19]],
  [5, 11, [1, 1, 5, 1, 1]],
  [5, 13, [1, 1, 1, 3, 11]],
  [5, 14, [1, 3, 5, 5, 31]],
  [6, 1, [1, 3, 3, 9, 7, 49]],
  [6, 13, [1, 1, 1, 15, 21, 21]],
  [6, 16, [1, 3, 1, 13, 27, 49]],
  [6, 19, [1, 1, 1, 15, 7, 5]],
  [6, 22, [1, 3, 1, 15, 13, 25]],
  [6, 25, [1, 1, 5, 5, 19, 61]],
  [7, 1, [1, 3, 7, 11, 23, 15, 103]],
  [7, 4, [1, 3, 7, 13, 13, 15, 69]],
  [7, 7, [1, 1, 3, 13, 7, 35, 63]],
  [7, 8, [1, 3, 5, 9, 1, 25, 53]],
  [7, 14, [1, 3, 1, 13, 9, 35, 107]],
  [7, 19, [1, 3, 1, 5, 27, 61, 31]],
  [7, 21, [1, 1, 5, 11, 19, 41, 61]],
  [7, 28, [1, 3, 5, 3, 3, 13, 69]],
  [7, 31, [1, 1, 7, 13, 1, 19, 1]],
  [7, 32, [1, 3, 7, 5, 13, 19, 59]],
  [7, 37, [1, 1, 3, 9, 25, 29, 41]],
  [7, 41, [1, 3, 5, 13, 23, 1, 55]],
  [7, 42, [1, 3, 7, 3, 13, 59, 17]],
  [7, 50, [1, 3, 1, 3, 5, 53, 69]],
  [7, 55, [1, 1, 5, 5, 23, 33, 13]],
  [7, 56, [1, 1, 7, 7, 1, 61, 123]],
  [7, 59, [1, 1, 7, 9, 13, 61, 49]],
  [7, 62, [1, 3, 3, 5, 3, 55, 33]],
  [8, 14, [1, 3, 1, 15, 31, 13, 49, 245]],
  [8, 21, [1, 3, 5, 15, 31, 59, 63, 97]],
  [8, 22, [1, 3, 1, 11, 11, 11, 77, 249]],
];
const BITS = 32;

/** Coordinates that points can have at most. */
export const SOBOL_DIMENSIONS = DIRECTIONS.length + 1;

/** The polynomials' degrees and coefficients, for who wants to check them: [degree, bits x^s..x^0]. */
export function sobolPolynomials(): [degree: number, bits: number][] {
  return DIRECTIONS.map(([s, a]) => [s, (1 << s) | (a << 1) | 1]);
}

/** The direction numbers v_1..v_32 of a dimension (from 0) as 32-bit fractions, for who wants to check them. */
export function sobolDirections(dimension: number): Uint32Array {
  return directionVectors(dimension);
}

export interface SobolSequence {
  readonly dimensions: number;
  /** Writes the point of an index (from 0) to `out`, each coordinate in [0, 1). */
  point(index: number, out?: Float64Array): Float64Array;
}

/** A scrambled sequence; one seed gives the same points. Throws RangeError beyond SOBOL_DIMENSIONS. */
export function createSobol(dimensions: number, seed: number | string): SobolSequence {
  if (!(Number.isInteger(dimensions) && dimensions >= 1 && dimensions <= SOBOL_DIMENSIONS)) {
    throw new RangeError(
      `createSobol: expected 1 to ${SOBOL_DIMENSIONS} dimensions, got ${dimensions}`,
    );
  }
  const vectors = Array.from({ length: dimensions }, (_, j) => directionVectors(j));
  const rng = createRng(`sobol/${seed}`);
  const shuffleKey = rng.integer(2 ** 32);
  const keys = Array.from({ length: dimensions }, () => rng.integer(2 ** 32));
  return {
    dimensions,
    point(index, out = new Float64Array(dimensions)) {
      // Scrambling the index too makes sequences of different seeds independent in their order.
      const shuffled = owenScramble(index >>> 0, shuffleKey);
      for (let j = 0; j < dimensions; j++) {
        out[j] = owenUniform(sobolBits(vectors[j], shuffled), keys[j]);
      }
      return out;
    },
  };
}

/** v_1..v_32 of a dimension, as 32-bit fractions [Joe2008, section 2]. */
function directionVectors(dimension: number): Uint32Array {
  const v = new Uint32Array(BITS);
  if (dimension === 0) {
    for (let i = 0; i < BITS; i++) v[i] = 1 << (BITS - 1 - i);
    return v;
  }
  const [s, a, m] = DIRECTIONS[dimension - 1];
  for (let i = 0; i < BITS; i++) {
    if (i < s) {
      v[i] = m[i] << (BITS - 1 - i);
      continue;
    }
    let value = v[i - s] ^ (v[i - s] >>> s);
    for (let k = 1; k < s; k++) if ((a >> (s - 1 - k)) & 1) value ^= v[i - k];
    v[i] = value;
  }
  return v;
}

function sobolBits(v: Uint32Array, index: number): number {
  let bits = 0;
  for (let i = 0, rest = index; rest !== 0; rest >>>= 1, i++) if (rest & 1) bits ^= v[i];
  return bits >>> 0;
}

function owenUniform(bits: number, key: number): number {
  return owenScramble(bits, key) / 2 ** 32;
}

/** Nested uniform scramble: each bit is flipped by a hash of the bits above it. */
function owenScramble(bits: number, key: number): number {
  return reverseBits(lainePermutation(reverseBits(bits), key));
}

/** Each bit of the result depends on that bit and the lower ones alone [Laine2011]. */
function lainePermutation(bits: number, key: number): number {
  let x = (bits + key) | 0;
  x ^= Math.imul(x, 0x6c50b47c);
  x ^= Math.imul(x, 0xb82f1e52);
  x ^= Math.imul(x, 0xc7afe638);
  x ^= Math.imul(x, 0x8d22f6e6);
  return x >>> 0;
}

function reverseBits(bits: number): number {
  let x = bits;
  x = ((x >>> 1) & 0x55555555) | ((x & 0x55555555) << 1);
  x = ((x >>> 2) & 0x33333333) | ((x & 0x33333333) << 2);
  x = ((x >>> 4) & 0x0f0f0f0f) | ((x & 0x0f0f0f0f) << 4);
  x = ((x >>> 8) & 0x00ff00ff) | ((x & 0x00ff00ff) << 8);
  return ((x >>> 16) | (x << 16)) >>> 0;
}
