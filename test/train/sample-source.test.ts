import { describe, expect, it } from 'vitest';
import { locusAt } from '../../dist/libcamera/index.js';
import { DEFAULT_TRAIN_SETTINGS } from '../../dist/train/index.js';
import { createSampleSource } from '../../dist/train/sample-source.js';
import { makeJob } from './made-job.js';

const { training, architecture } = makeJob();
const target = () => ({ pixels: new Float32Array(8 * 8 * 4), label: new Float32Array(2) });
const grey = {
  ...training,
  // Every visible pixel is grey under its picture's light; the first pixel is masked.
  pixels: training.pixels.map((_, i, all) => {
    const pixel = i - (i % 4);
    const sample = Math.floor(i / (8 * 8 * 4));
    if (i % 4 === 3) return all[i]!;
    const factor = [training.whitePoints[2 * sample]!, 1, training.whitePoints[2 * sample + 1]!][
      i % 4
    ]!;
    return all[pixel + 3]! * 0.3 * factor;
  }),
};

describe('createSampleSource', () => {
  const everything = {
    ...DEFAULT_TRAIN_SETTINGS.augmentation,
    mix: 1,
    relight: 0.1,
    relightToward: 0.5,
    exposure: 1.5,
    lowLight: { ...DEFAULT_TRAIN_SETTINGS.augmentation.lowLight, share: 0 },
  };

  it('keeps the label true whatever is done to a picture, strips of others included', () => {
    const source = createSampleSource(grey, architecture.input, everything, 1);
    const out = target();
    for (let sample = 0; sample < 40; sample++) {
      source.draw(sample, 3, out);
      for (let p = 0; p < 64; p++) {
        const [r, g, b, coverage] = out.pixels.subarray(p * 4, p * 4 + 4) as unknown as number[];
        if (coverage === 0) continue;
        expect(r! / g!).toBeCloseTo(out.label[0]!, 4);
        expect(b! / g!).toBeCloseTo(out.label[1]!, 4);
      }
    }
  });

  it('draws by seed, epoch and sample, whatever was drawn before', () => {
    const first = createSampleSource(grey, architecture.input, everything, 1);
    const second = createSampleSource(grey, architecture.input, everything, 1);
    const [a, b, c] = [target(), target(), target()];
    first.draw(0, 0, a);
    first.draw(7, 2, a);
    second.draw(7, 2, b);
    second.draw(7, 3, c);
    expect(b).toEqual(a);
    expect(c).not.toEqual(a);
  });
});

describe('a light moved along the curve of a camera', () => {
  const STEPS = 40;
  const [WARM, COLD] = [2500, 8000];
  const locus = Array.from({ length: STEPS + 1 }, (_, i) => {
    const share = i / STEPS;
    const cctKelvin = 1 / ((1 - share) / WARM + share / COLD);
    return { cctKelvin, r: 1.1 - 0.7 * share, b: 0.3 + 0.6 * share };
  });
  const KELVIN = 4000;
  const LUX = 120;
  const count = grey.singleLight.length;
  const own = locusAt(locus, KELVIN);
  const underOne = {
    ...grey,
    pixels: grey.pixels.map((_, i, all) => {
      const coverage = all[i - (i % 4) + 3]!;
      return [0.3 * own.r * coverage, 0.3 * coverage, 0.3 * own.b * coverage, coverage][i % 4]!;
    }),
    whitePoints: Float64Array.from({ length: 2 * count }, (_, i) => (i % 2 ? own.b : own.r)),
    scenes: Array.from({ length: count }, () => ({ lux: LUX, cctKelvin: KELVIN, locus })),
  };
  const still = {
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
  const draws = (settings: object, epochs = 20) => {
    const source = createSampleSource(underOne, architecture.input, { ...still, ...settings }, 1);
    return Array.from({ length: epochs * count }, (_, i) => {
      const [out, light] = [target(), { lux: 0, cctKelvin: 0 }];
      source.draw(i % count, Math.floor(i / count), out, light);
      return { ...out, ...light };
    });
  };
  const spread = (values: readonly number[]) =>
    Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

  it('gives picture, label and colour temperature the same light', () => {
    for (const { pixels, label, cctKelvin } of draws({ locusMired: 30 }, 2)) {
      const { r, b } = locusAt(locus, cctKelvin);
      expect(label[0]).toBeCloseTo(r, 5);
      expect(label[1]).toBeCloseTo(b, 5);
      for (let p = 0; p < 64; p++) {
        if (pixels[4 * p + 3] === 0) continue;
        expect(pixels[4 * p]! / pixels[4 * p + 1]!).toBeCloseTo(r, 5);
        expect(pixels[4 * p + 2]! / pixels[4 * p + 1]!).toBeCloseTo(b, 5);
        expect(pixels[4 * p + 1]).toBeCloseTo(0.3, 6);
      }
    }
  });

  it('moves by the mired and the log lux that the settings say, one standard deviation', () => {
    const drawn = draws({ locusMired: 20, luxJitter: 0.5 });
    const moved = drawn.map(({ cctKelvin }) => 1e6 / cctKelvin - 1e6 / KELVIN);
    const brightened = drawn.map(({ lux }) => Math.log(lux / LUX));
    // Of 800 draws the deviation is within a tenth, four of its own.
    expect(Math.abs(spread(moved) / 20 - 1)).toBeLessThan(0.1);
    expect(Math.abs(spread(brightened) / 0.5 - 1)).toBeLessThan(0.1);
  });

  it('stays on the curve', () => {
    const kelvins = draws({ locusMired: 400 }).map(({ cctKelvin }) => cctKelvin);
    expect(Math.min(...kelvins)).toBeCloseTo(WARM, 6);
    expect(Math.max(...kelvins)).toBeCloseTo(COLD, 6);
  });

  it('is the own one where nothing is to move', () => {
    for (const { cctKelvin, lux, label } of draws({}, 1)) {
      expect([cctKelvin, lux]).toEqual([KELVIN, LUX]);
      expect([...label]).toEqual([Math.fround(own.r), Math.fround(own.b)]);
    }
  });
});
