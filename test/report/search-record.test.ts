/** Where lights stand against a search's curve, what zones show, and what a tuning tried, in words. */
import { describe, expect, it } from 'vitest';
import type { BayesSettings, BayesTrial } from '../../dist/classical/index.js';
import {
  curveBand,
  onCurveAlongR,
  zoneWhitePoints,
} from '../../dist/report/compare/search-record.js';
import { formatSettings, formatTrials } from '../../dist/report/text/tuning-table.js';

describe('a light against a curve along r', () => {
  it('has its own r, and its distance from the curve, positive above', () => {
    // b = 1.5 - 2 r: at r = 0.4 the curve is at 0.7; a step of 0.3 upwards is 0.3 / sqrt(5) away.
    const along = {
      predict: (r: number) => ({ mean: 1.5 - 2 * r, deviation: 0 }),
    } as unknown as Parameters<typeof onCurveAlongR>[0];
    const { cctKelvin, offset } = onCurveAlongR(along, { r: 0.4, b: 1 });
    expect(cctKelvin).toBe(0.4);
    expect(offset).toBeCloseTo(0.3 / Math.sqrt(5), 9);
    expect(onCurveAlongR(along, { r: 0.4, b: 0.5 }).offset).toBeCloseTo(-0.2 / Math.sqrt(5), 9);
  });

  it('is drawn as a band over the range of the lights, where there are ten', () => {
    const lights = Array.from({ length: 40 }, (_, i) => ({ r: 0.3 + 0.01 * i, b: 1.1 - 0.01 * i }));
    expect(curveBand(lights.slice(0, 9))).toEqual([]);
    const band = curveBand(lights.toReversed());
    expect(band).toHaveLength(90);
    expect([band[0]!.r, band[89]!.r]).toEqual([0.3, 0.3 + 0.01 * 39]);
    expect(band[1]!.r - band[0]!.r).toBeCloseTo(0.39 / 89, 12);
    for (const { r, mean } of band) expect(Math.abs(mean - (1.4 - r))).toBeLessThan(0.01);
  });
});

describe('zones of a picture', () => {
  const [heightPx, widthPx] = [24, 32];
  const zonesOf = (pixel: (x: number, y: number) => readonly number[]) =>
    zoneWhitePoints({
      heightPx,
      widthPx,
      pixels: Float32Array.from({ length: 4 * heightPx * widthPx }, (_, i) => {
        const at = i >> 2;
        return pixel(at % widthPx, Math.floor(at / widthPx))[i & 3]!;
      }),
    });

  it('are white points, without the masked and the black', () => {
    const all = zonesOf(() => [0.2, 0.4, 0.3, 1]);
    for (const { r, b } of all) {
      expect(r).toBeCloseTo(0.5, 6);
      expect(b).toBeCloseTo(0.75, 6);
    }
    const half = zonesOf((x) => [0.2, 0.4, 0.3, x < widthPx / 2 ? 1 : 0]);
    expect(half).toHaveLength(all.length / 2);
    const dark = zonesOf((_, y) =>
      y < heightPx / 2 ? [0.2, 0.4, 0.3, 1] : [0.001, 0.0019, 0.001, 1],
    );
    expect(dark).toHaveLength(all.length / 2);
    expect(zonesOf(() => [0.001, 0.0021, 0.001, 1])).toHaveLength(all.length);
  });
});

describe('what a tuning tried', () => {
  const start: BayesSettings = {
    curve: 'physical',
    priorStrength: 1,
    deltaLimit: 0.2,
    transversePos: 0.01,
    transverseNeg: 0.02,
    greyOffsetR: 0,
    greyOffsetB: 0,
  };
  const trial = (
    changes: Partial<BayesSettings>,
    meanErrorDegrees: number,
    kept: boolean,
  ): BayesTrial => ({
    settings: { ...start, ...changes },
    meanErrorDegrees,
    kept,
  });
  const tried = [
    trial({}, 3.25, true),
    trial({ deltaLimit: 0.1 }, 3.5, false),
    trial({ deltaLimit: 0.4 }, 3, true),
    trial({ deltaLimit: 0.4, transversePos: 0.03 }, 3.125, false),
  ];
  const plain = (text: string) => text;

  it('is a line for each setting, a star where the error fell', () => {
    expect(formatTrials(tried, 80, { bold: plain } as never).split('\n')).toEqual([
      '4 settings tried: value, cross-validated mean error in degrees; * best so far',
      '  start           3.250*',
      '  delta_limit     0.1 3.500   0.4 3.000*',
      '  transverse_pos  0.03 3.125',
    ]);
  });

  it('is broken into lines of as many columns as have room', () => {
    const many = Array.from({ length: 5 }, (_, i) => trial({ deltaLimit: 0.3 + i / 10 }, 4, false));
    const text = (columns: number) =>
      formatTrials([tried[0]!, ...many], columns, { bold: plain } as never);
    // Cells of 12: 60 - 18 has room for three, 40 - 18 for one.
    expect(
      text(60)
        .split('\n')
        .slice(2)
        .map((line) => line.trim().split(/ {3,}/).length),
    ).toEqual([4, 2]);
    expect(text(10).split('\n')).toHaveLength(2 + 5);
  });

  it('ends with the settings by their names in tuning files', () => {
    expect(formatSettings(start).split('\n')).toEqual([
      '  ct_curve        physical',
      '  prior strength  1',
      '  delta_limit     0.2',
      '  transverse_pos  0.01',
      '  transverse_neg  0.02',
      '  whitepoint_r    0',
      '  whitepoint_b    0',
    ]);
  });
});
