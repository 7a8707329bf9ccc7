import { describe, expect, it } from 'vitest';
import { createSobol, SOBOL_DIMENSIONS, sobolPolynomials } from '../../dist/random/index.js';
import { sobolDirections } from '../../dist/random/sobol.js';

/** Whether x generates all non-zero residues of a polynomial over GF(2). */
function isPrimitive([degree, bits]: [number, number]): boolean {
  let state = 1;
  for (let step = 1; step <= 2 ** degree - 1; step++) {
    state <<= 1;
    if (state >> degree) state ^= bits;
    if (state === 1) return step === 2 ** degree - 1;
  }
  return false;
}

describe('scrambled Sobol points', () => {
  it('put one of the first 2^k points into each of 2^k intervals, in every coordinate', () => {
    const sobol = createSobol(SOBOL_DIMENSIONS, 3);
    const points = Array.from({ length: 256 }, (_, i) => sobol.point(i));
    for (const n of [8, 64, 256]) {
      for (let j = 0; j < SOBOL_DIMENSIONS; j++) {
        const cells = points.slice(0, n).map((point) => Math.floor(point[j]! * n));
        expect(new Set(cells).size).toBe(n);
      }
    }
  });

  it('fill the elementary boxes of the first two coordinates', () => {
    const sobol = createSobol(2, 'boxes');
    const cells = new Set<string>();
    for (let i = 0; i < 64; i++) {
      const [x, y] = sobol.point(i);
      cells.add(`${Math.floor(x! * 8)},${Math.floor(y! * 8)}`);
    }
    expect(cells.size).toBe(64);
  });

  it('come from different primitive polynomials', () => {
    const polynomials = sobolPolynomials();
    expect(polynomials.every(isPrimitive)).toBe(true);
    expect(new Set(polynomials.map(String)).size).toBe(polynomials.length);
  });

  // new-joe-kuo-6.21201, dimensions 2 to 10: degree s, coefficients a, first direction numbers m.
  const PUBLISHED: [number, number, number[]][] = [
    [1, 0, [1]],
    [2, 1, [1, 3]],
    [3, 1, [1, 3, 1]],
    [3, 2, [1, 1, 1]],
    [4, 1, [1, 1, 3, 3]],
    [4, 4, [1, 3, 5, 13]],
    [5, 2, [1, 1, 5, 5, 17]],
    [5, 4, [1, 1, 5, 5, 5]],
    [5, 7, [1, 1, 7, 11, 19]],
  ];

  it('start from the published direction numbers', () => {
    expect([...sobolDirections(0)]).toEqual(Array.from({ length: 32 }, (_, i) => 2 ** (31 - i)));
    for (const [n, [degree, coefficients, first]] of PUBLISHED.entries()) {
      expect(sobolPolynomials()[n]).toEqual([degree, 2 ** degree + 2 * coefficients + 1]);
      const m = Array.from(sobolDirections(n + 1), (v, i) => v / 2 ** (31 - i));
      expect(m.slice(0, degree)).toEqual(first);
    }
  });

  it('go on by the recurrence of their polynomial, in whole numbers', () => {
    for (let dimension = 1; dimension < SOBOL_DIMENSIONS; dimension++) {
      const [degree, bits] = sobolPolynomials()[dimension - 1]!;
      // m_i below 2^i and odd; m_i = sum over k of 2^k c_k m_(i-k), and m_(i-s) once more, all by exclusive or.
      const m = Array.from(sobolDirections(dimension), (v, i) => BigInt(v) >> BigInt(31 - i));
      for (let i = 0; i < 32; i++) {
        expect(m[i]! % 2n).toBe(1n);
        expect(m[i]! < 2n ** BigInt(i + 1)).toBe(true);
        if (i < degree) continue;
        let value = m[i - degree]!;
        for (let k = 1; k <= degree; k++) {
          if ((bits >> (degree - k)) & 1) value ^= m[i - k]! << BigInt(k);
        }
        expect(m[i]).toBe(value);
      }
    }
  });

  it('are the same for one seed and others for another', () => {
    expect(createSobol(5, 1).point(7)).toEqual(createSobol(5, 1).point(7));
    expect(createSobol(5, 1).point(7)).not.toEqual(createSobol(5, 2).point(7));
  });

  it('refuse more dimensions than there are direction numbers for', () => {
    expect(() => createSobol(SOBOL_DIMENSIONS + 1, 0)).toThrow(/expected 1 to 40 dimensions/);
  });
});
