/** Training on pictures without labels: what its loss is, that it is differentiated, and that runs are the same to the bit. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRng } from '../../dist/random/index.js';
import {
  type TrainJob,
  type TrainSettings,
  train,
  UNLABELLED_SETTINGS,
  type UnlabelledSettings,
  ZONE_TRAIN_SETTINGS,
} from '../../dist/train/index.js';
import { countViews, Views } from '../../dist/train/unlabelled/views.js';
import { makeJob } from './made-job.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'deepawb-unlabelled-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const BOTH = { consistency: 0.5, pseudoLabels: 1, teachers: 2, relight: 0.2 };

/** Twelve of the made pictures carry labels, the other 28 none. */
function makeUnlabelledJob(
  unlabelled: Partial<UnlabelledSettings>,
  settings: Partial<TrainSettings> = {},
): TrainJob {
  const job = makeJob({
    epochs: 3,
    ...settings,
    unlabelled: { ...UNLABELLED_SETTINGS, perLabelled: 1, ...unlabelled },
  });
  const { pixels, whitePoints, heightPx, widthPx } = job.training;
  const floats = heightPx * widthPx * 4;
  const [count, all] = [12, whitePoints.length / 2];
  const labelled = pixels.slice(0, count * floats);
  const rest = pixels.slice(count * floats);
  return {
    ...job,
    training: {
      ...job.training,
      pixels: labelled,
      whitePoints: whitePoints.slice(0, 2 * count),
      singleLight: new Uint8Array(count).fill(1),
    },
    weights: new Float64Array(count).fill(1),
    unlabelled: {
      pictures: { heightPx, widthPx, source: rest, input: rest, count: all - count, hash: 'rest' },
      labelledInput: labelled,
    },
  };
}

describe('the loss of views', () => {
  const settings: TrainSettings = {
    ...ZONE_TRAIN_SETTINGS,
    batch: 3,
    loss: 'mse',
    // No strips of other pictures, whose lights would come through.
    augmentation: { ...ZONE_TRAIN_SETTINGS.augmentation, mix: 0 },
    unlabelled: {
      ...UNLABELLED_SETTINGS,
      ...BOTH,
      ...{ perLabelled: 1, relight: 0.001, warmUp: 0.5 },
    },
  };
  const rng = createRng('views');
  const count = 5;
  const data = {
    pictures: {
      heightPx: 4,
      widthPx: 4,
      pixels: Float32Array.from({ length: count * 64 }, () => 0.1 + 0.5 * rng.uniform()),
      whitePoints: Float64Array.from({ length: 2 * count }, () => 0.4 + rng.uniform()),
      singleLight: new Uint8Array(count).fill(1),
    },
    weights: Float64Array.from([0.2, 1.8, 1, 0, 2]),
    labels: new Float64Array(2 * countViews(settings)),
  };
  const views = new Views(data, { heightPx: 4, widthPx: 4 }, settings);
  /** The picture of view `n`, by its light, which a slight relighting leaves near. */
  const pictureOf = (n: number) =>
    Array.from({ length: count }, (_, i) => i).find(
      (i) => Math.abs(Math.log(data.labels[2 * n]! / data.pictures.whitePoints[2 * i]!)) < 0.01,
    )!;
  const STEP = 7;
  for (let n = 0; n < views.count; n++) views.draw(n, STEP, new Float32Array(64));
  const answers = Float64Array.from({ length: 2 * views.count }, () => 0.4 + rng.uniform());
  const own = new Float64Array(2);
  const lossAt = (progress: number, at: Float64Array) => {
    let sum = 0;
    for (let n = 0; n < views.count; n++)
      sum += views.lossOf(n, STEP, progress, (view) => at.subarray(2 * view, 2 * view + 2), own);
    return sum;
  };

  it('has two views of each picture, which are not alike', () => {
    expect(views.count).toBe(6);
    const [one, other] = [new Float32Array(64), new Float32Array(64)];
    views.draw(0, STEP, one);
    views.draw(1, STEP, other);
    expect(one).not.toEqual(other);
  });

  it('has the derivatives that central differences give, of consistency and pseudo-labels together', () => {
    for (let n = 0; n < views.count; n++) {
      const gradient = new Float64Array(2);
      views.lossOf(n, STEP, 1, (view) => answers.subarray(2 * view, 2 * view + 2), gradient);
      for (let c = 0; c < 2; c++) {
        const moved = (by: number) =>
          lossAt(
            1,
            answers.map((value, i) => (i === 2 * n + c ? value + by : value)),
          );
        const measured = (moved(1e-6) - moved(-1e-6)) / 2e-6;
        expect(Math.abs(gradient[c]! - measured)).toBeLessThan(1e-5 * (1 + Math.abs(measured)));
      }
    }
  });

  it('is that of each pair, moved by the ratio of its relighting, and of pseudo-labels by their weights', () => {
    const { labels, pictures, weights } = data;
    const square = (a: number, b: number) => (Math.log(a / b) * (180 / Math.PI)) ** 2;
    let [pairs, pseudo] = [0, 0];
    for (let n = 0; n < views.count; n++) {
      const at = (values: ArrayLike<number>, view: number) => [
        values[2 * view]!,
        values[2 * view + 1]!,
      ];
      const [[r, b], [lightR, lightB]] = [at(answers, n), at(labels, n)];
      const [[otherR, otherB], [otherLightR, otherLightB]] = [
        at(answers, n ^ 1),
        at(labels, n ^ 1),
      ];
      // Without its own light an answer is what both views are to agree on.
      pairs +=
        (square(r! / lightR!, otherR! / otherLightR!) +
          square(b! / lightB!, otherB! / otherLightB!)) /
        4;
      const picture = pictureOf(n);
      const squares = (r! - lightR!) ** 2 + (b! - lightB!) ** 2;
      pseudo += (weights[picture]! * squares) / 2;
    }
    const expected = (0.5 * pairs) / (views.count / 2) + pseudo / views.count;
    expect(lossAt(1, answers)).toBeCloseTo(expected, 6);
    expect(pictures.singleLight).toHaveLength(count);
  });

  it('rises over the warm-up, evenly from nothing', () => {
    expect(lossAt(0, answers)).toBe(0);
    expect(lossAt(0.25, answers)).toBeCloseTo(lossAt(0.5, answers) / 2, 9);
    expect(lossAt(0.9, answers)).toBeCloseTo(lossAt(0.5, answers), 9);
  });

  it('shows every picture once before any a second time, in another order', () => {
    const seen: number[] = [];
    for (let step = 0; step < 5; step++) {
      for (let n = 0; n < views.count; n += 2) {
        views.draw(n, step, new Float32Array(64));
        seen.push(pictureOf(n));
      }
    }
    const passes = [0, 1, 2].map((pass) => seen.slice(count * pass, count * (pass + 1)));
    for (const pass of passes) expect(pass.toSorted((x, y) => x - y)).toEqual([0, 1, 2, 3, 4]);
    expect(new Set(passes.map((pass) => pass.join())).size).toBeGreaterThan(1);
  });
});

