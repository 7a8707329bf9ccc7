/** The data term of the searches, and the split of its zones, against the plain sum; small formulas at their edges. */
import { describe, expect, it } from 'vitest';
import {
  createEdgeEstimator,
  curveAt,
  EDGE_FAMILY,
  extendCurve,
  learnCctPrior,
  physicalCurve,
  quadraticExtremum,
  STATISTICAL_ESTIMATORS,
} from '../../dist/classical/index.js';
import { greyCosts } from '../../dist/classical/libcamera/grey-cost.js';
import { SplitZones } from '../../dist/classical/libcamera/split-zones.js';
import { derivativePlanes } from '../../dist/classical/statistical/thumbnail-planes.js';
import { createRng } from '../../dist/random/index.js';

const TARGET = { deltaLimit: 0.2, greyOffsetR: 0.07, greyOffsetB: -0.05 };
type Zones = { count: number; red: Float64Array; blue: Float64Array };

function plainCost({ count, red, blue }: Zones, target: typeof TARGET, r: number, b: number) {
  let sum = 0;
  for (let z = 0; z < count; z++) {
    const x = red[z]! / r - 1 - target.greyOffsetR;
    const y = blue[z]! / b - 1 - target.greyOffsetB;
    sum += Math.min(x * x + y * y, target.deltaLimit);
  }
  return sum;
}

function randomZones(seed: string, spread: number): Zones {
  const rng = createRng(seed);
  const count = 40;
  const values = (centre: number) =>
    Float64Array.from({ length: count }, () => centre * Math.exp(spread * rng.normal()));
  return { count, red: values(0.6), blue: values(0.5) };
}

describe('the cost of white points', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9])('is the plain sum for %d candidates at once', (n) => {
    const zones = randomZones('grey costs', 0.3);
    const rng = createRng(n);
    const r = new Float64Array(12).map(() => 0.4 + 0.4 * rng.uniform());
    const b = new Float64Array(12).map(() => 0.3 + 0.4 * rng.uniform());
    const wanted = Array.from({ length: n }, (_, i) => plainCost(zones, TARGET, r[i]!, b[i]!));
    const out = new Float64Array(12);
    greyCosts(zones.red, zones.blue, zones.count, TARGET, r, b, n, out);
    for (const [i, cost] of wanted.entries()) expect(out[i]).toBeCloseTo(cost, 12);
  });

  it('is the plain sum where zones are split for a box, near, far and open ones', () => {
    const split = new SplitZones();
    for (let n = 0; n < 300; n++) {
      const rng = createRng(`split ${n}`);
      const zones = randomZones(`zones ${n}`, [0.05, 0.3, 1][n % 3]!);
      const target = {
        deltaLimit: 0.01 + 0.4 * rng.uniform(),
        greyOffsetR: 0.3 * (rng.uniform() - 0.5),
        greyOffsetB: 0.3 * (rng.uniform() - 0.5),
      };
      const size = [0.01, 0.1, 0.5][rng.integer(3)]!;
      // Some boxes reach to white points below 0, where nothing can be decided beforehand.
      const rLow = n % 10 === 9 ? -0.05 : 0.3 + 0.6 * rng.uniform();
      const bLow = n % 10 === 8 ? -0.05 : 0.2 + 0.6 * rng.uniform();
      const box = { rLow, rHigh: rLow + size, bLow, bHigh: bLow + size };
      split.split(zones as never, target, box);
      const shares = [0, 0.25, 0.5, 0.75, 1].flatMap((x) => [0, 0.4, 1].map((y) => [x, y]));
      const r = new Float64Array(20);
      const b = new Float64Array(20);
      shares.forEach(([x, y], i) => {
        r[i] = box.rLow + x! * size || 1e-3;
        b[i] = box.bLow + y! * size || 1e-3;
      });
      const wanted = shares.map((_, i) => plainCost(zones, target, r[i]!, b[i]!));
      const out = new Float64Array(20);
      split.costs(r, b, shares.length, out);
      for (const [i, cost] of wanted.entries()) {
        expect(Math.abs(out[i]! - cost), `box ${n}`).toBeLessThan(1e-9 * (1 + cost));
      }
    }
  });
});

