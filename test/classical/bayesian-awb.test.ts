import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AwbZones,
  type BayesianAwbParameters,
  createBayesianAwb,
  DEFAULT_AWB_PARAMETERS,
  evaluatePiecewise,
  priorForLux,
  quadraticExtremum,
  STOCK_PRIORS,
  thumbnailToZones,
  thumbnailZoneMeans,
} from '../../dist/classical/index.js';
import { createRng } from '../../dist/random/index.js';
import { plainBayesianAwb } from './plain-awb.js';

const PARAMETERS: BayesianAwbParameters = {
  ...DEFAULT_AWB_PARAMETERS,
  ctCurve: [
    { cctKelvin: 2850, r: 0.74, b: 0.32 },
    { cctKelvin: 3600, r: 0.61, b: 0.44 },
    { cctKelvin: 4600, r: 0.52, b: 0.54 },
    { cctKelvin: 5900, r: 0.44, b: 0.62 },
    { cctKelvin: 7600, r: 0.38, b: 0.69 },
  ],
  priors: STOCK_PRIORS,
  modes: new Map([
    ['auto', { lo: 2500, hi: 8000 }],
    ['indoor', { lo: 3000, hi: 5000 }],
    ['one', { lo: 4000, hi: 4000 }],
  ]),
};

/** Zones of coloured surfaces under a light: spread 0 is a grey wall. */
function scene(seed: string, r: number, b: number, spread: number, width = 16, height = 12) {
  const rng = createRng(seed);
  const sums = new Float64Array(width * height * 4);
  for (let o = 0; o < sums.length; o += 4) {
    const green = 500 + 50_000 * rng.uniform();
    const counted = 100 + rng.integer(900);
    sums[o] = Math.round(counted * green * r * Math.exp(spread * rng.normal()));
    sums[o + 1] = Math.round(counted * green);
    sums[o + 2] = Math.round(counted * green * b * Math.exp(spread * rng.normal()));
    sums[o + 3] = counted;
  }
  return { width, height, sums } satisfies AwbZones;
}

