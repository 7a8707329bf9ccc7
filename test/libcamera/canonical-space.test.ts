/** Colour temperatures on a locus, by its definition: points of even 1/CT, nearness in log r, log b. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canonicalLocus,
  locusAt,
  nearestOnLocus,
  readCanonicalSpace,
} from '../../dist/libcamera/index.js';
import { tuningText } from '../dataset/awbnn-folder.js';

/** Straight in log r, log b: r falls and b rises by the factor e^0.2 from each light to the next. */
const STRAIGHT = [2500, 4000, 5000, 8000].map((cctKelvin, i) => ({
  cctKelvin,
  r: Math.exp(-0.2 * i),
  b: Math.exp(0.2 * i - 0.5),
}));
/** Half way between 2500 and 4000 K in 1/CT. */
const MIDDLE_KELVIN = 2 / (1 / 2500 + 1 / 4000);

describe('the nearest light of a locus', () => {
  const locus = canonicalLocus(readCanonicalSpace(tuningText()));
  const [coldest, warmest] = [locus.at(-1)!, locus[0]!];

  it('is that of each of its points', () => {
    for (const point of locus) expect(nearestOnLocus(locus, point)).toBeCloseTo(point.cctKelvin, 6);
  });

  it('is within half a mired that whose white point it is, of points 2 mired apart', () => {
    const mired = fc.double({
      min: 1e6 / coldest.cctKelvin,
      max: 1e6 / warmest.cctKelvin,
      noNaN: true,
    });
    fc.assert(
      fc.property(mired, (at) => {
        const found = nearestOnLocus(locus, locusAt(locus, 1e6 / at));
        expect(Math.abs(1e6 / found - at)).toBeLessThan(0.5);
      }),
    );
  });

  it('lies between its points in log chroma and in 1/CT', () => {
    const middle = { r: Math.exp(-0.1), b: Math.exp(0.1 - 0.5) };
    expect(nearestOnLocus(STRAIGHT, middle)).toBeCloseTo(MIDDLE_KELVIN, 6);
  });

  it('is the same for white points across the curve, however far', () => {
    for (const across of [-1, -0.05, 0.05, 1]) {
      const light = { r: Math.exp(-0.1 + across), b: Math.exp(0.1 - 0.5 + across) };
      expect(nearestOnLocus(STRAIGHT, light)).toBeCloseTo(MIDDLE_KELVIN, 6);
    }
  });

  it('is the end beyond an end', () => {
    expect(nearestOnLocus(STRAIGHT, { r: 2, b: 0.1 })).toBe(2500);
    expect(nearestOnLocus(STRAIGHT, { r: 0.1, b: 2 })).toBeCloseTo(8000, 6);
  });
});

describe('the white point of a locus at a colour temperature', () => {
  it('is linear in 1/CT between points, and that of the end beyond an end', () => {
    const [first, second] = [STRAIGHT[0]!, STRAIGHT[1]!];
    const { r, b } = locusAt(STRAIGHT, MIDDLE_KELVIN);
    expect(r).toBeCloseTo((first.r + second.r) / 2, 12);
    expect(b).toBeCloseTo((first.b + second.b) / 2, 12);
    expect(locusAt(STRAIGHT, 1000)).toEqual({ r: first.r, b: first.b });
    const last = STRAIGHT[3]!;
    expect(locusAt(STRAIGHT, 20_000)).toEqual({ r: last.r, b: last.b });
    for (const { cctKelvin, ...light } of STRAIGHT) {
      expect(locusAt(STRAIGHT, cctKelvin).r).toBeCloseTo(light.r, 12);
    }
  });
});
