/** Networks that read what the camera knows, from the data set to the answer: what is asked for, what is drawn, what is learnt. */
import { describe, expect, it } from 'vitest';
import { loadKernelModule } from '../../dist/engine/node/index.js';
import { createEstimator } from '../../dist/infer/index.js';
import type { ReadingName } from '../../dist/model/index.js';
import { createRng } from '../../dist/random/index.js';
import {
  chooseRecipe,
  createJob,
  createReadingSource,
  DEFAULT_TRAIN_SETTINGS,
  familyRecipe,
  type NetworkRecipe,
  train,
} from '../../dist/train/index.js';

const SIDE = 8;
const COUNT = 64;
const STILL = {
  ...DEFAULT_TRAIN_SETTINGS.augmentation,
  mix: 0,
  lowLight: { ...DEFAULT_TRAIN_SETTINGS.augmentation.lowLight, share: 0 },
};
const SETTINGS = {
  ...DEFAULT_TRAIN_SETTINGS,
  epochs: 60,
  batch: 16,
  threads: 1,
  augmentation: STILL,
};
const NETWORK: NetworkRecipe = {
  family: 'small',
  heightPx: SIDE,
  widthPx: SIDE,
  blocks: [{ kernel: 2, stride: 2, channels: 8 }],
  hidden: 12,
  anchors: 8,
  readings: ['lux'],
};
const ALL = Array.from({ length: COUNT }, (_, i) => i);

/** Colours at random, which say nothing of the light; the brighter the scene, the bluer it is. */
function pictures(properties: (lux: number, i: number) => Readonly<Record<string, string>>) {
  const rng = createRng('scenes of known lux');
  const pixels = Float32Array.from({ length: COUNT * SIDE * SIDE * 4 }, (_, i) =>
    i % 4 === 3 ? 1 : 0.1 + 0.6 * rng.uniform(),
  );
  const entries = ALL.map((i) => {
    const share = rng.uniform();
    return {
      id: `p${i}`,
      part: 'train' as const,
      whitePoint: { r: 0.9 - 0.5 * share, b: 0.3 + 0.5 * share },
      properties: properties(Math.exp(2 + 8 * share), i),
    };
  });
  const set = { heightPx: SIDE, widthPx: SIDE, pixels, entries };
  return { source: set, input: set, dataHash: 'made' };
}

const known = pictures((lux) => ({ lux: lux.toFixed(3) }));
const split = { training: ALL, validation: ALL };
const job = (recipe: NetworkRecipe = NETWORK, data = known) =>
  createJob(data, recipe, SETTINGS, split);

function meanDegrees(history: Awaited<ReturnType<typeof train>>['history']): number {
  return history.at(-1)!.validation!.mean;
}

describe('a network that reads lux', () => {
  it('learns the light that lux tells and pictures do not, and answers without it as one who knows nothing', async () => {
    const { readings: _, ...alone } = NETWORK as Extract<NetworkRecipe, { family: 'small' }>;
    const blind = await train(job(alone), { evaluateEveryEpoch: false });
    const { parameters, estimates } = await train(job(), { evaluateEveryEpoch: false });
    const errorOf = (values: Float64Array) =>
      ALL.reduce((sum, i) => {
        const { r } = known.input.entries[i]!.whitePoint;
        return sum + Math.abs(values[2 * i]! - r) / COUNT;
      }, 0);
    expect(errorOf(blind.estimates)).toBeGreaterThan(0.08);
    expect(errorOf(estimates)).toBeLessThan(0.5 * errorOf(blind.estimates));
    const metadata = {
      name: 'lux',
      version: '0.1.0',
      data: { name: 'made', hash: '', pictures: COUNT },
      licence: 'MIT',
      attribution: '',
      seed: 1,
      settings: {},
      blackLevel: 0,
      whiteLevel: 65_535,
    };
    const { architecture } = job();
    const estimator = createEstimator({ architecture, parameters, metadata }, loadKernelModule());
    const floats = SIDE * SIDE * 4;
    const untold = Float64Array.from({ length: 2 * COUNT }, (_, k) => {
      const i = k >> 1;
      const picture = known.input.pixels.subarray(i * floats, (i + 1) * floats);
      const { whitePoint } = estimator.estimateThumbnail(picture);
      return k % 2 ? whitePoint.b : whitePoint.r;
    });
    // No worse than twice what a network errs by that was never told: training has left it out, too.
    expect(errorOf(untold)).toBeLessThan(2 * errorOf(blind.estimates));
    expect(errorOf(untold)).toBeGreaterThan(errorOf(estimates));
    const { r } = known.input.entries[0]!.whitePoint;
    const lux = Number(known.input.entries[0]!.properties.lux);
    const told = estimator.estimateThumbnail(known.input.pixels.subarray(0, floats), { lux });
    // The same as in training, whose kernels are others.
    expect(told.whitePoint.r).toBeCloseTo(estimates[0]!, 4);
    expect(Math.abs(told.whitePoint.r - r)).toBeLessThan(0.2);
  });

  it('gives each picture its own, in whatever order they are asked', () => {
    const reversed = { training: ALL, validation: ALL.toReversed() };
    const { validation } = createJob(known, NETWORK, SETTINGS, reversed);
    const straight = createJob(known, NETWORK, SETTINGS, split).validation!.readings!;
    expect([...validation!.readings!]).toEqual([...straight].reverse());
    expect(straight[3]).toBeCloseTo(Number(known.input.entries[3]!.properties.lux), 9);
  });

  it('gives the same bits for one seed on one thread and again, and nearly on two', async () => {
    const few = { ...SETTINGS, epochs: 2 };
    const run = (threads: number) =>
      train(createJob(known, NETWORK, { ...few, threads }, split), { evaluateEveryEpoch: false });
    const [first, second, both] = [await run(1), await run(1), await run(2)];
    expect(second.parameters).toEqual(first.parameters);
    expect([...both.estimates].every((v, i) => Math.abs(v - first.estimates[i]!) < 0.02)).toBe(
      true,
    );
  });

  it('is trained where only some pictures have it, and refused where none has or a cell is none', async () => {
    const half = pictures((lux, i) => (i % 2 ? {} : { lux: String(lux) }));
    const { training } = createJob(half, NETWORK, SETTINGS, split);
    expect([...training.readings!.slice(0, 4)].map((value) => value > 0)).toEqual([
      true,
      false,
      true,
      false,
    ]);
    const { history } = await train(createJob(half, NETWORK, { ...SETTINGS, epochs: 2 }, split));
    expect(Number.isFinite(meanDegrees(history))).toBe(true);
    expect(() =>
      job(
        NETWORK,
        pictures(() => ({ iso: '100' })),
      ),
    ).toThrow(
      /readings: expected lux of some training pictures, got none; give it in a column lux of auxiliary\/train_prop/,
    );
    expect(() =>
      job(
        NETWORK,
        pictures(() => ({ lux: 'bright' })),
      ),
    ).toThrow(
      /p0: column lux: expected a number above 0 or nothing, got bright; mend auxiliary\/train_properties.csv/,
    );
  });
});

