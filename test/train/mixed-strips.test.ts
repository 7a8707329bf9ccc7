/**
 * Strips of other pictures, and each augmentation by itself, on pictures of one colour whose green says which they are.
 */
import { describe, expect, it } from 'vitest';
import { createRng } from '../../dist/random/index.js';
import { type AugmentationSettings, DEFAULT_TRAIN_SETTINGS } from '../../dist/train/index.js';
import { createSampleSource } from '../../dist/train/sample-source.js';

const COUNT = 60;
const SIZE = { heightPx: 10, widthPx: 10 };
const PIXELS = 100;
const STILL: AugmentationSettings = {
  ...DEFAULT_TRAIN_SETTINGS.augmentation,
  mix: 0,
  relight: 0,
  relightToward: 0,
  exposure: 1,
  noise: 0,
  cropArea: 1,
  flips: false,
  lowLight: { ...DEFAULT_TRAIN_SETTINGS.augmentation.lowLight, share: 0 },
};
const GREEN = (n: number) => 0.1 + 0.01 * n;
const COVERAGE = (n: number) => 1 - 0.01 * n;

const rng = createRng('mixed strips');
const whitePoints = Float64Array.from({ length: 2 * COUNT }, () => 0.4 + 0.8 * rng.uniform());
const light = (n: number) => [whitePoints[2 * n]!, whitePoints[2 * n + 1]!] as const;
const pictures = {
  ...SIZE,
  pixels: Float32Array.from({ length: COUNT * PIXELS * 4 }, (_, i) => {
    const n = Math.floor(i / (4 * PIXELS));
    const [r, b] = light(n);
    return [r * GREEN(n), GREEN(n), b * GREEN(n), COVERAGE(n)][i % 4]!;
  }),
  whitePoints,
  singleLight: Uint8Array.from({ length: COUNT }, (_, n) => (n % 3 === 0 ? 0 : 1)),
};

function draws(settings: Partial<AugmentationSettings>, sample: number, epochs: number) {
  const source = createSampleSource(pictures, SIZE, { ...STILL, ...settings }, 1);
  return Array.from({ length: epochs }, (_, epoch) => {
    const out = { pixels: new Float32Array(4 * PIXELS), label: new Float32Array(2) };
    source.draw(sample, epoch, out);
    return out;
  });
}

/** Which picture each pixel is of. */
const owners = (pixels: Float32Array) =>
  Array.from({ length: PIXELS }, (_, p) => Math.round((pixels[4 * p + 1]! - 0.1) / 0.01));

/** The twenty single-light pictures with the nearest lights: distance in (log r, log b). */
function twentyNearest(sample: number): Set<number> {
  const [r, b] = light(sample);
  const far = (n: number) => Math.log(light(n)[0] / r) ** 2 + Math.log(light(n)[1] / b) ** 2;
  const others = Array.from({ length: COUNT }, (_, n) => n);
  return new Set(
    others
      .filter((n) => n !== sample && n % 3 !== 0)
      .sort((m, n) => far(m) - far(n))
      .slice(0, 20),
  );
}

interface Strip {
  readonly partner: number;
  readonly side: 'top' | 'bottom' | 'left' | 'right';
  readonly width: number;
}

/** The strip of another picture: all rows or all columns of one end. */
function stripOf(pixels: Float32Array, sample: number): Strip {
  const all = owners(pixels);
  const [partner] = all.filter((n) => n !== sample);
  const at = all.flatMap((n, p) => (n === sample ? [] : [p]));
  const rows = new Set(at.map((p) => Math.floor(p / 10)));
  const columns = new Set(at.map((p) => p % 10));
  expect(at).toHaveLength(rows.size * columns.size);
  expect(new Set(all)).toEqual(new Set([sample, partner]));
  if (columns.size === 10) {
    return { partner: partner!, side: rows.has(0) ? 'top' : 'bottom', width: rows.size };
  }
  expect(rows.size).toBe(10);
  return { partner: partner!, side: columns.has(0) ? 'left' : 'right', width: columns.size };
}

describe('a strip of another picture', () => {
  const strips = [4, 7, 21].map((sample) => ({
    sample,
    found: draws({ mix: 1 }, sample, 600).map(({ pixels }) => stripOf(pixels, sample)),
  }));

  it('comes from all of the twenty nearest lights that shine alone, and from no other', () => {
    for (const { sample, found } of strips) {
      expect(new Set(found.map(({ partner }) => partner))).toEqual(twentyNearest(sample));
    }
  });

  it('lies along each side alike, a fifth to four fifths wide', () => {
    for (const { found } of strips) {
      for (const side of ['top', 'bottom', 'left', 'right']) {
        const share = found.filter((strip) => strip.side === side).length / found.length;
        expect(Math.abs(share - 0.25), side).toBeLessThan(0.06);
      }
      const widths = found.map(({ width }) => width);
      expect([...new Set(widths)].sort()).toEqual([2, 3, 4, 5, 6, 7, 8]);
      const mean = widths.reduce((sum, width) => sum + width, 0) / widths.length;
      expect(Math.abs(mean - 5)).toBeLessThan(0.25);
    }
  });

  it('keeps its brightness and coverage, and takes the light of the picture that it is in', () => {
    for (const { pixels, label } of draws({ mix: 1 }, 4, 50)) {
      expect([...label]).toEqual(light(4).map(Math.fround));
      owners(pixels).forEach((n, p) => {
        const [r, g, b, coverage] = pixels.subarray(4 * p, 4 * p + 4);
        expect(g).toBeCloseTo(GREEN(n), 6);
        expect(coverage).toBeCloseTo(COVERAGE(n), 6);
        expect(r! / g!).toBeCloseTo(light(4)[0], 5);
        expect(b! / g!).toBeCloseTo(light(4)[1], 5);
      });
    }
  });

  it('is there as often as the settings say, in scenes of several lights too', () => {
    for (const sample of [4, 6]) {
      const mixed = draws({ mix: 0.3 }, sample, 1000).filter(
        ({ pixels }) => new Set(owners(pixels)).size > 1,
      );
      expect(Math.abs(mixed.length / 1000 - 0.3)).toBeLessThan(0.05);
    }
  });
});

