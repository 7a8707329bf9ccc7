/** The noise of low light: its variance by Poisson's law and read noise, and what it leaves alone. */
import { describe, expect, it } from 'vitest';
import { createLowLight } from '../../dist/dataset/index.js';
import { createRng } from '../../dist/random/index.js';

const SENSOR = {
  share: 1,
  leastExposure: 1,
  fullWellElectrons: 10_000,
  readElectrons: 8,
  pixelsPerCell: 16,
} as const;
const CELLS = 40_000;

function flat(value: number): Float32Array {
  return Float32Array.from({ length: 4 * CELLS }, (_, i) => (i % 4 === 3 ? 1 : value));
}

function momentsOf(pixels: Float32Array): { mean: number; variance: number } {
  const values = pixels.filter((_, i) => i % 4 !== 3);
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
  return { mean, variance };
}

describe('createLowLight', () => {
  it.each([0, 0.01, 0.25])('adds noise of the variance of photons and amplifier to %d', (value) => {
    const pixels = flat(value);
    createLowLight(SENSOR)(pixels, createRng(1));
    const { mean, variance } = momentsOf(pixels);
    const expected = (value / 10_000 + (8 / 10_000) ** 2) / 16;
    expect(variance / expected).toBeGreaterThan(0.97);
    expect(variance / expected).toBeLessThan(1.03);
    expect(Math.abs(mean - value)).toBeLessThan(4 * Math.sqrt(expected / (3 * CELLS)));
  });

  it('has the noise of exposures down to the least, brightness kept', () => {
    const darken = createLowLight({ ...SENSOR, leastExposure: 1 / 64 });
    const variances = Array.from({ length: 60 }, (_, seed) => {
      const pixels = flat(0.25);
      darken(pixels, createRng(seed));
      return momentsOf(pixels).variance;
    });
    const at = (exposure: number) =>
      (0.25 / (10_000 * exposure) + (8 / (10_000 * exposure)) ** 2) / 16;
    expect(Math.min(...variances)).toBeGreaterThan(0.95 * at(1));
    expect(Math.min(...variances)).toBeLessThan(1.5 * at(1));
    expect(Math.max(...variances)).toBeLessThan(1.05 * at(1 / 64));
    expect(Math.max(...variances)).toBeGreaterThan(at(1 / 64) / 1.5);
  });

  it('leaves masked cells, coverage and other samples as they are', () => {
    const pixels = flat(0.25);
    pixels.fill(0, 0, 4);
    createLowLight(SENSOR)(pixels, createRng(1));
    expect([...pixels.subarray(0, 4)]).toEqual([0, 0, 0, 0]);
    expect(pixels.filter((_, i) => i % 4 === 3 && i > 3).every((v) => v === 1)).toBe(true);
    const darken = createLowLight({ ...SENSOR, share: 0.3 });
    let changed = 0;
    for (let seed = 0; seed < 400; seed++) {
      const cell = Float32Array.of(0.5, 0.5, 0.5, 1);
      darken(cell, createRng(seed));
      if (cell[0] !== 0.5) changed++;
    }
    expect(changed).toBeGreaterThan(80);
    expect(changed).toBeLessThan(160);
  });

  it('gives the same noise for the same stream, and refuses sensors that are none', () => {
    const [a, b] = [flat(0.1), flat(0.1)];
    createLowLight(SENSOR)(a, createRng(5));
    createLowLight(SENSOR)(b, createRng(5));
    expect(b).toEqual(a);
    for (const wrong of [{ share: 2 }, { leastExposure: 0 }, { fullWellElectrons: 0 }]) {
      expect(() => createLowLight({ ...SENSOR, ...wrong })).toThrow(/low light: expected/);
    }
  });
});