describe('createBayesianAwb', () => {
  it('agrees with the plain form of its specification on random scenes and parameters', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.record({ seed: fc.nat(), x: share, limit: share, range: share, bias: share }),
        fc.constantFrom('auto', 'indoor', 'one'),
        fc.integer({ min: 0, max: 3000 }),
        ({ seed, x, limit, range, bias }, mode, lux) => {
          const parameters = {
            ...PARAMETERS,
            deltaLimit: 0.02 + limit,
            transversePos: 0.005 + 0.07 * range,
            transverseNeg: 0.005 + 0.05 * limit,
            biasProportion: 0.1 * bias,
            sensitivityR: 0.9 + 0.2 * x,
            sensitivityB: 1.15 - 0.3 * limit,
            greyOffsetR: 0.1 * (limit - 0.5),
            greyOffsetB: 0.1 * (range - 0.5),
            coarseStep: 0.1 + 0.2 * bias,
          };
          const zones = scene(String(seed), 0.35 + 0.4 * x, 0.75 - 0.4 * x, 0.05 + 0.4 * limit);
          const fast = createBayesianAwb(parameters)(zones, { lux, mode })!;
          const plain = plainBayesianAwb(parameters, zones, lux, mode)!;
          expect(fast.cctKelvin / plain.cctKelvin).toBeCloseTo(1, 9);
          expect(fast.red / plain.red).toBeCloseTo(1, 9);
          expect(fast.blue / plain.blue).toBeCloseTo(1, 9);
        },
      ),
      { numRuns: 60, seed: 7 },
    );
  });

  it('finds the light of a grey wall on the curve', () => {
    const result = createBayesianAwb(PARAMETERS)(scene('wall', 0.52, 0.54, 0), { lux: 400 })!;
    expect(1 / result.red).toBeCloseTo(0.52, 2);
    expect(1 / result.blue).toBeCloseTo(0.54, 2);
    expect(Math.abs(result.cctKelvin - 4600)).toBeLessThan(150);
  });

  it('takes the first mode where none or an unknown one is named', () => {
    const awb = createBayesianAwb(PARAMETERS);
    const zones = scene('modes', 0.45, 0.6, 0.2);
    const auto = awb(zones, { mode: 'auto' });
    expect(awb(zones)).toEqual(auto);
    expect(awb(zones, { mode: 'moonlight' })).toEqual(auto);
    expect(awb(zones, { mode: 'indoor' })).not.toEqual(auto);
  });

  it('keeps quiet unless more than minRegions zones are usable', () => {
    const zones = scene('few', 0.5, 0.5, 0.1, 4, 3);
    zones.sums[3] = 15;
    expect(createBayesianAwb(PARAMETERS)(zones)).not.toBeNull();
    zones.sums[5] = 0;
    expect(createBayesianAwb(PARAMETERS)(zones)).toBeNull();
  });

  it('does without zones that counted nothing even where minPixels is 0', () => {
    const zones = scene('empty', 0.5, 0.5, 0.1);
    zones.sums.fill(0, 0, 4);
    const result = createBayesianAwb({ ...PARAMETERS, minPixels: 0 })(zones)!;
    expect(result.red).toBeGreaterThan(1);
  });

  it('falls back to grey world without curve, priors, modes or where bayes is off', () => {
    const zones = scene('grey', 0.5, 0.6, 0.1);
    for (const missing of [
      { ctCurve: null },
      { priors: [] },
      { modes: new Map() },
      { bayes: false },
    ]) {
      const result = createBayesianAwb({ ...PARAMETERS, ...missing })(zones)!;
      expect(result.cctKelvin).toBe(4500);
      expect(1 / result.red).toBeCloseTo(0.5, 1);
      expect(1 / result.blue).toBeCloseTo(0.6, 1);
    }
  });

  it('drops the outer quarters in grey world', () => {
    const zones = scene('quarters', 0.5, 0.6, 0, 16, 1);
    // Green is an exact multiple of counted, so that integer means keep the ratios.
    for (let i = 0; i < 16; i++) zones.sums.set([5e5, 1e6, 6e5, 100], 4 * i);
    for (const i of [0, 5, 9, 12]) zones.sums.set([4e6, 1e6, 1e3, 100], 4 * i);
    const { red, blue } = createBayesianAwb({ ...PARAMETERS, bayes: false })(zones)!;
    expect(red).toBe(80_000 / 40_001);
    expect(blue).toBe(80_000 / 48_001);
  });

  it('shows every point of its search to an observer', () => {
    const seen: Record<string, number> = { coarse: 0, fine: 0, refined: 0 };
    let least = Infinity;
    let at = 0;
    const result = createBayesianAwb(PARAMETERS)(scene('observed', 0.5, 0.55, 0.2), {
      observe: (stage, cctKelvin, _r, _b, cost) => {
        seen[stage]++;
        if (stage !== 'refined' || cost >= least) return;
        least = cost;
        at = cctKelvin;
      },
    })!;
    expect(at).toBe(result.cctKelvin);
    expect(seen.refined).toBe(2 * (5 + 3) + 1);
    expect(seen.fine).toBe(3 * seen.refined);
    expect(seen.coarse).toBe(1 + Math.ceil(Math.log(8000 / 2500) / Math.log(1.02)));
  });

  it('holds no more memory after 10,000 frames than before', () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const awb = createBayesianAwb(PARAMETERS);
    const frame = scene('growth', 0.5, 0.55, 0.3, 4, 4);
    const held = () => {
      collect();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return heapUsed + arrayBuffers;
    };
    for (let i = 0; i < 200; i++) awb(frame);
    const before = held();
    for (let i = 0; i < 10_000; i++) awb(frame);
    // 100 bytes a frame, the least that a forgotten object would leave, would be 1 MB.
    expect(held() - before).toBeLessThan(500_000);
  });

  it('refuses parameters and statistics that cannot be', () => {
    expect(() => createBayesianAwb({ ...PARAMETERS, coarseStep: 0 })).toThrow('coarseStep > 0');
    expect(() => createBayesianAwb({ ...PARAMETERS, transverseNeg: 0 })).toThrow('transverseNeg');
    const modes = new Map([['auto', { lo: 5000, hi: 0 }]]);
    expect(() => createBayesianAwb({ ...PARAMETERS, modes })).toThrow('modes.auto.hi');
    expect(() => createBayesianAwb({ ...PARAMETERS, coarseStep: 1e-7 })).toThrow('10000 steps');
    expect(() => createBayesianAwb({ ...PARAMETERS, coarseStep: 1e-300 })).toThrow('10000 steps');
    const zones = { width: 4, height: 4, sums: new Float64Array(12) };
    expect(() => createBayesianAwb(PARAMETERS)(zones)).toThrow('expected 64 values');
  });
});

