import { describe, expect, it } from 'vitest';
import {
  AwbController,
  type AwbZones,
  createBayesianAwb,
  DEFAULT_AWB_PARAMETERS,
  evaluatePiecewise,
  invertPiecewise,
  piecewiseLinear,
  STOCK_PRIORS,
} from '../../dist/classical/index.js';

const PARAMETERS = {
  ...DEFAULT_AWB_PARAMETERS,
  ctCurve: [
    { cctKelvin: 3000, r: 0.7, b: 0.4 },
    { cctKelvin: 5000, r: 0.5, b: 0.6 },
    { cctKelvin: 8000, r: 0.4, b: 0.7 },
  ],
  priors: STOCK_PRIORS,
  modes: new Map([
    ['auto', { lo: 2500, hi: 8000 }],
    ['indoor', { lo: 3000, hi: 4000 }],
  ]),
};

function wall(r: number, b: number): AwbZones {
  const sums = new Float64Array(16 * 12 * 4);
  for (let o = 0; o < sums.length; o += 4) sums.set([2e7 * r, 2e7, 2e7 * b, 1000], o);
  return { width: 16, height: 12, sums };
}

describe('AwbController', () => {
  it('starts on the curve at 4000 K', () => {
    const { cctKelvin, red, blue } = new AwbController(PARAMETERS).status;
    expect(cctKelvin).toBe(4000);
    expect(red).toBeCloseTo(1 / 0.6, 12);
    expect(blue).toBeCloseTo(1 / 0.5, 12);
    expect(new AwbController(DEFAULT_AWB_PARAMETERS).status).toEqual({
      cctKelvin: 4500,
      red: 1,
      blue: 1,
    });
  });

  it('jumps during start-up and then moves by speed each frame', () => {
    const awb = new AwbController(PARAMETERS);
    const first = wall(0.6, 0.5);
    const target = createBayesianAwb(PARAMETERS)(first)!;
    expect(awb.frame(first).cctKelvin).toBe(4000);
    expect(awb.frame(first)).toEqual(target);
    for (let i = 0; i < 30; i++) awb.frame(first);
    const second = wall(0.45, 0.65);
    const next = createBayesianAwb(PARAMETERS)(second)!;
    let frames = 0;
    while (Math.abs(awb.frame(second).red - target.red) < 1e-9) frames++;
    expect(frames).toBeLessThanOrEqual(PARAMETERS.framePeriod);
    const moved = 0.05 * next.red + 0.95 * target.red;
    expect(awb.status.red).toBeCloseTo(moved, 12);
    for (let i = 0; i < 300; i++) awb.frame(second);
    expect(awb.status.red).toBeCloseTo(next.red, 5);
    expect(awb.status.cctKelvin).toBeCloseTo(next.cctKelvin, 1);
  });

  it('estimates once in framePeriod frames after start-up', () => {
    const awb = new AwbController({ ...PARAMETERS, speed: 1 });
    for (let i = 0; i < 40; i++) awb.frame(wall(0.6, 0.5));
    const changes: number[] = [];
    let last = awb.status.red;
    for (let i = 0; i < 60; i++) {
      const { red } = awb.frame(wall(0.5 + 0.001 * i, 0.6));
      if (red !== last) changes.push(i);
      last = red;
    }
    expect(changes.length).toBeGreaterThanOrEqual(5);
    for (let i = 1; i < changes.length; i++) expect(changes[i] - changes[i - 1]).toBe(10);
  });

  it('keeps the last result where a frame says nothing', () => {
    const awb = new AwbController(PARAMETERS);
    for (let i = 0; i < 5; i++) awb.frame(wall(0.6, 0.5));
    const before = awb.status;
    const black = { width: 16, height: 12, sums: new Float64Array(16 * 12 * 4) };
    for (let i = 0; i < 50; i++) awb.frame(black);
    expect(awb.status.red).toBeCloseTo(before.red, 12);
  });

  it.each([
    ['manual gains', (awb: AwbController) => awb.setManualGains(1.2, 3.3)],
    ['a colour temperature', (awb: AwbController) => awb.setColourTemperature(7000)],
    ['frozen gains', (awb: AwbController) => awb.disableAuto()],
  ])('goes back to the last automatic result after %s, in the dark', (_, fix) => {
    const awb = new AwbController(PARAMETERS);
    const lit = wall(0.6, 0.5);
    for (let i = 0; i < 40; i++) awb.frame(lit);
    const last = createBayesianAwb(PARAMETERS)(lit)!;
    fix(awb);
    for (let i = 0; i < 10; i++) awb.frame(lit);
    awb.setManualGains(0, 0);
    const dark = { width: 16, height: 12, sums: new Float64Array(16 * 12 * 4).fill(100) };
    for (let i = 0; i < 500; i++) awb.frame(dark, 1);
    expect(awb.status.cctKelvin).toBeCloseTo(last.cctKelvin, 5);
    expect(awb.status.red).toBeCloseTo(last.red, 8);
    expect(awb.status.blue).toBeCloseTo(last.blue, 8);
  });

  it('refuses manual gains that no camera has', () => {
    const awb = new AwbController(PARAMETERS);
    for (const gain of [-1, 5e-324, 1e300, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => awb.setManualGains(gain, 1)).toThrow(RangeError);
    }
    expect(awb.isAuto).toBe(true);
  });

  it('holds manual gains, tells their CT, and goes back', () => {
    const awb = new AwbController(PARAMETERS);
    awb.setManualGains(2, 1 / 0.6);
    expect(awb.isAuto).toBe(false);
    expect(awb.convergenceFrames).toBe(0);
    expect(awb.status.cctKelvin).toBeCloseTo(5000, 9);
    for (let i = 0; i < 20; i++) awb.frame(wall(0.6, 0.5));
    expect(awb.status.red).toBe(2);
    awb.setManualGains(0, 2);
    expect(awb.isAuto).toBe(true);
    expect(awb.convergenceFrames).toBe(3);
    for (let i = 0; i < 300; i++) awb.frame(wall(0.6, 0.5));
    expect(awb.status.red).not.toBeCloseTo(2, 2);
    expect(() => awb.setManualGains(-1, 2)).toThrow('two gains of 0 or');
  });

  it('sets a colour temperature, freezes and changes mode', () => {
    const awb = new AwbController(PARAMETERS);
    awb.setColourTemperature(20_000);
    expect(awb.status).toEqual({ cctKelvin: 8000, red: 1 / 0.4, blue: 1 / 0.7 });
    awb.enableAuto();
    awb.setMode('indoor');
    awb.setMode('moonlight');
    for (let i = 0; i < 400; i++) awb.frame(wall(0.42, 0.68));
    expect(awb.status.cctKelvin).toBeLessThan(5000);
    const frozen = awb.status;
    awb.disableAuto();
    for (let i = 0; i < 20; i++) awb.frame(wall(0.7, 0.4));
    expect(awb.status.red).toBeCloseTo(frozen.red, 12);
  });
});

describe('invertPiecewise', () => {
  it('undoes rising and falling functions', () => {
    for (const y of [
      [1, 2, 4, 5],
      [5, 4, 2, 1],
    ]) {
      const f = piecewiseLinear([10, 20, 50, 60], y);
      for (let x = 10; x <= 60; x += 3.7) {
        expect(evaluatePiecewise(invertPiecewise(f), evaluatePiecewise(f, x))).toBeCloseTo(x, 9);
      }
    }
  });

  it('leaves knots out that turn back', () => {
    const inverse = invertPiecewise(piecewiseLinear([0, 1, 2, 3], [0, 2, 1, 3]));
    expect([...inverse.x]).toEqual([0, 2, 3]);
    expect([...inverse.y]).toEqual([0, 1, 3]);
  });
});