describe('an augmentation by itself', () => {
  const source = (sample: number) =>
    pictures.pixels.slice(sample * 4 * PIXELS, (sample + 1) * 4 * PIXELS);

  it('leaves a sample as it is where nothing is on', () => {
    const [first] = draws({}, 9, 1);
    expect(first!.pixels).toEqual(source(9));
    expect([...first!.label]).toEqual(light(9).map(Math.fround));
  });

  it('changes exposures by up to the factor, evenly in the logarithm', () => {
    const logs = draws({ exposure: 1.5 }, 9, 1000).map(({ pixels }) =>
      Math.log(pixels[1]! / GREEN(9)),
    );
    const most = Math.log(1.5);
    expect(Math.max(...logs)).toBeLessThanOrEqual(most + 1e-6);
    expect(Math.max(...logs)).toBeGreaterThan(0.97 * most);
    expect(Math.min(...logs)).toBeLessThan(-0.97 * most);
    // The variance of an even spread over -a .. a is a^2 / 3.
    const variance = logs.reduce((sum, x) => sum + x * x, 0) / logs.length;
    expect(Math.abs(variance / (most ** 2 / 3) - 1)).toBeLessThan(0.1);
  });

  it('has noise of variance s^2 v + (s / 10)^2, its amplitude even between none and full', () => {
    const s = 0.05;
    const v = GREEN(40);
    let squares = 0;
    const all = draws({ noise: s }, 40, 2000);
    for (const { pixels } of all) {
      for (let p = 0; p < PIXELS; p++) squares += (pixels[4 * p + 1]! - v) ** 2;
    }
    // The mean square of an amplitude that is even between 0 and 1 is a third.
    const expected = (s * s * v + (s / 10) ** 2) / 3;
    expect(squares / (all.length * PIXELS) / expected).toBeCloseTo(1, 1);
  });

  it('relights half of the samples, red and blue each by the deviation', () => {
    const moved = draws({ relight: 0.2 }, 9, 2000)
      .map(({ label }) => [Math.log(label[0]! / light(9)[0]), Math.log(label[1]! / light(9)[1])])
      .filter(([red]) => Math.abs(red!) > 1e-6);
    expect(Math.abs(moved.length / 2000 - 0.5)).toBeLessThan(0.04);
    for (const c of [0, 1]) {
      const variance = moved.reduce((sum, pair) => sum + pair[c]! ** 2, 0) / moved.length;
      expect(Math.sqrt(variance) / 0.2).toBeCloseTo(1, 1);
    }
  });

  it('relights towards another training light by up to the share', () => {
    const towards = (pair: readonly [number, number], share: number, n: number) =>
      pair.map((x, c) => Math.log(x) + share * Math.log(light(n)[c]! / x));
    const moved = draws({ relightToward: 0.5 }, 9, 400).filter(
      ({ label }) => label[0] !== Math.fround(light(9)[0]),
    );
    expect(Math.abs(moved.length / 400 - 0.5)).toBeLessThan(0.08);
    for (const { label } of moved) {
      const found = Array.from(label, Math.log);
      // On the way to one of the lights, and at most half of it.
      const isOnTheWay = Array.from({ length: COUNT }, (_, n) => n).some((n) => {
        const [half, none] = [towards(light(9), 0.5, n), towards(light(9), 0, n)];
        const share = (found[0]! - none[0]!) / (half[0]! - none[0]!);
        const off = found[1]! - none[1]! - share * (half[1]! - none[1]!);
        return share >= 0 && share <= 1.0001 && Math.abs(off) < 1e-5;
      });
      expect(isOnTheWay).toBe(true);
    }
  });

  it('crops boxes of at least that share of the picture', () => {
    // Green rises from left to right, from 0 to 1, so that a crop's width shows.
    const side = 80;
    const ramp = {
      heightPx: side,
      widthPx: side,
      pixels: Float32Array.from({ length: side * side * 4 }, (_, i) =>
        i % 4 === 1 ? ((i >> 2) % side) / side : 1,
      ),
      whitePoints: Float64Array.of(1, 1),
      singleLight: Uint8Array.of(1),
    };
    const spans = (settings: Partial<AugmentationSettings>) => {
      const drawn = createSampleSource(ramp, SIZE, { ...STILL, ...settings }, 1);
      return Array.from({ length: 600 }, (_, epoch) => {
        const out = { pixels: new Float32Array(4 * PIXELS), label: new Float32Array(2) };
        drawn.draw(0, epoch, out);
        // Of ten cells the middles of the first and the last are nine tenths apart.
        return (out.pixels[4 * 9 + 1]! - out.pixels[1]!) / 0.9;
      });
    };
    const square = spans({ cropArea: 0.25, cropAspect: 1 });
    expect(Math.min(...square)).toBeGreaterThan(0.485);
    expect(Math.min(...square)).toBeLessThan(0.53);
    expect(Math.max(...square)).toBeGreaterThan(0.98);
    // A side may be shorter by the root of the aspect.
    const stretched = spans({ cropArea: 0.25, cropAspect: 1.3 });
    expect(Math.min(...stretched)).toBeGreaterThan(0.5 / Math.sqrt(1.3) - 0.015);
    expect(Math.min(...stretched)).toBeLessThan(0.47);
  });
});
