import { describe, expect, it } from 'vitest';
import { createSobol, SOBOL_DIMENSIONS, sobolPolynomials } from '../../dist/random/index.js';

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

  it('are the same for one seed and others for another', () => {
    expect(createSobol(5, 1).point(7)).toEqual(createSobol(5, 1).point(7));
    expect(createSobol(5, 1).point(7)).not.toEqual(createSobol(5, 2).point(7));
  });

  it('refuse more dimensions than there are direction numbers for', () => {
    expect(() => createSobol(SOBOL_DIMENSIONS + 1, 0)).toThrow(/expected 1 to 40 dimensions/);
  });
});
