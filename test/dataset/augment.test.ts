import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AugmentOptions, createAugment, createResampler } from '../../dist/dataset/index.js';
import { createRng } from '../../dist/random/index.js';

const LIGHT = { r: 0.45, b: 0.72 };
const OTHERS = [
  { r: 0.9, b: 0.3 },
  { r: 0.4, b: 0.8 },
];
const STILL = { flipHorizontal: false, flipVertical: false, transpose: false };

/**
 * A grey scene under a light; a quarter of the pixels masked, with a colour under the mask that no grey scene has, and
 * some covered in part.
 */
function scene(heightPx: number, widthPx: number, seed: number): Float32Array {
  const rng = createRng(seed);
  const pixels = new Float32Array(heightPx * widthPx * 4);
  for (let i = 0; i < pixels.length; i += 4) {
    const grey = 0.1 + 0.8 * rng.uniform();
    const masked = rng.uniform() < 0.25;
    const colour = masked ? [9, 0, 9] : [grey * LIGHT.r, grey, grey * LIGHT.b];
    pixels.set([...colour, masked ? 0 : 0.25 + 0.75 * rng.uniform()], i);
  }
  return pixels;
}

function target(heightPx: number, widthPx: number) {
  return { pixels: new Float32Array(heightPx * widthPx * 4).fill(7), label: new Float32Array(2) };
}

const size = fc.record({
  heightPx: fc.integer({ min: 3, max: 20 }),
  widthPx: fc.integer({ min: 3, max: 20 }),
});
const geometry: fc.Arbitrary<AugmentOptions> = fc.record({
  flipHorizontal: fc.boolean(),
  flipVertical: fc.boolean(),
  crop: fc.record({
    minArea: fc.double({ min: 0.1, max: 1, noNaN: true }),
    maxAspect: fc.constantFrom(1, 1.5),
  }),
});
const colour: fc.Arbitrary<AugmentOptions> = fc.record({
  exposureLogRange: fc.constantFrom(0, 0.7),
  relight: fc.record({
    probability: fc.constantFrom(0, 0.5, 1),
    logSigma: fc.constantFrom(0, 0.2),
    toward: fc.constant({ whitePoints: OTHERS, strength: 1 }),
  }),
  cutout: fc.record({ probability: fc.constantFrom(0, 1), maxSide: fc.constant(0.5) }),
});