describe('the extremum through three points', () => {
  it('is that of their parabola, wherever they lie', () => {
    // y = 3 (x - 1.3)^2 + 2, at unequal distances.
    const at = (x: number) => 3 * (x - 1.3) ** 2 + 2;
    expect(quadraticExtremum(0, at(0), 0.5, at(0.5), 2, at(2))).toBeCloseTo(1.3, 12);
    expect(quadraticExtremum(0, at(0), 0.5, at(0.5), 1, at(1))).toBe(1);
    expect(quadraticExtremum(1.5, at(1.5), 2, at(2), 3, at(3))).toBe(1.5);
  });

  it('is the lower end of a line, by more than a thousandth', () => {
    expect(quadraticExtremum(0, 0, 1, 0.001, 2, 0.002)).toBe(0);
    expect(quadraticExtremum(0, 0.002, 1, 0.001, 2, 0)).toBe(2);
    expect(quadraticExtremum(0, 0, 1, 0.00045, 2, 0.0009)).toBe(1);
    expect(quadraticExtremum(0, 0.0009, 1, 0.00045, 2, 0)).toBe(1);
  });
});

describe('an estimator', () => {
  const row = (...pixels: readonly (readonly number[])[]) => ({
    heightPx: 1,
    widthPx: pixels.length,
    pixels: Float32Array.from(pixels.flat()),
  });

  it.each([0, 1, 2])('says nothing of a picture without light in channel %d', (channel) => {
    const pixel = [0.5, 0.5, 0.5, 1].map((v, c) => (c === channel ? 0 : v));
    for (const [name, estimator] of Object.entries(STATISTICAL_ESTIMATORS)) {
      if (name !== 'constant') expect(estimator(row(pixel, pixel)), name).toBeNull();
    }
  });

  it('leaves out pixels with a channel at the clip level', () => {
    const greyWorld = createEdgeEstimator(EDGE_FAMILY.greyWorld);
    const dim = [0.25, 0.5, 0.125, 1];
    for (const channel of [0, 1, 2]) {
      const clipped = dim.map((v, c) => (c === channel ? 0.75 : v));
      const options = { clipLevel: 0.75 };
      expect(greyWorld(row(dim, clipped), options)).toEqual({ r: 0.5, b: 0.25 });
      const below = dim.map((v, c) => (c === channel ? 0.7499 : v));
      expect(greyWorld(row(dim, below), options)).not.toEqual({ r: 0.5, b: 0.25 });
    }
  });
});

describe('curves of black bodies', () => {
  const IDENTITY = [1, 0, 0, 0, 1, 0, 0, 0, 1] as const;

  it('mix the matrices of two lights evenly in mired', () => {
    const doubled = [2, 0, 0, 0, 1, 0, 0, 0, 4] as const;
    const range = { fromKelvin: 2000, toKelvin: 10_000, points: 41 };
    const plain = physicalCurve([{ cctKelvin: 5000, xyzToCamera: IDENTITY }], range);
    const mixed = physicalCurve(
      [
        { cctKelvin: 6504, xyzToCamera: doubled },
        { cctKelvin: 2856, xyzToCamera: IDENTITY },
      ],
      range,
    );
    expect(plain.map(({ cctKelvin }) => Math.round(cctKelvin))).toContain(2000);
    for (const [i, { cctKelvin, r, b }] of mixed.entries()) {
      const mired = 1e6 / cctKelvin;
      const [first, last] = [1e6 / 2856, 1e6 / 6504];
      const share = Math.min(1, Math.max(0, (first - mired) / (first - last)));
      expect(r / plain[i]!.r).toBeCloseTo(1 + share, 9);
      expect(b / plain[i]!.b).toBeCloseTo(1 + 3 * share, 9);
      // Even steps of mired.
      expect(mired).toBeCloseTo(500 - 10 * i, 9);
    }
  });

  it('are refused where the camera sees no red, green or blue of one', () => {
    for (const row of [0, 1, 2]) {
      const blind = IDENTITY.map((v, i) => (Math.floor(i / 3) === row ? 0 : v)) as never;
      expect(() => physicalCurve([{ cctKelvin: 5000, xyzToCamera: blind }])).toThrow(RangeError);
    }
    const one = [{ cctKelvin: 5000, xyzToCamera: IDENTITY }];
    expect(() => physicalCurve(one, { fromKelvin: 3000, toKelvin: 3000 })).toThrow(RangeError);
    expect(() => physicalCurve(one, { points: 1 })).toThrow(RangeError);
    expect(physicalCurve(one, { points: 2 })).toHaveLength(2);
  });

  it('go on beyond the ends of a measured one in their own proportions', () => {
    const physical = physicalCurve([{ cctKelvin: 5000, xyzToCamera: IDENTITY }]);
    const curve = [3000, 5000].map((cctKelvin) => {
      const { r, b } = curveAt(physical, cctKelvin);
      return { cctKelvin, r: 1.2 * r, b: 0.9 * b };
    });
    const extended = extendCurve(curve, physical, { fromKelvin: 2400, toKelvin: 7000 });
    // Steps of at most 12 %: two down to 2400 (a factor of 1.25), three up to 7000 (1.4).
    expect(extended.map(({ cctKelvin }) => cctKelvin)).toEqual([
      2400,
      Math.round(3000 * Math.sqrt(0.8)),
      3000,
      5000,
      Math.round(5000 * 1.4 ** (1 / 3)),
      Math.round(5000 * 1.4 ** (2 / 3)),
      7000,
    ]);
    for (const { cctKelvin, r, b } of extended) {
      const here = curveAt(physical, cctKelvin);
      expect(r / here.r).toBeCloseTo(1.2, 3);
      expect(b / here.b).toBeCloseTo(0.9, 3);
    }
  });
});

