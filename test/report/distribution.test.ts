/** Histograms, densities and outlines, against their rules in numbers. */
import { describe, expect, it } from 'vitest';
import { contourOutlines, samplePlane } from '../../dist/report/dataset/contours.js';
import {
  chooseBins,
  countInBins,
  densityCurve,
  histogramOutline,
} from '../../dist/report/dataset/distribution.js';

const even = (count: number, high = 1) =>
  Array.from({ length: count }, (_, i) => (high * i) / (count - 1));

describe('bins', () => {
  it('are as wide as Freedman and Diaconis have it, but 12 to 60', () => {
    // 8001 even values over 0..2: quartiles 1 apart, 2 x 1 x 8001^(-1/3) = 0.1; 2 / 0.1 = 20.
    const bins = chooseBins(even(8001, 2));
    expect(bins.edges).toHaveLength(21);
    expect(bins.width).toBeCloseTo(0.1, 12);
    expect([bins.edges[0], bins.edges[7], bins.edges[20]]).toEqual([
      0,
      expect.closeTo(0.7, 12),
      expect.closeTo(2, 12),
    ]);
    expect(chooseBins(even(20)).edges).toHaveLength(13);
    // Half of the values crowd in a thousandth.
    const crowd = [...even(900, 1e-3).map((v) => 0.5 + v), ...even(100)];
    expect(chooseBins(crowd).edges).toHaveLength(61);
    expect(chooseBins([3, 3, 3]).width).toBeCloseTo(3e-3 / 60, 12);
    expect(chooseBins([0, 0]).width).toBeCloseTo(1 / 60, 12);
  });

  it('hold what lies in them, the ends what lies beyond', () => {
    const bins = { edges: Float64Array.of(0, 1, 2, 3), width: 1 };
    expect([...countInBins(bins, [-5, 0, 0.99, 1, 2.5, 3, 9])]).toEqual([3, 1, 3]);
    expect(histogramOutline(bins, [2, 0, 5])).toEqual([
      [0, 0],
      [0, 2],
      [1, 2],
      [1, 0],
      [2, 0],
      [2, 5],
      [3, 5],
      [3, 0],
    ]);
  });
});

describe('a density', () => {
  it("is a sum of Gaussians of Silverman's width, three of them beyond the ends", () => {
    const values = [1, 5, 0, 2];
    // Deviation of 0, 1, 2, 5 about 2: sqrt(14 / 3) = 2.16; quartiles 0.75 and 2.75: 2 / 1.34 = 1.49.
    const h = 0.9 * (2 / 1.34) * 4 ** -0.2;
    const curve = densityCurve(values);
    expect(curve).toHaveLength(240);
    expect(curve[0]![0]).toBeCloseTo(-3 * h, 12);
    expect(curve[239]![0]).toBeCloseTo(5 + 3 * h, 9);
    for (const [x, y] of [curve[0]!, curve[60]!, curve[120]!, curve[200]!]) {
      const sum = values.reduce((s, v) => s + Math.exp(-((x - v) ** 2) / (2 * h * h)), 0);
      expect(y).toBeCloseTo(sum / (4 * h * Math.sqrt(2 * Math.PI)), 12);
    }
    const step = curve[1]![0] - curve[0]![0];
    expect(curve.reduce((sum, [, y]) => sum + y * step, 0)).toBeCloseTo(1, 2);
  });

  it('takes the deviation where the quartiles coincide, and is none of values all alike', () => {
    const values = [0, 1, 1, 1, 1, 1, 2];
    const h = 0.9 * Math.sqrt(2 / 6) * 7 ** -0.2;
    expect(densityCurve(values)[0]![0]).toBeCloseTo(-3 * h, 12);
    expect(densityCurve([1, 1, 1])).toEqual([]);
    expect(densityCurve([1, 2])).toEqual([]);
    expect(densityCurve([1, 2, 3])).toHaveLength(240);
  });
});

describe('an outline', () => {
  const cone = (x: number, y: number) => 1 - Math.hypot(x - 0.5, y + 1);
  const range = { x: [-2, 3], y: [-4, 1] } as const;

  it('lies where the function has the level, by linear interpolation', () => {
    const plane = samplePlane(cone, range, 201, 101);
    const [outline, ...others] = contourOutlines(plane, 0.25);
    expect(others).toEqual([]);
    for (const [x, y] of outline!) expect(Math.hypot(x - 0.5, y + 1)).toBeCloseTo(0.75, 3);
    // Its area by the shoelace formula is that of the circle.
    const area = outline!.reduce((sum, [x, y], i) => {
      const [u, v] = outline![(i + 1) % outline!.length]!;
      return sum + (x * v - u * y) / 2;
    }, 0);
    expect(Math.abs(area) / (Math.PI * 0.75 ** 2)).toBeCloseTo(1, 2);
  });

  it('runs along the last points inside where the level reaches the border', () => {
    const plane = samplePlane(() => 1, { x: [0, 4], y: [0, 2] }, 5, 5);
    expect([plane.stepX, plane.stepY]).toEqual([1, 0.5]);
    const [outline] = contourOutlines(plane, 0.5);
    expect(Math.min(...outline!.map(([x]) => x))).toBe(1);
    expect(Math.max(...outline!.map(([x]) => x))).toBe(3);
    expect(Math.min(...outline!.map(([, y]) => y))).toBe(0.5);
    expect(Math.max(...outline!.map(([, y]) => y))).toBe(1.5);
  });

  it('includes what has just the level, and tells holes by their way round', () => {
    const plane = samplePlane(
      (x) => (Math.abs(x) < 0.1 ? 0.5 : 0),
      { x: [-1, 1], y: [-1, 1] },
      5,
      5,
    );
    expect(contourOutlines(plane, 0.5)).toHaveLength(1);
    expect(contourOutlines(plane, 0.5001)).toHaveLength(0);
    const ring = samplePlane(
      (x, y) => -Math.abs(Math.hypot(x, y) - 1),
      { x: [-2, 2], y: [-2, 2] },
      81,
      81,
    );
    const areas = contourOutlines(ring, -0.25).map((outline) =>
      outline.reduce((sum, [x, y], i) => {
        const [u, v] = outline[(i + 1) % outline.length]!;
        return sum + (x * v - u * y) / 2;
      }, 0),
    );
    expect(areas).toHaveLength(2);
    expect(areas[0]! * areas[1]!).toBeLessThan(0);
    const total = Math.abs(areas[0]! + areas[1]!);
    expect(total / (Math.PI * (1.25 ** 2 - 0.75 ** 2))).toBeCloseTo(1, 1);
  });
});
