/** What the methods compute, in cases small enough to be worked out by hand. */
import { describe, expect, it } from 'vitest';
import { DEFAULT_AWB_PARAMETERS, piecewiseLinear } from '../../dist/classical/index.js';
import { leastSquares } from '../../dist/linalg/index.js';
import { CORRECTED_MOMENTS_SETTINGS, rootMoments } from '../../dist/methods/corrected-moments.js';
import {
  cameraCurve,
  correctedMomentsMethod,
  estimatePictures,
  type FittedMethod,
  METHODS,
  networkMethod,
  tunedMethod,
} from '../../dist/methods/index.js';
import { createRng } from '../../dist/random/index.js';
import { documentedSettings } from '../support/documented-settings.js';

const FACTS = { id: 'made', properties: {} };

/** A row of pixels R, G, B, coverage. */
const row = (...pixels: readonly (readonly number[])[]) => ({
  heightPx: 1,
  widthPx: pixels.length,
  pixels: Float32Array.from(pixels.flat()),
});

function randomPicture(seed: string) {
  const rng = createRng(seed);
  const value = () => 0.1 + 0.6 * rng.uniform();
  return row(...Array.from({ length: 12 }, () => [value(), value(), value(), 1]));
}

/** Root moments, written out, over their sum. */
function unitMoments({ pixels }: ReturnType<typeof row>): number[] {
  const count = pixels.length / 4;
  const mean = (term: (r: number, g: number, b: number) => number) =>
    Array.from({ length: count }, (_, p) =>
      term(pixels[4 * p]!, pixels[4 * p + 1]!, pixels[4 * p + 2]!),
    ).reduce((a, b) => a + b, 0) / count;
  const moments = [
    mean((r) => r),
    mean((_, g) => g),
    mean((_r, _g, b) => b),
    ...[mean((r) => r * r), mean((_, g) => g * g), mean((_r, _g, b) => b * b)].map(Math.sqrt),
    ...[mean((r, g) => r * g), mean((r, _, b) => r * b), mean((_, g, b) => g * b)].map(Math.sqrt),
  ];
  const sum = moments.reduce((a, b) => a + b, 0);
  return moments.map((moment) => moment / sum);
}

const inner = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, x, i) => sum + x * b[i]!, 0);

