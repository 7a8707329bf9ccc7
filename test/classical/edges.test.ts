/** Where the classics refuse, begin and end: fits, tables, tuning files and the search's own account of its costs. */
import { describe, expect, it } from 'vitest';
import {
  createBayesianAwb,
  createCaseEstimator,
  DEFAULT_AWB_PARAMETERS,
  findAlgorithm,
  findTuning,
  fitCtCurve,
  fitGaussianProcess,
  physicalCurve,
  readTuningFile,
  STOCK_PRIORS,
  tuneBayes,
  writeTuningFile,
} from '../../dist/classical/index.js';
import { createRng } from '../../dist/random/index.js';
import { plainCost } from './plain-awb.js';

const IDENTITY = [1, 0, 0, 0, 1, 0, 0, 0, 1] as const;
const PHYSICAL = physicalCurve([{ cctKelvin: 5000, xyzToCamera: IDENTITY }]);
const PARAMETERS = {
  ...DEFAULT_AWB_PARAMETERS,
  ctCurve: PHYSICAL.filter((_, i) => i % 12 === 0),
  priors: STOCK_PRIORS,
  modes: new Map([['auto', { lo: 2500, hi: 8000 }]]),
  transversePos: 0.04,
  transverseNeg: 0.03,
  greyOffsetR: 0.05,
  greyOffsetB: -0.02,
};

function zonesOf(seed: string) {
  const rng = createRng(seed);
  const [width, height] = [8, 6];
  const sums = new Float64Array(4 * width * height);
  for (let o = 0; o < sums.length; o += 4) {
    const green = 2000 + 20_000 * rng.uniform();
    const colours = [green * Math.exp(0.2 * rng.normal()), green, 0.7 * green];
    for (const [c, value] of colours.entries()) sums[o + c] = 100 * Math.round(value);
    sums[o + 3] = 100;
  }
  return { width, height, sums };
}

describe('the search', () => {
  it('tells the cost of every point that it looks at, prior and all', () => {
    for (const lux of [10, 700, 2000]) {
      const zones = zonesOf(`lux ${lux}`);
      const cost = plainCost(PARAMETERS, zones, lux);
      const stages = new Map<string, number>();
      const observe = (stage: string, t: number, r: number, b: number, told: number) => {
        stages.set(stage, (stages.get(stage) ?? 0) + 1);
        expect(told).toBeCloseTo(cost(t, r, b), 8);
      };
      createBayesianAwb(PARAMETERS)(zones, { lux, observe });
      // 2 x (5 + offsets) + 1 rows of offsets, of which there are eight: one a hundredth of 0.07, and one.
      expect(stages.get('fine')).toBe(27 * 8);
      expect(stages.get('refined')).toBe(27);
      // Steps of 2 % from 2500 to 8000 K, and the end.
      expect(stages.get('coarse')).toBe(2 + Math.floor(Math.log(3.2) / Math.log(1.02)));
    }
  });
});

describe('a Gaussian process', () => {
  it('needs three places', () => {
    expect(() => fitGaussianProcess([1, 2, 3], [1, 2, 4])).not.toThrow();
    expect(() => fitGaussianProcess([1, 2, 2], [1, 2, 4])).toThrow('at least 3 distinct x, got 2');
  });
});

describe('a CT curve', () => {
  it('by a Gaussian process goes from the reddest to the bluest of its lights, in even steps', () => {
    const lights = PHYSICAL.filter(({ cctKelvin }) => cctKelvin > 2500 && cctKelvin < 9000);
    const { points } = fitCtCurve('gaussian-process', lights, { physical: PHYSICAL, points: 9 });
    expect(points).toHaveLength(9);
    const [high, low] = [Math.max, Math.min].map((end) => end(...lights.map(({ r }) => r)));
    for (const [i, { r }] of points.entries()) {
      expect(r).toBeCloseTo(high! + ((low! - high!) * i) / 8, 3);
    }
  });
});

describe('what is refused', () => {
  const shadingOf = (value: number) => {
    const ones = () => new Float64Array(48).fill(1);
    return { r: ones(), g: ones(), b: ones().fill(value, 3, 4) };
  };
  const estimate = createCaseEstimator(PARAMETERS);
  const answer = (shading: ReturnType<typeof shadingOf>) =>
    estimate({ id: 'one', zones: zonesOf('shaded'), shading } as never);

  it.each([0, -1, Number.POSITIVE_INFINITY, Number.NaN])('a shading factor of %d', (value) => {
    expect(() => answer(shadingOf(value))).toThrow(/factor > 0/);
    expect(() => answer(shadingOf(1e-3))).not.toThrow();
  });

  it('a mode from or to 0 K', () => {
    const file = JSON.parse(JSON.stringify(writeTuningFile(PARAMETERS)));
    const withMode = (mode: object) => {
      const changed = structuredClone(file);
      for (const entry of changed.algorithms) {
        if (entry['rpi.awb']) entry['rpi.awb'].modes = { auto: mode };
      }
      return () => readTuningFile(changed);
    };
    expect(withMode({ lo: 2500, hi: 8000 })).not.toThrow();
    expect(withMode({ lo: 0.5, hi: 1 })).not.toThrow(/hi/);
    expect(withMode({ lo: 2500, hi: 0 })).toThrow(/hi/);
    expect(withMode({ lo: 0, hi: 8000 })).toThrow(/lo/);
  });

  it('fewer than two folds, or fewer pictures than folds', () => {
    const rng = createRng('folds');
    const training = Array.from({ length: 12 }, (_, i) => {
      const { r, b } = PHYSICAL[40 + 3 * i]!;
      const pixels = Float32Array.from({ length: 16 * 16 * 4 }, (_v, p) => {
        const grey = 0.2 + 0.2 * rng.uniform();
        return [r * grey, grey, b * grey, 1][p % 4]!;
      });
      return { thumbnail: { heightPx: 16, widthPx: 16, pixels }, whitePoint: { r, b } };
    });
    const space = {
      curve: ['physical'],
      priorStrength: [1],
      deltaLimit: [0.2],
      transversePos: [0.02],
      transverseNeg: [0.02],
      greyOffsetR: [0],
      greyOffsetB: [0],
    } as const;
    const tune = (folds: number) => () =>
      tuneBayes(training, { physical: PHYSICAL, folds, space } as never);
    expect(tune(2)).not.toThrow();
    expect(tune(1)).toThrow(RangeError);
    expect(tune(13)).toThrow(RangeError);
  });
});

describe('a tuning file', () => {
  const text = (version: number) =>
    JSON.stringify({
      version,
      target: 'pisp',
      algorithms: [{ 'rpi.black_level': { black_level: 4096 } }, { 'rpi.awb': { bayes: 1 } }],
    });

  it('gives the algorithm that is asked for, and none by another name', () => {
    expect(findAlgorithm(text(2), 'rpi.black_level')).toMatchObject({ kind: 'dictionary' });
    expect(findAlgorithm(text(2), 'rpi.awb')).not.toEqual(
      findAlgorithm(text(2), 'rpi.black_level'),
    );
    expect(findAlgorithm(text(2), 'rpi.sharpen')).toBeNull();
    const { target, algorithms } = findTuning(text(2));
    expect([target, algorithms.map(({ name }) => name)]).toEqual([
      'pisp',
      ['rpi.black_level', 'rpi.awb'],
    ]);
  });

  it('is read up to version 3, which is refused', () => {
    expect(() => findTuning(text(2.9))).not.toThrow();
    expect(() => findTuning(text(3))).toThrow(/version below 3/);
  });
});