describe('what a training step is told', () => {
  const NAMES: readonly ReadingName[] = ['lux', 'time'];
  const values = Float64Array.of(100, 12, 50, 0);
  const draws = (augmentation: object, seed = 1) => {
    const settings = { seed, augmentation: { ...STILL, ...augmentation } };
    const source = createReadingSource(NAMES, values, settings);
    return Array.from({ length: 2000 }, (_, epoch) => {
      const told: Partial<Record<ReadingName, number>> = {};
      source.draw(0, epoch, (name, value) => {
        told[name] = value;
      });
      return told as Record<ReadingName, number>;
    });
  };

  it('is left out as often as the settings say: all of it, and one by one', () => {
    const told = draws({ readingDropout: 0.2 });
    const share = (holds: (one: (typeof told)[number]) => boolean) =>
      told.filter(holds).length / told.length;
    // Of 2000 draws a share is within 0.04, four of its deviations.
    expect(Math.abs(share(({ lux }) => lux === 0) - (0.2 + 0.8 * 0.2))).toBeLessThan(0.04);
    expect(
      Math.abs(share(({ lux, time }) => lux === 0 && time === 0) - (0.2 + 0.8 * 0.04)),
    ).toBeLessThan(0.04);
    expect(draws({ readingDropout: 0 }).every(({ lux, time }) => lux > 0 && time > 0)).toBe(true);
    expect(draws({ readingDropout: 1 }).every(({ lux, time }) => lux === 0 && time === 0)).toBe(
      true,
    );
  });

  it('is moved by the jitter: of the logarithm, of time in twelfths of hours', () => {
    const told = draws({ readingDropout: 0, readingJitter: 0.1 });
    const spread = (of: (one: (typeof told)[number]) => number) =>
      Math.sqrt(told.reduce((sum, one) => sum + of(one) ** 2, 0) / told.length);
    expect(Math.abs(spread(({ lux }) => Math.log(lux / 100)) / 0.1 - 1)).toBeLessThan(0.1);
    expect(Math.abs(spread(({ time }) => time - 12) / 1.2 - 1)).toBeLessThan(0.1);
    expect(draws({ readingDropout: 0, readingJitter: 0 })[5]).toEqual({ lux: 100, time: 12 });
  });

  it('stays unknown where it is, and depends on seed, epoch and sample alone', () => {
    const settings = { seed: 1, augmentation: { ...STILL, readingDropout: 0 } };
    const source = createReadingSource(NAMES, values, settings);
    const of = (sample: number, epoch: number) => {
      const told: number[] = [];
      source.draw(sample, epoch, (_, value) => told.push(value));
      return told;
    };
    expect(of(1, 7)[1]).toBe(0);
    expect(of(1, 7)).toEqual(of(1, 7));
    expect(of(1, 7)).not.toEqual(of(1, 8));
    expect(draws({}, 1)).not.toEqual(draws({}, 2));
  });
});

describe('recipes', () => {
  it('say what a network reads, and nothing where it reads nothing', () => {
    const { recipe } = chooseRecipe({ family: 'small', readings: ['lux', 'iso'] }, 1);
    expect(recipe).toMatchObject({ readings: ['lux', 'iso'] });
    expect(chooseRecipe({ family: 'small' }, 1).recipe).toEqual(familyRecipe('small').network);
  });

  it.each([
    [{ family: 'reference' }, /--readings: expected --family small, got reference/],
    [
      { family: 'small', head: 'ct' },
      /--head ct reads lux by itself, and libcamera hands it nothing else/,
    ],
  ] as const)('refuse readings of networks that take none: %j', (choice, message) => {
    expect(() => chooseRecipe({ ...choice, readings: ['lux'] }, 1)).toThrow(message);
  });
});