describe('priorForLux', () => {
  it('is linear in lux between two priors and constant beyond them', () => {
    const at = (lux: number) => evaluatePiecewise(priorForLux(STOCK_PRIORS, lux), 6000);
    expect(at(0)).toBe(0);
    expect(at(400)).toBe(1);
    expect(at(800)).toBe(2);
    expect(at(1150)).toBe(4);
    expect(at(9000)).toBe(6);
  });
});

describe('quadraticExtremum', () => {
  it('finds the vertex of any parabola inside the interval', () => {
    const number = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(number, fc.double({ min: 0.1, max: 9, noNaN: true }), (vertex, curvature) => {
        const y = (x: number) => curvature * (x - vertex) ** 2;
        const found = quadraticExtremum(-1.5, y(-1.5), 0.3, y(0.3), 1.2, y(1.2));
        expect(found).toBeCloseTo(vertex, 9);
      }),
    );
  });

  it('snaps to the lower end of a line and to the middle of a plateau', () => {
    expect(quadraticExtremum(0, 1, 1, 2, 2, 3)).toBe(0);
    expect(quadraticExtremum(0, 3, 1, 2, 2, 1)).toBe(2);
    expect(quadraticExtremum(0, 1, 1, 1, 2, 1)).toBe(1);
  });
});

describe('thumbnailToZones', () => {
  it('keeps the mean of the unmasked pixels whatever the grid', () => {
    const rng = createRng('thumbnail');
    const pixels = new Float32Array(64 * 64 * 4);
    for (let o = 0; o < pixels.length; o += 4) {
      pixels.set([rng.uniform(), rng.uniform(), rng.uniform(), rng.uniform() < 0.1 ? 0 : 1], o);
    }
    const thumbnail = { heightPx: 64, widthPx: 64, pixels };
    let expected = 0;
    for (let o = 0; o < pixels.length; o += 4) expected += pixels[o] * pixels[o + 3];
    for (const [width, height] of [
      [16, 12],
      [18, 12],
      [32, 32],
      [64, 64],
    ]) {
      const means = thumbnailZoneMeans(thumbnail, { width, height });
      let red = 0;
      for (let o = 0; o < means.length; o += 4) red += means[o] * means[o + 3];
      expect((red * 64 * 64) / (width * height)).toBeCloseTo(expected, 6);
    }
  });

  it('counts pixels by coverage and sums them in 16-bit units', () => {
    const pixels = new Float32Array([0.5, 0.25, 1, 1, 0.5, 0.25, 1, 0.5]);
    const { sums } = thumbnailToZones({ heightPx: 1, widthPx: 2, pixels }, { width: 2, height: 1 });
    expect([...sums]).toEqual([
      32_767_500, 16_383_750, 65_535_000, 1000, 16_383_750, 8_191_875, 32_767_500, 500,
    ]);
  });
});
