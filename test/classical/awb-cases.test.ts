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
    const { cctKelvin, gainR, gainB } = createBayesianAwb(PARAMETERS)(one.zones, { lux: 500 })!;
    expect(answer).toEqual({ id: 'a', ct: cctKelvin, gain_r: gainR, gain_b: gainB });
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

  it.each([
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
