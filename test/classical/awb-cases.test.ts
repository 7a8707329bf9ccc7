import { describe, expect, it } from 'vitest';
import {
  createBayesianAwb,
  createCaseEstimator,
  DEFAULT_AWB_PARAMETERS,
  readAwbCase,
  STOCK_PRIORS,
  type TuningFileError,
} from '../../dist/classical/index.js';

const PARAMETERS = {
  ...DEFAULT_AWB_PARAMETERS,
  ctCurve: [
    { cctKelvin: 3000, r: 0.7, b: 0.4 },
    { cctKelvin: 8000, r: 0.4, b: 0.7 },
  ],
  priors: STOCK_PRIORS,
  modes: new Map([['auto', { lo: 2500, hi: 8000 }]]),
};

const zones = (green: number) =>
  Array.from({ length: 12 }, () => [
    Math.round(0.55 * green),
    green,
    Math.round(0.55 * green),
    100,
  ]);
const CASE = { id: 'a', width: 4, height: 3, zones: zones(1e6), lux: 500, mode: 'auto' };

describe('cases', () => {
  it('are answered as single estimates', () => {
    const one = readAwbCase(CASE);
    const answer = createCaseEstimator(PARAMETERS)(one);
    const { cctKelvin, red, blue } = createBayesianAwb(PARAMETERS)(one.zones, { lux: 500 })!;
    expect(answer).toEqual({ id: 'a', ct: cctKelvin, gain_r: red, gain_b: blue });
  });

  it("get libcamera's start state where too little can be seen", () => {
    const answer = createCaseEstimator(PARAMETERS)(readAwbCase({ ...CASE, zones: zones(100) }));
    expect(answer.ct).toBe(4000);
    expect(answer.gain_r).toBeCloseTo(1 / 0.64, 12);
  });

  it('take lux 400 and the first mode by default', () => {
    const { lux, mode } = readAwbCase({ ...CASE, lux: undefined, mode: undefined });
    expect([lux, mode]).toEqual([400, undefined]);
  });

  it('are multiplied by the shading tables that they bring, zone by zone', () => {
    const factors = (channel: number) => CASE.zones.map((_, i) => 1 + 0.05 * i * (channel + 1));
    const alsc = { r: factors(0), g: factors(1), b: factors(2) };
    // What the hardware counts before the correction, so that each corrected mean is whole.
    const grey = (i: number) => [550 / alsc.r[i]!, 1000 / alsc.g[i]!, 550 / alsc.b[i]!];
    const before = CASE.zones.map((_, i) => [
      ...grey(i).map((mean) => Math.round(mean * 1e6)),
      1e3,
    ]);
    const after = CASE.zones.map(() => [550e6, 1000e6, 550e6, 1e3]);
    const estimate = createCaseEstimator({ ...PARAMETERS, minRegions: 5 });
    const expected = estimate(readAwbCase({ ...CASE, zones: after }));
    const corrected = estimate(readAwbCase({ ...CASE, zones: before, alsc }));
    expect(corrected.ct / expected.ct).toBeCloseTo(1, 4);
    expect(corrected.gain_r / expected.gain_r).toBeCloseTo(1, 4);
    const uncorrected = estimate(readAwbCase({ ...CASE, zones: before }));
    expect(Math.abs(uncorrected.gain_b / expected.gain_b - 1)).toBeGreaterThan(0.05);
  });

  it.each([
    ['alsc.r', { alsc: { r: [1], g: Array(12).fill(1), b: Array(12).fill(1) } }],
    ['alsc.b', { alsc: { r: Array(12).fill(1), g: Array(12).fill(1) } }],
    ['alsc.g[3]', { alsc: { r: Array(12).fill(1), g: [1, 1, 1, -1, ...Array(8).fill(1)], b: [] } }],
    ['id', { id: 3 }],
    ['width', { width: 0 }],
    ['zones', { zones: [] }],
    ['zones[1]', { zones: [CASE.zones[0], [1, 2, 3], ...CASE.zones.slice(2)] }],
    ['zones[0][2]', { zones: [[1, 2, -3, 4], ...CASE.zones.slice(1)] }],
    ['lux', { lux: 'bright' }],
    ['mode', { mode: 1 }],
  ])('name the key that is wrong: %s', (key, change) => {
    try {
      readAwbCase({ ...CASE, ...change });
      expect.unreachable();
    } catch (error) {
      expect((error as TuningFileError).key).toBe(key);
    }
  });
});
