/** Folds, jobs and cross-validation of the training layer: nobody is judged on what it has seen. */
import { describe, expect, it } from 'vitest';
import { recoveryErrorDegrees } from '../../dist/color/index.js';
import {
  densityWeights,
  type ThumbnailEntry,
  type ThumbnailSet,
} from '../../dist/dataset/index.js';
import { summariseErrors } from '../../dist/metrics/index.js';
import { decodeModel, encodeModel } from '../../dist/model/index.js';
import { createRng } from '../../dist/random/index.js';
import {
  createJob,
  crossValidate,
  DEFAULT_TRAIN_SETTINGS,
  makeFolds,
  type NetworkRecipe,
  type PreparedPictures,
  type TrainingPlan,
  train,
  trainModel,
} from '../../dist/train/index.js';

const RECIPE: NetworkRecipe = {
  family: 'small',
  heightPx: 4,
  widthPx: 4,
  blocks: [{ kernel: 2, stride: 2, channels: 8 }],
  hidden: 8,
  anchors: 2,
};
const SETTINGS = { ...DEFAULT_TRAIN_SETTINGS, epochs: 1, batch: 4, threads: 1 };

/** Runs of four pictures with neighbouring ids, far from the next run. */
const ID = (i: number) => `p${100 * Math.floor(i / 4) + (i % 4)}`;

/** Made pictures; `relabel` may give one another light and other pixels than it has. */
function madePictures(count: number, relabel?: number): PreparedPictures {
  const make = (side: number): ThumbnailSet => {
    const pixels = new Float32Array(new SharedArrayBuffer(count * side * side * 16));
    const entries: ThumbnailEntry[] = [];
    for (let n = 0; n < count; n++) {
      const rng = createRng(`picture ${n}`);
      const whitePoint = { r: 0.4 + 0.5 * rng.uniform(), b: 0.4 + 0.5 * rng.uniform() };
      for (let p = 0; p < side * side; p++) {
        const grey = 0.2 + 0.3 * rng.uniform();
        pixels.set([grey * whitePoint.r, grey, grey * whitePoint.b, 1], (n * side * side + p) * 4);
      }
      entries.push({
        id: ID(n),
        part: 'train',
        whitePoint: n === relabel ? { r: 1.5, b: 0.2 } : whitePoint,
        properties: n % 5 === 0 ? { single_illuminant: '0' } : {},
      } as unknown as ThumbnailEntry);
    }
    return { heightPx: side, widthPx: side, pixels, entries };
  };
  return {
    source: make(8),
    input: make(4),
    dataHash: 'made',
    notices: [],
    skipped: [],
    fromCache: false,
  };
}

describe('makeFolds', () => {
  const { entries } = madePictures(40).input;
  const runOf = (i: number) => Math.floor(i / 4);

  it.each(['random', 'runs'] as const)('%s: holds every picture back exactly once', (kind) => {
    const folds = makeFolds(entries, { kind, folds: 5, seed: 0 });
    expect(folds).toHaveLength(5);
    const held = folds.flatMap(({ validation }) => Array.from(validation)).sort((a, b) => a - b);
    expect(held).toEqual(Array.from({ length: 40 }, (_, i) => i));
    for (const { train, validation } of folds) {
      expect(Array.from(train).some((i) => Array.from(validation).includes(i))).toBe(false);
      expect(train.length + validation.length).toBe(40);
    }
  });

  it('runs: never shows a neighbour of a picture that is held back', () => {
    for (const { train, validation } of makeFolds(entries, { kind: 'runs', folds: 5, seed: 0 })) {
      const seen = new Set(Array.from(train, runOf));
      expect(Array.from(validation).filter((i) => seen.has(runOf(i)))).toEqual([]);
    }
  });

  it('random: deals single pictures, so that most have a neighbour among those shown', () => {
    for (const { train, validation } of makeFolds(entries, { kind: 'random', folds: 5, seed: 0 })) {
      const seen = new Set(Array.from(train, runOf));
      const known = Array.from(validation).filter((i) => seen.has(runOf(i)));
      expect(known.length).toBeGreaterThan(validation.length / 2);
    }
  });

  it('gives the same folds to the same pictures and seed, others to another', () => {
    for (const kind of ['random', 'runs'] as const) {
      expect(makeFolds(entries, { kind, folds: 4 })).toEqual(
        makeFolds(entries, { kind, folds: 4, seed: 0 }),
      );
      expect(makeFolds(entries, { kind, folds: 4, seed: 1 })).not.toEqual(
        makeFolds(entries, { kind, folds: 4, seed: 0 }),
      );
      expect(makeFolds(entries, { kind, folds: 4, seed: 0 })).toEqual(
        makeFolds(entries, { kind, folds: 4, seed: 0 }),
      );
    }
  });
});

