/** What is done about rare lights: weights in the loss, by density and by group, and how often pictures are drawn. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { densityWeights, fitLabelCurve, placeByLine } from '../../dist/dataset/index.js';
import { createRng } from '../../dist/random/index.js';
import { type TrainSettings, train } from '../../dist/train/index.js';
import { drawnPictures, drawWeights, lossWeights } from '../../dist/train/picture-weights.js';
import { makeJob } from './made-job.js';

const rng = createRng('lights');
/** Many cool lights and few warm ones, along a curve. */
const LIGHTS = Array.from({ length: 90 }, (_, i) => {
  const place = i < 75 ? 0.1 * rng.uniform() : rng.uniform();
  return { r: 0.4 + 0.5 * place, b: 0.8 - 0.5 * place + 0.005 * rng.normal() };
});
const meanOf = (values: Float64Array) => values.reduce((a, b) => a + b, 0) / values.length;

describe('weights in the loss', () => {
  it('are 1 for all, or those of the density to a power, with mean 1', () => {
    expect(new Set(lossWeights(LIGHTS, { densityExponent: 0 }))).toEqual(new Set([1]));
    const whole = densityWeights(LIGHTS);
    expect(lossWeights(LIGHTS, { densityExponent: 1 })).toEqual(whole);
    const half = lossWeights(LIGHTS, { densityExponent: 0.5 });
    expect(meanOf(half)).toBeCloseTo(1, 12);
    expect(half[3]! / half[80]!).toBeCloseTo(Math.sqrt(whole[3]! / whole[80]!), 9);
  });

  it('by group: ranges of one length along the curve of the labels count alike', () => {
    const weights = lossWeights(LIGHTS, { densityExponent: 0, lossGroups: 4 });
    const curve = fitLabelCurve(LIGHTS)!;
    const sums = new Map<number, number>();
    LIGHTS.forEach((light, i) => {
      const share = placeByLine(curve, light).alongDegrees / curve.at(-1)!.alongDegrees;
      const group = Math.min(3, Math.floor(4 * share));
      sums.set(group, (sums.get(group) ?? 0) + weights[i]!);
    });
    expect(sums.size).toBe(4);
    for (const sum of sums.values()) expect(sum).toBeCloseTo(90 / 4, 9);
  });

  it('by group keep the ratios of density within a group, and need labels for a curve', () => {
    const density = lossWeights(LIGHTS, { densityExponent: 1 });
    const grouped = lossWeights(LIGHTS, { densityExponent: 1, lossGroups: 1 });
    grouped.forEach((weight, i) => {
      expect(weight).toBeCloseTo(density[i]!, 5);
    });
    expect(() => lossWeights(LIGHTS.slice(0, 10), { densityExponent: 0, lossGroups: 3 })).toThrow(
      /lossGroups 3: expected at least 20 training pictures under different lights, got 10/,
    );
  });
});

describe('pictures that are drawn', () => {
  const weights = fc
    .array(fc.double({ min: 0.01, max: 20, noNaN: true }), { minLength: 1, maxLength: 60 })
    .map((values) => Float64Array.from(values));

  it('are as many as there are, each as often as its weight says, rounded up or down', () => {
    fc.assert(
      fc.property(weights, fc.nat(), fc.nat(500), (all, seed, epoch) => {
        const drawn = drawnPictures(all, seed, epoch);
        expect(drawn).toHaveLength(all.length);
        const expected = all.map((weight) => weight / meanOf(all));
        all.forEach((_, picture) => {
          const times = drawn.filter((one) => one === picture).length;
          expect(Math.abs(times - expected[picture]!)).toBeLessThan(1 + 1e-9);
        });
      }),
    );
  });

  it('are drawn in the mean over epochs as often as their weights say', () => {
    const all = Float64Array.of(0.3, 2.2, 0.5, 1);
    const counts = [0, 0, 0, 0];
    for (let epoch = 0; epoch < 4000; epoch++) {
      for (const picture of drawnPictures(all, 5, epoch)) counts[picture]!++;
    }
    const off = counts.map((count, i) => Math.abs(count / 4000 - all[i]!));
    expect(Math.max(...off)).toBeLessThan(0.03);
  });

  it('are all of them once where nothing is asked for', () => {
    expect(drawWeights(LIGHTS, {})).toBe(undefined);
    expect(drawWeights(LIGHTS, { resampleExponent: 1 })).toEqual(densityWeights(LIGHTS));
  });
});

describe('a training', () => {
  const loss = async (job: ReturnType<typeof makeJob>) =>
    (await train(job)).history.map((epoch) => epoch.loss);
  const settings: Partial<TrainSettings> = { epochs: 2 };

  it('draws equal weights as it goes through pictures, and others otherwise, the same with two threads', async () => {
    const job = makeJob(settings);
    const equal = { ...job, draws: new Float64Array(40).fill(1) };
    expect(await loss(equal)).toEqual(await loss(job));
    const draws = Float64Array.from({ length: 40 }, (_, i) => (i === 7 ? 20.5 : 0.5));
    const one = await loss({ ...job, draws });
    expect(one).not.toEqual(await loss(job));
    const threads = { ...job.settings, threads: 2 };
    const two = await loss({ ...job, draws, settings: threads });
    const off = two.map((value, i) => Math.abs(value / one[i]! - 1));
    expect(Math.max(...off)).toBeLessThan(1e-3);
  });
});