describe('training on pictures without labels', () => {
  it.each([
    ['consistency', { consistency: 0.5, pseudoLabels: 0, relight: 0.2 }],
    ['pseudo-labels', { consistency: 0, pseudoLabels: 1, teachers: 2 }],
    ['both', BOTH],
  ])('is not what labelled ones alone make, by %s', async (_, unlabelled) => {
    const job = makeUnlabelledJob(unlabelled);
    const { unlabelled: __, ...settings } = job.settings;
    const { unlabelled: ___, ...alone } = job;
    const [taught, plain] = [await train(job), await train({ ...alone, settings })];
    expect(taught.parameters).not.toEqual(plain.parameters);
    expect(taught.parameters.every(Number.isFinite)).toBe(true);
  });

  it.each([1, 2, 3])('gives the same bits for one seed on %i thread(s)', async (threads) => {
    const first = await train(makeUnlabelledJob(BOTH, { threads }));
    const second = await train(makeUnlabelledJob(BOTH, { threads }));
    expect(second.parameters).toEqual(first.parameters);
    const other = await train(makeUnlabelledJob(BOTH, { threads, seed: 2 }));
    expect(other.parameters).not.toEqual(first.parameters);
  });

  it('gives nearly the same network on one thread and on two, whose pairs of views are shared', async () => {
    const settings = { epochs: 1, batch: 5 };
    const one = await train(makeUnlabelledJob(BOTH, settings));
    const two = await train(makeUnlabelledJob(BOTH, { ...settings, threads: 2 }));
    for (const [i, value] of two.estimates.entries())
      expect(value).toBeCloseTo(one.estimates[i]!, 2);
  });

  it.each([
    ['a teacher is trained', 2, 4],
    ['the network itself is', 0, 8],
  ])('resumes to the bit after an interruption while %s', async (_, teacher, epoch) => {
    const job = { ...makeUnlabelledJob(BOTH), checkpointFile: join(folder, 'run.checkpoint') };
    const whole = await train(makeUnlabelledJob(BOTH));
    const stop = new AbortController();
    const stopped = await train(job, {
      signal: stop.signal,
      turnMs: 0,
      onProgress(progress) {
        if ((progress.teacher?.number ?? 0) === teacher && progress.epoch === epoch) stop.abort();
      },
    });
    expect(stopped.interrupted).toBe(true);
    expect(existsSync(`${job.checkpointFile}.teacher1`)).toBe(true);
    const resumed = await train({ ...job, resume: true });
    expect(resumed.parameters).toEqual(whole.parameters);
  });

  it('refuses the checkpoint of a run with other pictures without labels', async () => {
    const unlabelled = { consistency: 0.5, pseudoLabels: 0 };
    const job = {
      ...makeUnlabelledJob(unlabelled),
      checkpointFile: join(folder, 'run.checkpoint'),
    };
    await train(job);
    const { pictures } = job.unlabelled!;
    const other = { ...job.unlabelled!, pictures: { ...pictures, hash: 'others' } };
    await expect(train({ ...job, unlabelled: other, resume: true })).rejects.toThrow(
      /another unlabelledHash \('rest', now 'others'\)/,
    );
  });

  it('tells what the pseudo-labels are like', async () => {
    let told: unknown;
    await train(makeUnlabelledJob(BOTH), {
      onPseudoLabels: ({ summary }) => {
        told = summary;
      },
    });
    expect(told).toMatchObject({ pictures: 28, teachers: 2 });
  });

  it.each([
    [{ consistency: 0, pseudoLabels: 0 }, {}, /weight of consistency or of pseudoLabels above 0/],
    [{ pseudoLabels: 1, teachers: 7 }, {}, /two labelled pictures for each of 7 teachers, got 12/],
    [{}, { loss: 'mired' as const }, /loss mired/],
  ])('refuses %j', async (unlabelled, settings, message) => {
    await expect(train(makeUnlabelledJob(unlabelled, settings))).rejects.toThrow(message);
  });

  it('refuses settings for pictures that are not there', async () => {
    const { unlabelled: _, ...job } = makeUnlabelledJob(BOTH);
    await expect(train(job)).rejects.toThrow(/expected pictures without labels, got none/);
  });
});