describe('createAugment', () => {
  it('keeps the label true: a grey stays r : 1 : b of the new label, and no masked colour comes into view', () => {
    fc.assert(
      fc.property(size, size, geometry, colour, fc.integer(), (from, to, g, c, seed) => {
        const augment = createAugment(from, to, { ...g, ...c });
        const out = target(to.heightPx, to.widthPx);
        augment(scene(from.heightPx, from.widthPx, seed), LIGHT, createRng(seed), out);
        const [r, b] = out.label;
        for (let i = 0; i < out.pixels.length; i += 4) {
          const [red, green, blue, coverage] = out.pixels.subarray(i, i + 4);
          expect(coverage).toBeGreaterThanOrEqual(0);
          expect(coverage).toBeLessThanOrEqual(1);
          if (coverage === 0) expect([red, green, blue]).toEqual([0, 0, 0]);
          else {
            expect(red / green / r).toBeCloseTo(1, 4);
            expect(blue / green / b).toBeCloseTo(1, 4);
          }
        }
      }),
    );
  });

  it('without options leaves a sample as it is, but for colours under the mask', () => {
    const from = { heightPx: 9, widthPx: 7 };
    const source = scene(9, 7, 5);
    const out = target(9, 7);
    createAugment(from, from)(source, LIGHT, createRng(1), out);
    source.forEach((value, i) => {
      expect(out.pixels[i]).toBe(source[i | 3] === 0 ? 0 : value);
    });
    expect([...out.label]).toEqual([...Float32Array.of(LIGHT.r, LIGHT.b)]);
  });

  it('depends on the seed and on nothing else', () => {
    const from = { heightPx: 16, widthPx: 16 };
    const options = {
      flipHorizontal: true,
      flipVertical: true,
      transpose: true,
      crop: { minArea: 0.4, maxAspect: 1.3 },
      relight: { probability: 0.5, logSigma: 0.1 },
      exposureLogRange: 0.3,
      noise: { photon: 1e-3, read: 1e-3 },
      clip: true,
      cutout: { probability: 0.5, maxSide: 0.5 },
    };
    const run = (seed: number) => {
      const out = target(16, 16);
      createAugment(from, from, options)(scene(16, 16, 1), LIGHT, createRng(seed), out);
      return { pixels: [...out.pixels], label: [...out.label] };
    };
    for (let seed = 0; seed < 20; seed++) {
      expect(run(seed)).toEqual(run(seed));
      expect(run(seed)).not.toEqual(run(seed + 1));
    }
  });

  it('shows all eight orientations of a square, each with its mask', () => {
    const from = { heightPx: 3, widthPx: 3 };
    const source = scene(3, 3, 2);
    for (let i = 0; i < 9; i++) source[4 * i + 1] = (i + 1) / 10;
    for (let i = 0; i < 9; i++) source[4 * i + 3] = 1;
    const rng = createRng('orientations');
    const turn = { flipHorizontal: true, flipVertical: true, transpose: true };
    const augment = createAugment(from, from, turn);
    const seen = new Set<string>();
    for (let i = 0; i < 200; i++) {
      const out = target(3, 3);
      augment(source, LIGHT, rng, out);
      const greens = Array.from({ length: 9 }, (_, p) => Math.round(10 * out.pixels[4 * p + 1]));
      seen.add(greens.join(''));
      expect(greens[4]).toBe(5);
    }
    expect(seen.size).toBe(8);
    for (const order of ['123456789', '321654987', '789456123', '147258369', '741852963']) {
      expect(seen).toContain(order);
    }
  });

  it('relights all the way to another light at most, and only as often as asked', () => {
    const from = { heightPx: 2, widthPx: 2 };
    const toward = { whitePoints: OTHERS.slice(0, 1), strength: 1 };
    const augment = createAugment(from, from, { relight: { probability: 0.3, toward } });
    const rng = createRng('relight');
    const out = target(2, 2);
    let relit = 0;
    for (let i = 0; i < 2000; i++) {
      augment(scene(2, 2, 3), LIGHT, rng, out);
      const share = Math.log(out.label[0] / LIGHT.r) / Math.log(OTHERS[0].r / LIGHT.r);
      expect(share).toBeGreaterThan(-1e-6);
      expect(share).toBeLessThan(1 + 1e-6);
      const shareB = Math.log(out.label[1] / LIGHT.b) / Math.log(OTHERS[0].b / LIGHT.b);
      expect(shareB).toBeCloseTo(share, 4);
      if (share > 1e-6) relit++;
    }
    expect(relit / 2000).toBeCloseTo(0.3, 1);
  });

  it('adds noise of the stated variance to what is seen, and none to what is masked', () => {
    const from = { heightPx: 40, widthPx: 40 };
    const augment = createAugment(from, from, { noise: { photon: 0.004, read: 0.02 } });
    const source = new Float32Array(6400).fill(0.5);
    for (let i = 3; i < 3200; i += 4) source[i] = 0;
    const rng = createRng('noise');
    const out = target(40, 40);
    let [sum, squares, count] = [0, 0, 0];
    for (let round = 0; round < 300; round++) {
      augment(source, LIGHT, rng, out);
      expect(out.pixels.subarray(0, 3200).every((v) => v === 0)).toBe(true);
      for (let i = 3200; i < 6400; i += 4) {
        sum += out.pixels[i] - 0.5;
        squares += (out.pixels[i] - 0.5) ** 2;
        count++;
      }
    }
    // The amplitude is uniform in 0..1: its square is 1/3 in the mean.
    expect(sum / count).toBeCloseTo(0, 3);
    expect(squares / count / ((0.004 * 0.5 + 0.0004) / 3)).toBeCloseTo(1, 0.7);
  });

  it('clips where asked to', () => {
    const from = { heightPx: 4, widthPx: 4 };
    const source = new Float32Array(64).fill(0.9);
    const brightest = (clip: boolean) => {
      const augment = createAugment(from, from, { exposureLogRange: 1, clip });
      const rng = createRng('clip');
      let most = 0;
      for (let i = 0; i < 50; i++) {
        const out = target(4, 4);
        augment(source, LIGHT, rng, out);
        most = Math.max(most, ...out.pixels);
      }
      return most;
    };
    expect(brightest(true)).toBe(1);
    expect(brightest(false)).toBeGreaterThan(1.5);
  });

  it('shows the whole picture rather than a crop that is nearly all mask', () => {
    const from = { heightPx: 20, widthPx: 20 };
    const source = new Float32Array(1600);
    // One covered corner of a sixteenth: hardly any crop has a quarter of itself there.
    for (let y = 0; y < 5; y++) source.fill(1, y * 80, y * 80 + 20);
    const augment = createAugment(from, { heightPx: 5, widthPx: 5 }, { crop: { minArea: 0.5 } });
    const rng = createRng('mask');
    for (let i = 0; i < 50; i++) {
      const out = target(5, 5);
      augment(source, LIGHT, rng, out);
      const covered = out.pixels.reduce((s, v, k) => (k % 4 === 3 ? s + v : s), 0) / 25;
      expect(covered).toBeCloseTo(1 / 16, 6);
    }
  });

  it('refuses what it cannot do', () => {
    const wide = { heightPx: 4, widthPx: 6 };
    expect(() => createAugment(wide, wide, { transpose: true })).toThrow(/square output.*4x6/);
    expect(() => createAugment(wide, wide, { crop: { minArea: 0 } })).toThrow(/minArea/);
    expect(() => createAugment(wide, wide, { crop: { minArea: 1, maxAspect: 0.5 } })).toThrow(
      RangeError,
    );
    const relight = { probability: 1, toward: { whitePoints: [], strength: 1 } };
    expect(() => createAugment(wide, wide, { relight })).toThrow(/got none/);
  });
});