describe('createJob', () => {
  const pictures = madePictures(20);
  const parts = { training: [1, 3, 5, 7, 9, 11], validation: [0, 2] };

  it('trains on the large pictures of one part and holds back the small ones of the other', () => {
    const job = createJob(pictures, RECIPE, SETTINGS, parts);
    const { training, validation } = job;
    expect([training.heightPx, training.widthPx]).toEqual([8, 8]);
    parts.training.forEach((from, i) => {
      const pixels = 8 * 8 * 4;
      expect(training.pixels.slice(i * pixels, (i + 1) * pixels)).toEqual(
        pictures.source.pixels.slice(from * pixels, (from + 1) * pixels),
      );
      const { r, b } = pictures.source.entries[from]!.whitePoint;
      expect([...training.whitePoints.subarray(2 * i, 2 * i + 2)]).toEqual([r, b]);
      expect(training.singleLight[i]).toBe(from % 5 === 0 ? 0 : 1);
    });
    const small = 4 * 4 * 4;
    expect(validation!.pixels.length).toBe(2 * small);
    expect(validation!.pixels.slice(small)).toEqual(
      pictures.input.pixels.slice(2 * small, 3 * small),
    );
    expect(job.dataHash).toBe('made');
  });

  it('has no validation where nothing is held back', () => {
    expect(
      createJob(pictures, RECIPE, SETTINGS, { ...parts, validation: [] }).validation,
    ).toBeUndefined();
  });

  it('weighs pictures by density to a power, with a mean of 1', () => {
    const weightsAt = (densityExponent: number) =>
      createJob(pictures, RECIPE, { ...SETTINGS, densityExponent }, parts).weights;
    const density = densityWeights(
      parts.training.map((i) => pictures.source.entries[i]!.whitePoint),
    );
    expect([...weightsAt(0)]).toEqual([1, 1, 1, 1, 1, 1]);
    expect([...weightsAt(1)]).toEqual([...density]);
    for (const exponent of [0.5, 2]) {
      const weights = weightsAt(exponent);
      expect(weights.reduce((a, b) => a + b, 0) / weights.length).toBeCloseTo(1, 12);
      weights.forEach((weight, i) => {
        expect(weight / weights[0]!).toBeCloseTo((density[i]! / density[0]!) ** exponent, 10);
      });
    }
  });
});