describe('corrected moments', () => {
  it('of one picture correct grey world along its own moments, and nowhere else', async () => {
    // The least change of five times the means that gives this picture its light: l' = 5 m' + (m'.m / m.m) (l - 5 m).
    const known = randomPicture('known');
    const light = { r: 0.7, b: 0.4 };
    const method = await correctedMomentsMethod.prepare({
      whitePoints: [light],
      pictures: known,
    });
    const m = unitMoments(known);
    const norm = Math.sqrt(light.r ** 2 + 1 + light.b ** 2);
    const l = [light.r / norm, 1 / norm, light.b / norm];
    for (const seed of ['first', 'second', 'third']) {
      const picture = randomPicture(seed);
      const other = unitMoments(picture);
      const share = inner(other, m) / inner(m, m);
      const [r, g, b] = [0, 1, 2].map((c) => 5 * other[c]! + share * (l[c]! - 5 * m[c]!));
      const found = method.estimate(picture, FACTS);
      expect(found.r).toBeCloseTo(r! / g!, 4);
      expect(found.b).toBeCloseTo(b! / g!, 4);
    }
    const own = method.estimate(known, FACTS);
    expect(own.r).toBeCloseTo(light.r, 4);
    expect(own.b).toBeCloseTo(light.b, 4);
    expect(method.parameters).toBe(27);
  });

  it('leave less of the lights than least squares at one exposure for all', () => {
    const pictures = Array.from({ length: 14 }, (_, i) => randomPicture(`exposed ${i}`));
    const whitePoints = pictures.map((_, i) => ({ r: 0.5 + 0.03 * i, b: 0.9 - 0.04 * i }));
    const all = Float32Array.from(pictures.flatMap(({ pixels }) => [...pixels]));
    const { matrix } = correctedMomentsMethod.fit(
      { whitePoints, pictures: { ...pictures[0]!, pixels: all } },
      () => {},
    ) as { matrix: number[] };
    const moments = pictures.map(unitMoments);
    const lights = whitePoints.map(({ r, b }) => {
      const norm = Math.hypot(r, 1, b);
      return [r / norm, 1 / norm, b / norm];
    });
    const rows = Float64Array.from(moments.flat());
    const columns = [0, 1, 2].map(
      (c) =>
        leastSquares(
          rows,
          14,
          9,
          Float64Array.from(lights, (light) => light[c]!),
        )!,
    );
    const plain = Array.from({ length: 27 }, (_, i) => columns[i % 3]![Math.floor(i / 3)]!);
    /** Squares of what the best exposure of each picture leaves. */
    const leftBy = (correction: readonly number[]) =>
      moments.reduce((sum, m, i) => {
        const q = [0, 1, 2].map((c) => m.reduce((s, v, k) => s + v * correction[3 * k + c]!, 0));
        return sum + 1 - inner(q, lights[i]!) ** 2 / inner(q, q);
      }, 0);
    expect(leftBy(matrix)).toBeLessThan(0.6 * leftBy(plain));
  });

  it('learn nothing of pictures that show no light', async () => {
    const known = randomPicture('known');
    const masked = row(...Array.from({ length: 12 }, () => [0.2, 0.9, 0.1, 0]));
    const both = { ...known, pixels: Float32Array.of(...known.pixels, ...masked.pixels) };
    const one = correctedMomentsMethod.fit(
      { whitePoints: [{ r: 0.7, b: 0.4 }], pictures: known },
      () => {},
    );
    const two = correctedMomentsMethod.fit(
      {
        whitePoints: [
          { r: 0.7, b: 0.4 },
          { r: 2, b: 2 },
        ],
        pictures: both,
      },
      () => {},
    );
    expect(two).toEqual(one);
    const none = { whitePoints: [{ r: 2, b: 2 }], pictures: masked };
    expect(() => correctedMomentsMethod.fit(none, () => {})).toThrow(/pictures that show light/);
  });

  it('take pixels up to the clip level, and moments that are all above 0', () => {
    const { clipLevel } = CORRECTED_MOMENTS_SETTINGS;
    const below = Math.fround(clipLevel - 1e-6);
    expect(rootMoments(row([below, 0.5, 0.5, 1]))).not.toBeNull();
    expect(rootMoments(row([0.5, 0.5, Math.fround(clipLevel + 1e-7), 1]))).toBeNull();
    expect(rootMoments(row([0.5, 0.5, 0, 1]))).toBeNull();
    // Values below black count as black.
    expect(rootMoments(row([-0.5, 0.5, 0.5, 1], [0.5, 0.5, 0.5, 1]))![0]).toBeCloseTo(0.25, 12);
  });

  it('say how far they are, round by round', () => {
    const told: [number, number][] = [];
    const training = { whitePoints: [{ r: 0.7, b: 0.4 }], pictures: randomPicture('known') };
    correctedMomentsMethod.fit(training, (done, total) => told.push([done, total]));
    expect(told).toEqual(Array.from({ length: 200 }, (_, i) => [i + 1, 200]));
  });

  it.each([
    ['red', 0],
    ['green', 1],
    ['blue', 2],
  ])('fall back on the mean light where they leave %s without light', async (_, channel) => {
    const matrix = Array.from({ length: 27 }, (_, i) => (i % 3 === channel ? 0 : i < 9 ? 1 : 0));
    const training = {
      whitePoints: [
        { r: 0.5, b: 0.9 },
        { r: 0.7, b: 0.3 },
      ],
      pictures: randomPicture('known'),
    };
    const fit = (async () => ({ matrix })) as never;
    const method = await correctedMomentsMethod.prepare(training, { fit });
    const { r, b } = method.estimate(randomPicture('other'), FACTS);
    expect([r, b]).toEqual([0.6, 0.6]);
  });

  it('have the settings that docs/settings.md gives with the run that chose them', () => {
    expect(CORRECTED_MOMENTS_SETTINGS).toEqual(documentedSettings('CORRECTED_MOMENTS_SETTINGS'));
  });

  it('know their own fit from anything else', () => {
    const matrix = Array.from({ length: 27 }, () => 0.5);
    expect(correctedMomentsMethod.isFit({ matrix })).toBe(true);
    for (const other of [null, {}, { matrix: 3 }, { matrix: matrix.slice(1) }]) {
      expect(correctedMomentsMethod.isFit(other)).toBe(false);
    }
    expect(correctedMomentsMethod.isFit({ matrix: matrix.with(5, Number.NaN) })).toBe(false);
  });
});

describe('parameters of the methods', () => {
  it.each([
    ['grey-world', 0],
    ['constant', 2],
    ['as-shot', 0],
  ])('of %s are %d', async (name, count) => {
    const training = { whitePoints: [{ r: 0.5, b: 0.9 }], pictures: null };
    expect((await METHODS.get(name)!.prepare(training)).parameters).toBe(count);
  });

  it("of libcamera's AWB are three a point of its curve, two a point of a prior, and five", async () => {
    const awb = {
      ...DEFAULT_AWB_PARAMETERS,
      ctCurve: cameraCurve().slice(0, 4),
      priors: [
        { lux: 0, logLikelihood: piecewiseLinear([2000, 3000, 8000], [1, 0, 0]) },
        { lux: 800, logLikelihood: piecewiseLinear([2000, 8000], [0, 1]) },
      ],
    };
    expect((await tunedMethod('mine', awb).prepare(null)).parameters).toBe(
      3 * 4 + 2 * 3 + 2 * 2 + 5,
    );
    const bare = { ...awb, ctCurve: null };
    expect((await tunedMethod('mine', bare).prepare(null)).parameters).toBe(15);
  });
});

