/** The head that answers in kelvin behind a network that answers with a white point. */
import { describe, expect, it } from 'vitest';
import { loadKernelModule } from '../../dist/engine/node/index.js';
import { createEstimator } from '../../dist/infer/index.js';
import {
  answerOf,
  countParameters,
  decodeModel,
  encodeModel,
  type LocusLight,
  smallArchitecture,
  withCurveHead,
} from '../../dist/model/index.js';
import { createRng } from '../../dist/random/index.js';
import { modelOf, smallModel } from '../infer/sample-models.js';

/** Lights every 10 mired, log r and log b linear in mired. */
const LOCUS: LocusLight[] = Array.from({ length: 34 }, (_, i) => {
  const mired = 430 - 10 * i;
  return {
    cctKelvin: 1e6 / mired,
    r: Math.exp(0.004 * (mired - 250)),
    b: Math.exp(-0.005 * (mired - 250)),
  };
});

describe('a network with the curve head', () => {
  const model = smallModel();
  const headed = withCurveHead(model, LOCUS);
  const kernels = loadKernelModule();

  it('answers in kelvin, and keeps the numbers that it was trained to', () => {
    expect(answerOf(headed.architecture)).toBe('kelvin');
    expect(countParameters(headed.architecture)).toBeGreaterThan(
      countParameters(model.architecture),
    );
    const kept = decodeModel(encodeModel(headed));
    expect(kept.parameters).toEqual(headed.parameters);
  });

  it('answers with the light of the curve that has the r / b of the white point, held at the ends', () => {
    const [white, kelvin] = [createEstimator(model, kernels), createEstimator(headed, kernels)];
    const rng = createRng(3);
    const ends = { least: Number.POSITIVE_INFINITY, most: 0 };
    for (let n = 0; n < 40; n++) {
      const tint = [0.2 + rng.uniform(), 1, 0.2 + rng.uniform(), 1];
      const pixels = Float32Array.from({ length: 768 }, (_, i) =>
        i % 4 === 3 ? 1 : 0.05 + 0.5 * rng.uniform() * tint[i % 4]!,
      );
      const { r, b } = white.estimateThumbnail(pixels).whitePoint;
      // log r - log b = 0.009 (mired - 250), between the knots that are 30 mired apart.
      const mired = 250 + Math.log(r / b) / 0.009;
      const expected = Math.max(130, Math.min(400, mired));
      const answer = 1e6 / kelvin.estimateTemperature(pixels, 400);
      expect(Math.abs(answer / expected - 1)).toBeLessThan(1e-5);
      ends.least = Math.min(ends.least, answer);
      ends.most = Math.max(ends.most, answer);
    }
    expect(ends.most - ends.least).toBeGreaterThan(20);
  });

  it('is refused behind a network that answers in kelvin, and for a curve that turns back', () => {
    const anchorsMired = [200, 300];
    const ct = modelOf(
      smallArchitecture({
        heightPx: 12,
        widthPx: 16,
        blocks: [{ kernel: 2, stride: 2, channels: 8 }],
        hidden: 8,
        centre: [0, 0],
        anchors: [],
        anchorsMired,
      }),
    );
    expect(() => withCurveHead(ct, LOCUS)).toThrow(/answers in kelvin/);
    const bent = LOCUS.map((light, i) => (i < 20 ? light : { ...light, r: 3, b: 1 }));
    expect(() => withCurveHead(model, bent)).toThrow(/along which r \/ b falls/);
    expect(() => withCurveHead(model, [])).toThrow(/along which r \/ b falls/);
  });
});