describe('a learned prior', () => {
  it('is the logarithm of a Gaussian of 12 mired about the lights, from 0 down to -6', () => {
    const { lux, logLikelihood } = learnCctPrior([4000], { lo: 2500, hi: 8000, strength: 2 });
    expect(lux).toBe(0);
    expect(logLikelihood.x).toHaveLength(24);
    const off = Array.from(logLikelihood.x, (cct) => ((1e6 / cct - 250) / 12) ** 2 / 2);
    const least = Math.min(...off);
    Array.from(logLikelihood.y).forEach((y, i) => {
      expect(y).toBeCloseTo(2 * Math.max(-6, least - off[i]!), 9);
      // Even ratios of CT.
      expect(logLikelihood.x[i]).toBeCloseTo(2500 * 3.2 ** (i / 23), 6);
    });
  });

  it('counts each light alike', () => {
    const { logLikelihood } = learnCctPrior([3000, 3000, 6000], {
      lo: 3000,
      hi: 6000,
      strength: 1,
    });
    const [first, last] = [logLikelihood.y[0]!, logLikelihood.y[23]!];
    expect(first - last).toBeCloseTo(Math.log(2), 9);
  });
});

describe('a derivative', () => {
  const side = 5;
  const planesOf = (masked: number) => {
    const ramp = (slope: number) =>
      Float64Array.from(
        { length: side * side },
        (_, i) => slope * (i % side) + Math.floor(i / side),
      );
    const weights = new Float64Array(side * side).fill(0.5);
    if (masked >= 0) weights[masked] = 0;
    const planes = [ramp(3), ramp(0), ramp(-1)] as const;
    return derivativePlanes({ heightPx: side, widthPx: side, planes, weights } as never, 1);
  };
  const counted = (weights: Float64Array) =>
    Array.from(weights.keys()).filter((i) => weights[i]! > 0);

  it('is there inside the picture, with the weight of its pixel', () => {
    const { planes, weights } = planesOf(-1);
    expect(counted(weights)).toEqual([6, 7, 8, 11, 12, 13, 16, 17, 18]);
    expect(weights[12]).toBe(0.5);
    expect(planes.map((plane) => plane[12])).toEqual([Math.hypot(3, 1), 1, Math.hypot(1, 1)]);
  });

  it('is not there where any of its nine pixels is masked', () => {
    for (let masked = 0; masked < side * side; masked++) {
      const [x, y] = [masked % side, Math.floor(masked / side)];
      const expected = [6, 7, 8, 11, 12, 13, 16, 17, 18].filter(
        (i) => Math.max(Math.abs((i % side) - x), Math.abs(Math.floor(i / side) - y)) > 1,
      );
      expect(counted(planesOf(masked).weights), `pixel ${masked}`).toEqual(expected);
    }
  });
});