describe('a picture that says nothing', () => {
  const masked = row([0.5, 0.5, 0.5, 0]);

  it('is answered as neutral where nothing was learned', async () => {
    const method = await METHODS.get('grey-world')!.prepare(null);
    expect(method.estimate(masked, FACTS)).toEqual({ r: 1, b: 1 });
  });

  it('is answered with the mean light of training', async () => {
    const whitePoints = [
      { r: 0.25, b: 0.75 },
      { r: 0.75, b: 0.5 },
    ];
    const method = await METHODS.get('grey-world')!.prepare({ whitePoints, pictures: null });
    expect(method.estimate(masked, FACTS)).toEqual({ r: 0.5, b: 0.625 });
  });
});

describe('a fit of the reference', () => {
  const method = METHODS.get('bayes-reference') as FittedMethod<unknown>;
  const fit = {
    deltaLimit: 0.2,
    minGreen: 0.1,
    hyperparameters: { mean: -0.5, lengthScale: 0.1, signalSd: 0.2, noiseSd: 0.01 },
    tried: [],
  };

  it('has limits and scales above 0 and a mean of any sign', () => {
    expect(method.isFit(fit)).toBe(true);
    expect(method.isFit({ ...fit, deltaLimit: 0 })).toBe(false);
    expect(method.isFit({ ...fit, minGreen: 0 })).toBe(false);
    expect(method.isFit({ ...fit, minGreen: undefined })).toBe(false);
    expect(method.isFit({ ...fit, tried: undefined })).toBe(false);
    expect(method.isFit({ ...fit, hyperparameters: undefined })).toBe(false);
    for (const name of Object.keys(fit.hyperparameters)) {
      const hyperparameters = { ...fit.hyperparameters, [name]: name === 'mean' ? Number.NaN : 0 };
      expect(method.isFit({ ...fit, hyperparameters }), name).toBe(false);
    }
    for (const other of [null, 3, 'fit']) expect(method.isFit(other)).toBe(false);
  });
});

describe('a network', () => {
  it.each([0, 1, 2])(
    'sees nothing of a masked pixel whose channel %d is not 0',
    async (channel) => {
      let seen = new Float32Array(0);
      const estimator = {
        metadata: {
          name: 'net',
          data: { name: 'd', hash: 'h' },
          settings: {},
          blackLevel: 1,
          whiteLevel: 2,
        },
        inputSize: { heightPx: 1, widthPx: 2 },
        parameters: 7,
        answer: 'whitePoint',
        readings: [],
        estimateThumbnail: (pixels: Float32Array) => {
          seen = pixels;
          return { whitePoint: { r: 2, b: 3 } };
        },
      };
      const method = networkMethod(estimator as never);
      expect(method.origin).toEqual({
        data: { name: 'd', hash: 'h' },
        levels: { blackLevel: 1, whiteLevel: 2 },
      });
      const prepared = await method.prepare(null);
      expect(prepared.parameters).toBe(7);
      for (const at of [0, 1]) {
        const shown = [0.1, 0.2, 0.3, 0.5];
        const masked = [0, 1, 2].map((c) => (c === channel ? 0.4 : 0));
        const pixels = at === 0 ? [...masked, 0, ...shown] : [...shown, ...masked, 0];
        const picture = { heightPx: 1, widthPx: 2, pixels: Float32Array.from(pixels) };
        expect(prepared.estimate(picture, FACTS)).toEqual({ r: 2, b: 3 });
        const expected = at === 0 ? [0, 0, 0, 0, ...shown] : [...shown, 0, 0, 0, 0];
        expect([...seen]).toEqual(expected.map(Math.fround));
        expect([...picture.pixels]).toEqual(pixels.map(Math.fround));
      }
    },
  );
});

describe('estimates of a set', () => {
  it('are those of its pictures in turn, with progress and a pause every hundred', async () => {
    const count = 250;
    const set = {
      heightPx: 1,
      widthPx: 2,
      pixels: Float32Array.from({ length: count * 8 }, (_, i) => i),
      entries: Array.from({ length: count }, (_, i) => ({ id: String(i), properties: {} })),
    };
    const progress: number[] = [];
    let pauses = 0;
    const { estimates } = await estimatePictures(
      {
        name: 'first',
        parameters: 0,
        estimate: ({ pixels }, { id }) => ({ r: pixels[0]!, b: pixels[7]! + Number(id) }),
      },
      set,
      {
        onProgress: (done, total) => progress.push(done / total),
        pause: async () => void pauses++,
      },
    );
    expect(estimates).toEqual(
      Array.from({ length: count }, (_, i) => ({ r: 8 * i, b: 9 * i + 7 })),
    );
    expect(progress).toEqual(Array.from({ length: count }, (_, i) => (i + 1) / count));
    expect(pauses).toBe(2);
  });
});
