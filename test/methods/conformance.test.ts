/**
 * What every registered method must do, and what a network must do that is none of them by name. Pictures are made
 * here: scenes of greys and colours under lights of a curve, noisy, masked and clipped in parts.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { loadKernelModule } from '../../dist/engine/node/index.js';
import { createEstimator } from '../../dist/infer/index.js';
import {
  estimatePictures,
  METHODS,
  type Method,
  networkMethod,
  type PreparedMethod,
  type TrainingPart,
} from '../../dist/methods/index.js';
import { createRng } from '../../dist/random/index.js';
import { tinyModel } from '../cli/tiny-model.js';
import { blankPicture, madePicture, madeSet, trainingPart } from './made-pictures.js';

const network = networkMethod(createEstimator(tinyModel(), loadKernelModule()));
const ALL: readonly (readonly [string, Method])[] = [...METHODS, ['a network', network]];

const training = trainingPart(madeSet(36, 1));
const prepared = new Map<string, PreparedMethod>();

beforeAll(async () => {
  for (const [name, method] of ALL) prepared.set(name, await method.prepare(training));
}, 120_000);

/** A test of some methods alone; of the others there is nothing to report. */
const only = (wanted: boolean) => (wanted ? it : () => undefined);

const bits = ({ r, b }: { r: number; b: number }) => [
  ...new Uint8Array(Float64Array.of(r, b).buffer),
];

describe.each(ALL)('%s', (name, method) => {
  const ready = () => prepared.get(name) as PreparedMethod;
  const size = method.inputSize ?? { heightPx: 24, widthPx: 32 };
  const test = madeSet(24, 2, size);

  it('is registered under its own name, and says how many numbers it has', () => {
    if (name !== 'a network') expect(ready().name).toBe(name);
    expect(ready().parameters).toBeGreaterThanOrEqual(0);
  });

  it('answers with a positive, finite white point on every picture that shows light', async () => {
    const { estimates } = await estimatePictures(ready(), test);
    expect(estimates).toHaveLength(24);
    for (const { r, b } of estimates) {
      expect(r > 0 && b > 0 && Number.isFinite(r) && Number.isFinite(b)).toBe(true);
    }
  });

  it.each(['masked', 'clipped', 'black'] as const)(
    'answers, or says why not, on a picture that is all %s',
    (kind) => {
      try {
        const { r, b } = ready().estimate(blankPicture(kind, size), madePicture(7, size).facts);
        expect(r > 0 && b > 0 && Number.isFinite(r) && Number.isFinite(b)).toBe(true);
      } catch (error) {
        expect(error).toMatchObject({ name: 'MethodError' });
      }
    },
  );

  it('never looks at masked pixels', () => {
    const rng = createRng(5).fork(name);
    for (let i = 0; i < 8; i++) {
      const { picture, facts } = madePicture(100 + i, size);
      const other = { ...picture, pixels: picture.pixels.slice() };
      let changed = 0;
      for (let o = 0; o < other.pixels.length; o += 4) {
        if (other.pixels[o + 3] !== 0) continue;
        for (let c = 0; c < 3; c++) other.pixels[o + c] = rng.uniform();
        changed++;
      }
      expect(changed).toBeGreaterThan(0);
      expect(bits(ready().estimate(other, facts))).toEqual(bits(ready().estimate(picture, facts)));
    }
  });

  it('sees no label: estimates stay when every label of the test pictures is changed', async () => {
    const changed = test.entries.map((entry) => ({ ...entry, whitePoint: { r: 3, b: 0.1 } }));
    const before = await estimatePictures(ready(), test);
    const after = await estimatePictures(ready(), { ...test, entries: changed });
    expect(after.estimates.map(bits)).toEqual(before.estimates.map(bits));
  });

  it('gives the same bits twice, taught twice', async () => {
    const again = await method.prepare(training);
    const first = await estimatePictures(ready(), test);
    expect((await estimatePictures(again, test)).estimates.map(bits)).toEqual(
      first.estimates.map(bits),
    );
  });

  it('leaves pictures and training part as they were', async () => {
    const copy = test.pixels.slice();
    await estimatePictures(ready(), test);
    expect(Buffer.compare(Buffer.from(test.pixels.buffer), Buffer.from(copy.buffer))).toBe(0);
    expect(training.whitePoints).toEqual(trainingPart(madeSet(36, 1)).whitePoints);
  });

  const needs = method.learnsFrom;
  only(needs === 'nothing')('works without a training part', async () => {
    const alone = await method.prepare(null);
    const { estimates } = await estimatePictures(alone, test);
    expect(estimates.map(bits)).toEqual(
      (await estimatePictures(ready(), test)).estimates.map(bits),
    );
  });

  only(needs !== 'nothing')('says that it needs a training part where it has none', async () => {
    const message = new RegExp(`^${name}: learns from (lights|pictures)`);
    await expect(method.prepare(null)).rejects.toMatchObject({
      name: 'MethodError',
      message: expect.stringMatching(message),
    });
  });

  only(needs !== 'nothing')('does learn: other training lights, other answers', async () => {
    const warm: TrainingPart = {
      ...training,
      whitePoints: training.whitePoints.map(({ r, b }) => ({ r: r * 1.15, b: b * 0.9 })),
    };
    const taught = await method.prepare(warm);
    const { estimates } = await estimatePictures(taught, test);
    expect(estimates.map(bits)).not.toEqual(
      (await estimatePictures(ready(), test)).estimates.map(bits),
    );
  });

  only(needs === 'lights')('needs no pictures', async () => {
    await expect(method.prepare({ ...training, pictures: null })).resolves.toBeDefined();
  });

  only('fit' in method)('gives parameters that survive JSON, and knows them again', async () => {
    const fitted = method as Extract<Method, object> & {
      fit(part: TrainingPart, progress: () => void): unknown;
      isFit(parameters: unknown): boolean;
    };
    const steps: number[] = [];
    const parameters = fitted.fit(training, () => steps.push(1));
    expect(steps.length).toBeGreaterThan(0);
    const read = JSON.parse(JSON.stringify(parameters));
    expect(read).toEqual(parameters);
    expect(fitted.isFit(read)).toBe(true);
    for (const other of [null, 7, [], {}, { matrix: [1] }]) expect(fitted.isFit(other)).toBe(false);
  });
});