describe('createResampler', () => {
  it('agrees with averaging box by box', () => {
    fc.assert(
      fc.property(size, size, fc.integer(), (from, to, seed) => {
        const rng = createRng(seed);
        const source = scene(from.heightPx, from.widthPx, seed);
        const heightPx = from.heightPx * (0.2 + 0.8 * rng.uniform());
        const widthPx = from.widthPx * (0.2 + 0.8 * rng.uniform());
        const top = rng.uniform() * (from.heightPx - heightPx);
        const left = rng.uniform() * (from.widthPx - widthPx);
        const out = new Float32Array(to.heightPx * to.widthPx * 4);
        const box = { top, left, heightPx, widthPx };
        const coverage = createResampler(from, to)(source, box, STILL, out);
        const [cellHeight, cellWidth] = [heightPx / to.heightPx, widthPx / to.widthPx];
        let total = 0;
        for (let oy = 0, o = 0; oy < to.heightPx; oy++) {
          for (let ox = 0; ox < to.widthPx; ox++, o += 4) {
            const sums = [0, 0, 0, 0];
            for (let y = 0; y < from.heightPx; y++) {
              for (let x = 0; x < from.widthPx; x++) {
                const i = 4 * (y * from.widthPx + x);
                const share =
                  overlap(y, top + oy * cellHeight, cellHeight) *
                  overlap(x, left + ox * cellWidth, cellWidth) *
                  source[i + 3];
                for (let c = 0; c < 3; c++) sums[c] += share * source[i + c];
                sums[3] += share;
              }
            }
            expect(out[o + 3]).toBeCloseTo(sums[3] / (cellHeight * cellWidth), 5);
            total += out[o + 3];
            if (sums[3] < 1e-6 * cellHeight * cellWidth) continue;
            for (let c = 0; c < 3; c++) expect(out[o + c]).toBeCloseTo(sums[c] / sums[3], 4);
          }
        }
        expect(coverage).toBeCloseTo(total / (to.heightPx * to.widthPx), 5);
      }),
    );
  });
});

function overlap(pixel: number, from: number, length: number): number {
  return Math.max(0, Math.min(pixel + 1, from + length) - Math.max(pixel, from));
}
