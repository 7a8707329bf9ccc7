/** Frames of one camera for a model of another: the same as if the frames had been mapped before and the answer after. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cameraByName, cameraMap, mapWhitePoint } from '../../dist/camera/index.js';
import { invertMatrix, mapPixels } from '../../dist/color/index.js';
import { loadKernelModule } from '../../dist/engine/node/index.js';
import { createEstimator } from '../../dist/infer/index.js';
import { createRng } from '../../dist/random/index.js';
import { rawToThumbnail } from '../../dist/raw/index.js';
import { randomThumbnail } from './random-architecture.js';
import { MEAN_LIGHT, rawImage, smallModel } from './sample-models.js';

const MODULE = loadKernelModule();
const SONY_TO_CANON = cameraMap(
  cameraByName('Sony ILCE-7M3').camera,
  cameraByName('Canon EOS 550D').camera,
);
const CANON_TO_SONY = invertMatrix(SONY_TO_CANON);
const plain = createEstimator(smallModel(), MODULE);
const mapping = createEstimator(smallModel(), MODULE, { colourMatrix: SONY_TO_CANON });

describe('an estimator with a colour matrix', () => {
  it('answers as one without it to mapped pixels, mapped back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const pixels = randomThumbnail(plain.inputSize, createRng(seed));
        const mapped = pixels.slice();
        mapPixels(SONY_TO_CANON, mapped, 4);
        const { whitePoint } = plain.estimateThumbnail(mapped);
        const expected = mapWhitePoint(CANON_TO_SONY, whitePoint);
        const got = mapping.estimateThumbnail(pixels);
        expect(got.whitePoint.r).toBeCloseTo(expected.r, 12);
        expect(got.whitePoint.b).toBeCloseTo(expected.b, 12);
        expect(got.gains.red * got.whitePoint.r).toBeCloseTo(1, 12);
      }),
      { numRuns: 50 },
    );
  });

  it('maps the means over cells of a frame of full size', () => {
    const scene = rawImage((p, c) => 2048 + ((p * 37 + c * 911) % 9000));
    const thumbnail = rawToThumbnail(scene, plain.inputSize);
    expect(mapping.estimate(scene)).toEqual(mapping.estimateThumbnail(thumbnail));
  });

  it('answers in the frame’s own camera where nothing is seen, too', () => {
    const dark = mapping.estimate(rawImage(() => 2048));
    expect(dark.whitePoint).toEqual(mapWhitePoint(CANON_TO_SONY, MEAN_LIGHT));
    expect(mapping.meanLight).toEqual(dark.whitePoint);
    expect(dark.confidence).toBe(0);
  });

  it('of no change changes no bit', () => {
    const identity = createEstimator(smallModel(), MODULE, {
      colourMatrix: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    });
    const pixels = randomThumbnail(plain.inputSize, createRng(3));
    expect(identity.estimateThumbnail(pixels)).toEqual(plain.estimateThumbnail(pixels));
  });

  it('judges what is clipped and black in the frame’s own values', () => {
    const half = rawImage((p) => (p % 2 ? 16383 : 6000));
    expect(mapping.estimate(half).confidence).toBeLessThanOrEqual(1);
    const clipped = rawImage(() => 16383);
    expect(mapping.estimate(clipped).confidence).toBe(0);
  });

  it('refuses what is no matrix, and one that loses a colour', () => {
    const make = (colourMatrix: unknown) => () =>
      createEstimator(smallModel(), MODULE, { colourMatrix: colourMatrix as never });
    expect(make([1, 0, 0])).toThrow(/colourMatrix: expected nine numbers/);
    expect(make([1, 0, 0, 0, Number.NaN, 0, 0, 0, 1])).toThrow(TypeError);
    expect(make([1, 0, 0, 1, 0, 0, 0, 0, 1])).toThrow(RangeError);
  });
});