describe('trainModel', () => {
  const pictures = { ...madePictures(20), levels: { blackLevel: 64, whiteLevel: 1023 } };
  const origin = {
    name: 'made',
    version: '1.2.3',
    data: 'pictures',
    licence: 'CC0',
    attribution: 'nobody',
    settings: { study: 7 },
  };

  it('gives the network that the job of its fold trains to, and says where it comes from', async () => {
    const holdBack = { kind: 'random', folds: 4 } as const;
    const started: TrainingPlan[] = [];
    const { model, trainedOn, heldBack, architecture, history, interrupted } = await trainModel(
      pictures,
      RECIPE,
      SETTINGS,
      origin,
      { holdBack, onStart: (plan) => void started.push(plan) },
    );
    const [fold] = makeFolds(pictures.input.entries, holdBack);
    const parts = { training: fold!.train, validation: fold!.validation };
    const own = await train(createJob(pictures, RECIPE, SETTINGS, parts));
    expect(model.parameters).toEqual(own.parameters);
    expect(started).toEqual([{ architecture, trainedOn: 15, heldBack: 5, simd: 'plain' }]);
    expect([trainedOn, heldBack, interrupted]).toEqual([15, 5, false]);
    const { mean, median } = history.at(-1)!.validation!;
    expect(model.metadata).toEqual({
      name: 'made',
      version: '1.2.3',
      data: { name: 'pictures', hash: 'made', pictures: 15 },
      licence: 'CC0',
      attribution: 'nobody',
      seed: SETTINGS.seed,
      settings: { network: RECIPE, training: { ...SETTINGS, simd: 'plain' }, study: 7 },
      blackLevel: 64,
      whiteLevel: 1023,
      errors: [
        {
          data: 'pictures',
          part: 'held back',
          hash: 'made',
          pictures: 5,
          meanDegrees: mean,
          medianDegrees: median,
        },
      ],
    });
    expect(decodeModel(encodeModel(model)).metadata).toEqual(model.metadata);
  });

  it('trains on every picture where none is held back, and states no errors', async () => {
    const { model, trainedOn, heldBack } = await trainModel(pictures, RECIPE, SETTINGS, origin);
    expect([trainedOn, heldBack]).toEqual([20, 0]);
    expect(model.metadata.errors).toBeUndefined();
  });

  it('says when a signal stopped it, and that pictures are too few', async () => {
    const stopped = await trainModel(pictures, RECIPE, SETTINGS, origin, {
      signal: AbortSignal.abort(),
    });
    expect(stopped.interrupted).toBe(true);
    const holdBack = { kind: 'runs', folds: 6 } as const;
    await expect(trainModel(pictures, RECIPE, SETTINGS, origin, { holdBack })).rejects.toThrow(
      '5 runs of neighbouring ids are too few for 6 folds',
    );
  });
});

describe('crossValidate', () => {
  const options = { folds: 3, kind: 'runs', seeds: [1, 2] } as const;

  it('answers for every picture, once a seed, the same each time', async () => {
    const pictures = madePictures(24);
    const first = await crossValidate(pictures, RECIPE, SETTINGS, options);
    expect(first.map(({ seed }) => seed)).toEqual([1, 2]);
    for (const { estimates } of first) {
      expect(estimates).toHaveLength(24);
      for (const { r, b } of estimates) expect(Math.min(r, b)).toBeGreaterThan(0);
    }
    const held = makeFolds(pictures.input.entries, { kind: 'runs', folds: 3 });
    for (const { estimates, folds, losses } of first) {
      expect(losses).toHaveLength(SETTINGS.epochs);
      expect(folds.map(({ fold }) => fold)).toEqual([1, 2, 3]);
      for (const [i, { validation }] of held.entries()) {
        const degrees = Array.from(validation, (n) =>
          recoveryErrorDegrees(estimates[n]!, pictures.input.entries[n]!.whitePoint),
        );
        expect(folds[i]).toEqual({
          fold: i + 1,
          pictures: degrees.length,
          ...summariseErrors(degrees),
        });
      }
    }
    expect(first[0]!.estimates).not.toEqual(first[1]!.estimates);
    expect(await crossValidate(pictures, RECIPE, SETTINGS, options)).toEqual(first);
  });

  it('never lets the label of a picture touch the estimates of its own fold, and does those of others', async () => {
    const changed = 5;
    const [[before], [after]] = await Promise.all(
      [undefined, changed].map((relabel) =>
        crossValidate(madePictures(24, relabel), RECIPE, SETTINGS, { ...options, seeds: [1] }),
      ),
    );
    const folds = makeFolds(madePictures(24).input.entries, { kind: 'runs', folds: 3, seed: 0 });
    const own = folds.find(({ validation }) => Array.from(validation).includes(changed))!;
    for (const i of Array.from(own.validation)) {
      expect(after!.estimates[i]).toEqual(before!.estimates[i]);
    }
    for (const i of Array.from(own.train)) {
      expect(after!.estimates[i]).not.toEqual(before!.estimates[i]);
    }
  });
});
